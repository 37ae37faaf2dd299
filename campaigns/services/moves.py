"""Moving a due date on the delivery plan: as everywhere, in the open, with a reason, by the slip ledger."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import DateChange, DateRequest, Occurrence
from actions.permissions import check_can_update
from actions.services.dates import move_occurrence, retime_action
from actions.services.ledger import times_moved
from actions.timing_value import on_day
from people.models import User


@transaction.atomic
def move_due(
    *, occurrence: Occurrence, by: User, version: int, day: date, and_later: bool, reason: str, on: date
) -> DateChange | DateRequest:
    """Give a due date another day: one of several is moved by itself, an only one with the date of its action.

    `version` is the action's.

    Raises:
        PermissionDenied: the person may not post on the action, or it is closed.
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: no reason, no other day, it is delivered or missed, or another date waits for approval.
    """
    action = occurrence.action
    check_can_update(by, action)
    if occurrence.delivered_on or occurrence.missed_on:
        raise ValidationError("What is delivered or missed keeps its date.")
    if not occurrence.label:
        return retime_action(action=action, by=by, version=version, timing=on_day(day), reason=reason, on=on)
    return move_occurrence(
        action=action, occurrence=occurrence, by=by, version=version, day=day, and_later=and_later, reason=reason, on=on
    )


def is_used_up(occurrence: Occurrence) -> bool:
    """Has the action been put back as often as its plan allows, so that a later day is asked of a director?"""
    return times_moved(occurrence.action) >= occurrence.action.plan.redates_allowed
