"""The replies to one question or several, by council and by the way they came: sums, and which of them may be shown.

Every output takes its figures from here. A group that is withheld holds no figures at all, so that none can forget to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from django.conf import settings

from people.models import Organisation
from surveys.models import Question, Result, Surveyed
from surveys.suppression import Family, Group, may_be_shown

EVERYBODY = "All"


class Cell(NamedTuple):
    """The smallest thing counted: ids of the question and the council, and the way replies came in."""

    question: int
    organisation: int
    way: str


@dataclass(frozen=True)
class Count:
    """Replies of one group. `base`: those that count towards the share; `replies`: all of them. `population` None: not
    known. One that is not shown holds no figures."""

    name: str
    yes: int
    base: int
    population: int | None
    replies: int
    is_shown: bool = True
    tally: tuple[tuple[str, int], ...] = ()  # (answer, how many gave it), of all replies to one question

    @property
    def share(self) -> Fraction | None:
        """Of those that count, 0 to 1."""
        return Fraction(self.yes, self.base) if self.base else None

    @property
    def response_rate(self) -> Fraction | None:
        """How many of those who were asked replied, 0 to 1; None where it is not known, or is withheld."""
        return Fraction(self.replies, self.population) if self.population and self.is_shown else None


class Replies:
    """The counts that stand of some questions, pooled. One question of a survey, or all that feed one measure."""

    def __init__(
        self,
        questions: Iterable[Question],
        results: Iterable[Result],
        asked: Mapping[tuple[int, int], int | None],
        shown: set[Group] | None = None,
    ) -> None:
        """`asked` are people by (survey id, council id). `shown`: what may be, where more than these questions decide."""
        self.questions = {question.pk: question for question in questions}
        self.results = {
            Cell(result.question_id, result.organisation_id, result.way): result
            for result in results
            if result.question_id in self.questions
        }
        self.organisations: dict[int, Organisation] = {
            result.organisation_id: result.organisation
            for result in sorted(self.results.values(), key=lambda result: result.organisation.name)
        }
        self.asked = asked
        self.decided = shown

    def of(self, question: Question) -> Replies:
        """Those to one of the questions; what may be shown of them is decided by all."""
        return Replies([question], self.results.values(), self.asked, self.shown)

    def counts_of(self, cell: Cell) -> tuple[int, int, int]:
        """(yes, the others that count, replies that do not count)."""
        result, question = self.results[cell], self.questions[cell.question]
        if question.counts_dont_know:
            return result.yes, result.no + result.dont_know, 0
        return result.yes, result.no, result.dont_know

    def where(self, question: int | None = None, organisation: int | None = None, way: str | None = None) -> Group:
        wanted = (question, organisation, way)
        return frozenset(
            cell for cell in self.results if all(w is None or w == has for w, has in zip(wanted, cell, strict=True))
        )

    @cached_property
    def ways(self) -> list[str]:
        return sorted({cell.way for cell in self.results})

    def tally_of(self, cell: Cell) -> list[tuple[str, int]]:
        tally = self.results[cell].tally
        return [(text, tally.get(text, 0)) for text, _ in self.questions[cell.question].choices] if tally else []

    @cached_property
    def shown(self) -> set[Group]:
        """All groups of which any page, paper or file may speak."""
        if self.decided is not None:
            return self.decided
        whole = self.where()
        councils = [self.where(organisation=one) for one in self.organisations]
        families: list[Family] = [(whole, councils), (whole, [self.where(question=one) for one in self.questions])]
        families += [(group, [self.where(one, council) for one in self.questions])
                     for council, group in zip(self.organisations, councils, strict=True)]  # fmt: skip
        for question in self.questions:
            mine = self.where(question)
            by_council = [self.where(question, one) for one in self.organisations]
            by_way = [self.where(question, way=way) for way in self.ways]
            families += [(mine, by_council), (mine, by_way)]
            families += [(group, [frozenset([cell]) for cell in group]) for group in (*by_council, *by_way)]
        counts = {cell: self.counts_of(cell) for cell in self.results}
        return may_be_shown(counts, [(one, parts) for one, parts in families if one], settings.SMALLEST_BASE)

    def count(self, name: str, group: Group, population: int | None) -> Count:
        """The sums of a group of cells, if they may be shown."""
        if group not in self.shown:
            return Count(name, 0, 0, population, 0, is_shown=False)
        yes, others, besides = (sum(column) for column in zip(*map(self.counts_of, group), strict=True))
        replies = yes + others + besides
        if population is not None and replies > population:
            population = None  # several surveys reached the same people: how many there are is not known
        return Count(name, yes, yes + others, population, replies, tally=self.tally(group))

    def tally(self, group: Group) -> tuple[tuple[str, int], ...]:
        """How often each answer was given, of all replies to a question. Never of a part of them: small groups are kept
        for those who say yes and those who do not, and one answer might be one person's.
        """
        found: dict[str, int] = {}
        if len(self.questions) == 1 and group == self.where():
            for cell in group:
                for text, count in self.tally_of(cell):
                    found[text] = found.get(text, 0) + count
        return tuple(found.items())

    @property
    def is_whole(self) -> bool:
        """Nothing of it is withheld."""
        return all(frozenset([cell]) in self.shown for cell in self.results)

    def population_of(self, organisation: int, question: int | None = None) -> int | None:
        """People asked in a council: where several surveys reached it, the most that any of them asked."""
        surveys = {self.questions[cell.question].survey_id for cell in self.where(question, organisation)}
        asked = [self.asked.get((survey, organisation)) for survey in surveys]
        known = [number for number in asked if number is not None]
        return max(known) if known and len(known) == len(asked) else None

    def population(self, question: int | None = None) -> int | None:
        """People asked in all councils that replied; None if it is not known of one of them."""
        asked = [self.population_of(one, question) for one in {cell.organisation for cell in self.where(question)}]
        known = [number for number in asked if number is not None]
        return sum(known) if len(known) == len(asked) else None

    @cached_property
    def total(self) -> Count | None:
        """All together; None where nothing was counted yet."""
        return self.count(EVERYBODY, self.where(), self.population()) if self.results else None

    @cached_property
    def councils(self) -> list[Count]:
        return [
            self.count(council.name, self.where(organisation=pk), self.population_of(pk))
            for pk, council in self.organisations.items()
        ]

    @cached_property
    def by_way(self) -> list[Count]:
        """Of one question. How many were asked in each way is not known."""
        return [self.count(way or "Not said", self.where(way=way), None) for way in self.ways]

    @cached_property
    def table(self) -> list[tuple[Count, list[Count]]]:
        """Of one question: each council with its counts by way, in the order of `ways`."""
        rows = [[self.where(organisation=pk, way=way) for way in self.ways] for pk in self.organisations]
        return [
            (council, [self.count(way, group, None) for way, group in zip(self.ways, groups, strict=True)])
            for council, groups in zip(self.councils, rows, strict=True)
        ]

    @cached_property
    def asked_twice(self) -> list[str]:
        """Councils whose people more than one of the surveys asked, so that one of them may have replied twice."""
        return [
            council.name
            for pk, council in self.organisations.items()
            if len({self.questions[cell.question].survey_id for cell in self.where(organisation=pk)}) > 1
        ]


@dataclass(frozen=True)
class Wave:
    """The surveys that asked about one measure at one time."""

    name: str
    questions: tuple[Question, ...]
    replies: Replies

    @property
    def held_on(self) -> date:
        return max(question.survey.held_on for question in self.questions)

    @property
    def is_self_selected(self) -> bool:
        return any(question.survey.is_self_selected for question in self.questions)

    @property
    def is_provisional(self) -> bool:
        return any(question.survey.is_provisional for question in self.questions)

    @property
    def surveys(self) -> str:
        return "; ".join(dict.fromkeys(question.survey.title for question in self.questions))

    @property
    def wording(self) -> frozenset[object]:
        return frozenset(question.wording for question in self.questions)


def standing(questions: Iterable[Question], on: date) -> list[Result]:
    """The latest counts of each question, council and way, as known at the end of a day. One query."""
    latest: dict[Cell, Result] = {}
    rows = Result.objects.filter(question__in=[question.pk for question in questions]).known_on(on)
    for result in rows.select_related("organisation"):
        latest[Cell(result.question_id, result.organisation_id, result.way)] = result
    return list(latest.values())


def people_asked(questions: Iterable[Question]) -> dict[tuple[int, int], int | None]:
    """{(survey id, council id): people asked, None if not known}. One query."""
    rows = Surveyed.objects.filter(survey__in={question.survey_id for question in questions})
    return {(row.survey_id, row.organisation_id): row.population for row in rows}


def waves_of(questions: list[Question], on: date) -> dict[int, list[Wave]]:
    """{measure id: its waves in which anything was counted, the earliest first}. Two queries."""
    results, asked = standing(questions, on), people_asked(questions)
    counted = {result.question_id for result in results}
    found: dict[int, dict[str, list[Question]]] = {}
    for question in questions:
        if question.measure_id and question.pk in counted:
            found.setdefault(question.measure_id, {}).setdefault(question.survey.wave_name, []).append(question)
    return {
        measure: sorted(
            (Wave(name, tuple(asking), Replies(asking, results, asked)) for name, asking in waves.items()),
            key=lambda wave: wave.held_on,
        )
        for measure, waves in found.items()
    }
