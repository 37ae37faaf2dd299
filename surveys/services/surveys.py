"""Recording that a survey was held, of whom, and who was told what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.models import Organisation, User
from people.permissions import Verb, check
from plans.models import Plan
from surveys.models import FedBack, Measure, Question, Survey, Surveyed
from surveys.services.counts import check_populations, standing_answers


@transaction.atomic
def add_survey(
    *,
    plan: Plan,
    by: User,
    questions: Mapping[Measure, str],
    populations: Mapping[Organisation, int | None],
    counts_dont_know: bool = True,
    **facts: Any,
) -> Survey:
    """Record that a survey was held: a question for each measure, and how many people each council asked.

    `facts` are columns of the survey: title and held_on, and what else is known.
    """
    check(by, Verb.ENTER_COUNTS, plan)
    check_days(facts)
    survey = Survey.objects.create(plan=plan, **facts)
    Question.objects.bulk_create(
        Question(survey=survey, measure=measure, text=text, counts_dont_know=counts_dont_know, position=number)
        for number, (measure, text) in enumerate(questions.items(), 1)
    )
    Surveyed.objects.bulk_create(
        Surveyed(survey=survey, organisation=organisation, population=population)
        for organisation, population in populations.items()
    )
    audit.record("added", survey, by=by, organisation=plan.organisation, after=facts)
    return survey


@transaction.atomic
def edit_survey(
    *, survey: Survey, by: User, version: int, populations: Mapping[Organisation, int | None], **facts: Any
) -> Survey:
    """Correct what is known of a survey; its questions and counts stay.

    Raises:
        StaleVersionError: somebody saved it, or entered counts, meanwhile.
        ValidationError: fewer people asked than have replied; it closes before it opens; or a way in which replies
            are counted already is left out.
    """
    check(by, Verb.ENTER_COUNTS, survey)
    check_days(facts)
    before = {name: getattr(survey, name) for name in facts}
    survey.save_from(version, **facts)
    standing = standing_answers(survey)
    counted = {way for _, _, way in standing} & set(before.get("ways", ())) - set(facts.get("ways", ()))
    if counted:
        raise ValidationError({"ways": f"{', '.join(sorted(counted))}: replies are counted under it already."})
    check_populations(standing, {council.pk: asked for council, asked in populations.items()})
    for organisation, asked in populations.items():
        Surveyed.objects.update_or_create(survey=survey, organisation=organisation, defaults={"population": asked})
    after = {**facts, "asked": {str(council): asked for council, asked in populations.items()}}
    audit.record("edited", survey, by=by, organisation=survey.plan.organisation, before=before, after=after)
    return survey


def check_days(facts: Mapping[str, Any]) -> None:
    opens_on, held_on = facts.get("opens_on"), facts.get("held_on")
    if opens_on and held_on and opens_on > held_on:
        raise ValidationError({"opens_on": "A survey opens before it closes."})


@transaction.atomic
def record_fed_back(*, survey: Survey, by: User, to: str, on: date | None, how: str = "") -> FedBack:
    """Say who was told of the results; with no day, that they are still to be told. Saying it again corrects it."""
    check(by, Verb.ENTER_COUNTS, survey)
    made, _ = FedBack.objects.update_or_create(survey=survey, to=to, defaults={"on": on, "how": how})
    after = {"to": to, "on": on, "how": how}
    audit.record("said who was told of", survey, by=by, organisation=survey.plan.organisation, after=after)
    return made
