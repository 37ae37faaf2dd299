"""The questions of a survey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from people import audit
from people.models import User
from people.permissions import Verb, check
from surveys.models import Online, Question, Survey

FIXED = ("kind", "answers", "counts_dont_know")
FIXED_WORDS = (
    "Replies to this question have been counted, so its answers stay as they are. Its wording can be corrected."
)


@transaction.atomic
def add_question(*, survey: Survey, by: User, **facts: Any) -> Question:
    """Add a question. `facts` are its columns.

    Raises:
        ValidationError: its answers do not suit it, by field; or the survey asks about that measure already.
    """
    check(by, Verb.ENTER_COUNTS, survey)
    mark_changed(survey)
    last = survey.questions.aggregate(last=Max("position"))["last"] or 0
    question = Question(survey=survey, position=last + 1, **facts)
    check_question(question)
    question.save()
    audit.record("added", question, by=by, organisation=survey.plan.organisation, after=told(facts))
    return question


@transaction.atomic
def edit_question(*, question: Question, by: User, version: int, **changes: Any) -> Question:
    """Correct a question. Another wording breaks the line of its measure; its answers stay once they are counted.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: as for a new one; or its answers change though replies have been counted.
    """
    check(by, Verb.ENTER_COUNTS, question)
    mark_changed(question.survey)
    before = {name: getattr(question, name) for name in changes}
    for name, value in changes.items():
        setattr(question, name, value)
    check_question(question)
    if question.results.exists() and any(
        before[name] != changes.get(name, before[name]) for name in FIXED if name in before
    ):
        raise ValidationError(FIXED_WORDS)
    question.save_from(version, **changes)
    organisation = question.survey.plan.organisation
    audit.record("edited", question, by=by, organisation=organisation, before=told(before), after=told(changes))
    return question


@transaction.atomic
def remove_question(*, question: Question, by: User) -> None:
    """Take a question away that nobody has answered.

    Raises:
        ValidationError: replies to it have been counted.
    """
    check(by, Verb.ENTER_COUNTS, question)
    mark_changed(question.survey)
    if question.results.exists():
        raise ValidationError("Replies to this question have been counted: it stays.")
    audit.record(
        "removed", question, by=by, organisation=question.survey.plan.organisation, before={"text": question.text}
    )
    question.delete()


def mark_changed(survey: Survey) -> None:
    """Nobody enters counts while a question is being changed: they wait, and then find that the survey was saved
    meanwhile, as their boxes may no longer be those of its answers."""
    Survey.objects.filter(pk=survey.pk).update(version=F("version") + 1)
    if Online.objects.filter(survey=survey, state=Online.State.OPEN).exists():
        raise ValidationError("The survey is open online, so its questions stay as they are until it has closed.")


def check_question(question: Question) -> None:
    question.clean()
    if question.measure_id and question.measure and question.measure.plan_id != question.survey.plan_id:
        raise ValidationError({"measure": "That measure is of another plan."})
    others = Question.objects.filter(survey=question.survey_id, measure=question.measure_id).exclude(pk=question.pk)
    if question.measure_id and others.exists():
        raise ValidationError(
            {"measure": "The survey asks about that measure already. Another survey may ask as well."}
        )


def told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """As the audit trail keeps it."""
    return {name: str(value) if name == "measure" and value else value for name, value in facts.items()}
