"""Setting measures and recording what a survey found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from people import audit
from people.models import Organisation, StaleVersionError, User
from people.permissions import Verb, check
from plans.models import Audience, Plan
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


@transaction.atomic
def add_measure(
    *,
    plan: Plan,
    by: User,
    statement: str,
    target: Decimal,
    audience: Audience | None = None,
    floor: Decimal | None = None,
) -> Measure:
    """Add a measure of success to a plan."""
    check(by, Verb.MANAGE_PLAN, plan)
    last = Measure.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
    measure = Measure.objects.create(
        plan=plan, statement=statement, target=target, audience=audience, floor=floor, position=last + 1
    )
    audit.record(
        "added", measure, by=by, organisation=plan.organisation, after={"statement": statement, "target": str(target)}
    )
    return measure


@transaction.atomic
def add_survey(
    *,
    plan: Plan,
    by: User,
    title: str,
    held_on: date,
    questions: Mapping[Measure, str],
    populations: Mapping[Organisation, int | None],
) -> Survey:
    """Record that a survey was held: a question for each measure, and how many people each council asked."""
    check(by, Verb.ENTER_COUNTS, plan)
    survey = Survey.objects.create(plan=plan, title=title, held_on=held_on)
    Question.objects.bulk_create(
        Question(survey=survey, measure=measure, text=text) for measure, text in questions.items()
    )
    Surveyed.objects.bulk_create(
        Surveyed(survey=survey, organisation=organisation, population=population)
        for organisation, population in populations.items()
    )
    audit.record("added", survey, by=by, organisation=plan.organisation, after={"title": title, "held_on": held_on})
    return survey


@transaction.atomic
def enter_counts(
    *, survey: Survey, by: User, version: int, counts: Mapping[tuple[Question, Organisation], Answers], on: date
) -> list[Result]:
    """Record counts by question and council. What is already there stands until a later row corrects it.

    Raises:
        StaleVersionError: somebody entered counts meanwhile.
        ValidationError: more replies than people asked, by council.
    """
    check(by, Verb.ENTER_COUNTS, survey)
    if not Survey.claim_version(survey.pk, version):
        raise StaleVersionError(Survey.objects.get(pk=survey.pk))
    populations = dict(Surveyed.objects.filter(survey=survey).values_list("organisation_id", "population"))
    for (question, organisation), answers in counts.items():
        asked = populations.get(organisation.pk)
        if asked is not None and answers.total > asked:
            raise ValidationError(
                f"{organisation}: {answers.total} replies to “{question}”, but only {asked} people were asked."
            )
    made = Result.objects.bulk_create(
        Result(question=question, organisation=organisation, by=by, by_name=by.name, on=on, **vars(answers))
        for (question, organisation), answers in counts.items()
    )
    after = {
        f"{question}, {organisation}": f"{a.yes} yes, {a.no} no, {a.dont_know} don’t know"
        for (question, organisation), a in counts.items()
    }
    audit.record("entered counts of", survey, by=by, organisation=survey.plan.organisation, after=after)
    return made
