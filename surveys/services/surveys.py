"""Recording that a survey was held, and what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.models import Organisation, StaleVersionError, User
from people.permissions import Verb, check
from plans.models import Plan
from surveys.models import Measure, Question, Result, Survey, Surveyed


@dataclass(frozen=True)
class Answers:
    """Counts of one question in one council."""

    yes: int
    no: int
    dont_know: int = 0

    @property
    def total(self) -> int:
        return self.yes + self.no + self.dont_know

    @property
    def words(self) -> str:
        return f"{self.yes} yes, {self.no} no, {self.dont_know} don’t know"


@transaction.atomic
def add_survey(
    *,
    plan: Plan,
    by: User,
    title: str,
    held_on: date,
    questions: Mapping[Measure, str],
    populations: Mapping[Organisation, int | None],
    counts_dont_know: bool = True,
    method: str = "",
    is_self_selected: bool = False,
) -> Survey:
    """Record that a survey was held: a question for each measure, and how many people each council asked."""
    check(by, Verb.ENTER_COUNTS, plan)
    facts: dict[str, Any] = {"title": title, "held_on": held_on, "method": method, "is_self_selected": is_self_selected}
    survey = Survey.objects.create(plan=plan, **facts)
    Question.objects.bulk_create(
        Question(survey=survey, measure=measure, text=text, counts_dont_know=counts_dont_know)
        for measure, text in questions.items()
    )
    Surveyed.objects.bulk_create(
        Surveyed(survey=survey, organisation=organisation, population=population)
        for organisation, population in populations.items()
    )
    audit.record("added", survey, by=by, organisation=plan.organisation, after=facts)
    return survey


@transaction.atomic
def edit_survey(
    *,
    survey: Survey,
    by: User,
    version: int,
    title: str,
    held_on: date,
    populations: Mapping[Organisation, int | None],
    counts_dont_know: bool,
    method: str = "",
    is_self_selected: bool = False,
) -> Survey:
    """Correct what is known of a survey; its questions and counts stay.

    Raises:
        StaleVersionError: somebody saved it, or entered counts, meanwhile.
        ValidationError: fewer people asked than have replied.
    """
    check(by, Verb.ENTER_COUNTS, survey)
    facts: dict[str, Any] = {"title": title, "held_on": held_on, "method": method, "is_self_selected": is_self_selected}
    before = {name: getattr(survey, name) for name in facts}
    survey.save_from(version, **facts)
    check_populations(standing_answers(survey), {council.pk: asked for council, asked in populations.items()})
    for organisation, asked in populations.items():
        Surveyed.objects.update_or_create(survey=survey, organisation=organisation, defaults={"population": asked})
    Question.objects.filter(survey=survey).update(counts_dont_know=counts_dont_know)
    after = {
        **facts,
        "asked": {str(council): asked for council, asked in populations.items()},
    }
    audit.record("edited", survey, by=by, organisation=survey.plan.organisation, before=before, after=after)
    return survey


def standing_answers(survey: Survey) -> dict[tuple[Question, Organisation], Answers]:
    """The counts that stand, the latest of each question and council."""
    rows = Result.objects.filter(question__survey=survey).select_related("question", "organisation")
    return {(r.question, r.organisation): Answers(r.yes, r.no, r.dont_know) for r in rows.order_by("on", "pk")}


def check_populations(
    counts: Mapping[tuple[Question, Organisation], Answers], populations: Mapping[int, int | None]
) -> None:
    """Nobody replies who was not asked. `populations` is {organisation id: people asked, or None if not known}.

    Raises:
        ValidationError: with a sentence for each council and question.
    """
    faults = [
        f"{organisation}: {answers.total} replies to “{question}”, but only {asked} people were asked."
        for (question, organisation), answers in counts.items()
        if (asked := populations.get(organisation.pk)) is not None and answers.total > asked
    ]
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def enter_counts(
    *, survey: Survey, by: User, version: int, counts: Mapping[tuple[Question, Organisation], Answers], on: date
) -> list[Result]:
    """Record the counts that differ from those that stand. A correction is another row; the earlier one is kept.

    Raises:
        StaleVersionError: somebody entered counts meanwhile.
        ValidationError: more replies than people asked, by council; or counts once entered are left blank.
    """
    check(by, Verb.ENTER_COUNTS, survey)
    if not Survey.claim_version(survey.pk, version):
        raise StaleVersionError(Survey.objects.get(pk=survey.pk))
    standing = standing_answers(survey)
    if blanked := [f"{council}: “{question}”" for question, council in standing if (question, council) not in counts]:
        raise ValidationError(
            [f"{which} has counts, which can be corrected but not left blank. Put 0 for none." for which in blanked]
        )
    check_populations(counts, dict(survey.surveyed.values_list("organisation_id", "population")))
    changed = {key: answers for key, answers in counts.items() if standing.get(key) != answers}
    made = Result.objects.bulk_create(
        Result(question=question, organisation=organisation, by=by, by_name=by.name, on=on, **vars(answers))
        for (question, organisation), answers in changed.items()
    )
    before = {said_of(*key): standing[key].words for key in changed if key in standing}
    after = {said_of(*key): answers.words for key, answers in changed.items()}
    audit.record("entered counts of", survey, by=by, organisation=survey.plan.organisation, before=before, after=after)
    return made


def said_of(question: Question, organisation: Organisation) -> str:
    """How the audit trail names a box of the grid."""
    return f"{question}, {organisation}"
