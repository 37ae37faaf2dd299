"""Milestones: due dates on the way, delivered, missed, moved and reminded of like any other."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Action, Occurrence
from actions.permissions import check_is_running
from people import audit
from people.models import User
from people.permissions import Verb, check


@transaction.atomic
def add_milestone(*, action: Action, by: User, version: int, title: str, day: date) -> Occurrence:
    """Give an action a milestone.

    Raises:
        StaleVersionError: somebody saved the action meanwhile.
        ValidationError: it has one of that title already.
    """
    check(by, Verb.MANAGE_PLAN, action)
    check_is_running(action)
    if Occurrence.objects.filter(action=action, label__iexact=title).exists():
        raise ValidationError({"title": "The action has a due date of this name already."})
    action.save_from(version)
    made = Occurrence.objects.create(action=action, label=title, due=day, first_due=day, is_milestone=True)
    after = {"milestone": title, "due": day}
    audit.record("gave a milestone to", action, by=by, organisation=action.plan.organisation, after=after)
    return made


@transaction.atomic
def remove_milestone(*, action: Action, occurrence: int, by: User, version: int) -> None:
    """Take a milestone away that is neither reached nor missed: what has happened stays on record.

    Raises:
        StaleVersionError: somebody saved the action meanwhile.
        ValidationError: it is reached or missed.
    """
    check(by, Verb.MANAGE_PLAN, action)
    found = Occurrence.objects.get(action=action, pk=occurrence, is_milestone=True)
    if found.delivered_on or found.missed_on:
        raise ValidationError("What is reached or missed stays on record.")
    action.save_from(version)
    before = {"milestone": found.label, "due": found.due}
    audit.record("took a milestone from", action, by=by, organisation=action.plan.organisation, before=before)
    found.delete()
