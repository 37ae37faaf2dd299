"""The counts of a survey: what was answered, by question, council and way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.models import Organisation, StaleVersionError, User
from people.permissions import Verb, check
from surveys.models import Question, Result, Survey

ITSELF = "the online form"  # who counted, where nobody did


@dataclass(frozen=True)
class Answers:
    """Counts of people of one question in one council, as they came in one way. `tally`: {answer: how many gave it}."""

    yes: int
    no: int
    dont_know: int = 0
    tally: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, question: Question, tally: Mapping[str, int], replies: int | None = None) -> Answers:
        """From how often each answer was given. `replies`: people who answered, where one may give several answers.

        Raises:
            ValidationError: more gave one answer than replied at all.
        """
        says = {
            one: sum(tally.get(text, 0) for text, means in question.choices if means == one) for one in Question.SAYS
        }
        if question.kind == Question.Kind.MULTIPLE:
            people = replies or 0
            if (most := max(tally.values(), default=0)) > people:
                raise ValidationError(f"“{question}”: {most} gave one answer, but only {people} replied.")
            yes, dont_know = says["yes"], min(says["dont_know"], people - says["yes"])
            return cls(yes, people - yes - dont_know, dont_know, dict(tally))
        if not question.is_counted:
            return cls(0, sum(tally.values()), 0, dict(tally))
        kept = {} if question.kind == Question.Kind.YES_NO else dict(tally)
        return cls(says["yes"], says["no"], says["dont_know"], kept)

    @property
    def total(self) -> int:
        return self.yes + self.no + self.dont_know

    @property
    def words(self) -> str:
        if self.tally:
            return ", ".join(f"{count} {answer}" for answer, count in self.tally.items())
        return f"{self.yes} yes, {self.no} no, {self.dont_know} don’t know"


Counted = Mapping[tuple[Question, Organisation, str], Answers]


def standing_answers(survey: Survey) -> dict[tuple[Question, Organisation, str], Answers]:
    """The counts that stand, the latest of each question, council and way."""
    rows = Result.objects.filter(question__survey=survey).select_related("question", "organisation")
    return {
        (r.question, r.organisation, r.way): Answers(r.yes, r.no, r.dont_know, r.tally)
        for r in rows.order_by("on", "pk")
    }


def check_populations(counts: Counted, populations: Mapping[int, int | None]) -> None:
    """Nobody replies who was not asked. `populations` is {organisation id: people asked, or None if not known}.

    Raises:
        ValidationError: with a sentence for each council and question.
    """
    replies: dict[tuple[Question, Organisation], int] = {}
    for (question, organisation, _), answers in counts.items():
        replies[question, organisation] = replies.get((question, organisation), 0) + answers.total
    faults = [
        f"{organisation}: {total} replies to “{question}”, but only {asked} people were asked."
        for (question, organisation), total in replies.items()
        if (asked := populations.get(organisation.pk)) is not None and total > asked
    ]
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def enter_counts(*, survey: Survey, by: User, version: int, counts: Counted, on: date) -> list[Result]:
    """Record the counts that differ from those that stand. A correction is another row; the earlier one is kept.

    Raises:
        StaleVersionError: somebody entered counts meanwhile.
        ValidationError: more replies than people asked, by council; or counts once entered are left blank.
    """
    check(by, Verb.ENTER_COUNTS, survey)
    if not Survey.claim_version(survey.pk, version):
        raise StaleVersionError(Survey.objects.get(pk=survey.pk))
    standing = standing_answers(survey)
    blanked = [key for key in standing if key[0].is_counted and key not in counts]
    if blanked:
        raise ValidationError(
            [
                f"{said_of(*key)} has counts, which can be corrected but not left blank. Put 0 for none."
                for key in blanked
            ]
        )
    return write_counts(survey, counts, standing, by=by, on=on)


def write_counts(survey: Survey, counts: Counted, standing: Counted, *, by: User | None, on: date) -> list[Result]:
    """Add the rows that differ, and tell the audit trail. Free text is not repeated there."""
    check_populations({**standing, **counts}, dict(survey.surveyed.values_list("organisation_id", "population")))
    changed = {key: answers for key, answers in counts.items() if standing.get(key) != answers}
    made = Result.objects.bulk_create(
        Result(
            question=question,
            organisation=organisation,
            way=way,
            by=by,
            by_name=by.name if by else ITSELF,
            on=on,
            **vars(answers),
        )
        for (question, organisation, way), answers in changed.items()
    )
    told = [key for key in changed if key[0].kind != Question.Kind.TEXT]
    before = {said_of(*key): standing[key].words for key in told if key in standing}
    after = {said_of(*key): changed[key].words for key in told}
    audit.record("entered counts of", survey, by=by, organisation=survey.plan.organisation, before=before, after=after)
    return made


def said_of(question: Question, organisation: Organisation, way: str = "") -> str:
    """How a box of the grid is named: “Do you understand?”, Swale, hard copy."""
    return f"“{question}”, {organisation}" + (f", {way.lower()}" if way else "")
