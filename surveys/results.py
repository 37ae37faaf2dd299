"""What came of a survey, question by question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from surveys.evidence import evidence_of
from surveys.models import Question, Survey
from surveys.replies import Count, Replies, people_asked, standing, waves_of
from surveys.statistics import Evidence, per_cent


@dataclass(frozen=True)
class Answered:
    """A question with what was answered. Of one that shows a measure, whatever else asks about it at the same time has a
    say in what may be shown."""

    question: Question
    replies: Replies

    @property
    def total(self) -> Count | None:
        return self.replies.total

    @property
    def councils(self) -> list[Count]:
        return self.replies.councils

    @property
    def by_way(self) -> list[Count]:
        """Nothing where replies were not counted by the way they came in."""
        return self.replies.by_way if self.replies.ways not in ([], [""]) else []

    @property
    def evidence(self) -> Evidence | None:
        measure = self.question.measure
        return evidence_of(measure, self.total) if measure and self.total else None

    @property
    def answers(self) -> list[tuple[str, int, float]]:
        """(answer, how many gave it, per cent of those who replied)."""
        total = self.total
        if total is None or not total.replies:
            return []
        return [(text, count, per_cent(Fraction(count, total.replies))) for text, count in total.tally]

    @property
    def written(self) -> list[tuple[str, int]]:
        """What was answered in figures or in words, and how often; nothing where any part of it is withheld."""
        if self.question.is_counted or not self.total or not self.total.is_shown or not self.replies.is_whole:
            return []
        found: dict[str, int] = {}
        for result in self.replies.results.values():
            for text, count in result.tally.items():
                found[text] = found.get(text, 0) + count
        return sorted(found.items())

    @property
    def figures(self) -> tuple[Fraction, Fraction] | None:
        """(mean, median) of a question answered by a number."""
        if self.question.kind != Question.Kind.NUMBER or not self.written:
            return None
        numbers = [Fraction(text) for text, count in self.written for _ in range(count)]
        return sum(numbers, Fraction(0)) / len(numbers), Fraction(median(numbers))


def results_of(survey: Survey, *, on: date) -> list[Answered]:
    """Its questions in order, with their replies as known at the end of `on`. The same queries for any number of them."""
    return answered(list(survey.questions.select_related("measure", "survey").in_order()), on=on)


def answered(questions: list[Question], *, on: date) -> list[Answered]:
    """Questions, of one survey or of several, with their replies as known at the end of `on`. Five queries."""
    own = Replies(questions, standing(questions, on), people_asked(questions))
    measures = {question.measure_id for question in questions} - {None}
    beside = Question.objects.filter(measure__in=measures, survey__held_on__lte=on).select_related("survey")
    waves = waves_of(list(beside.order_by("survey__held_on", "pk")), on)
    pooled = {
        question.pk: wave.replies for found in waves.values() for wave in found for question in wave.questions
    }  # whatever is told of the measure is told by these
    alone = {question.pk: Replies([question], own.results.values(), own.asked) for question in questions}
    return [Answered(one, pooled.get(one.pk, alone[one.pk]).of(one)) for one in questions]
