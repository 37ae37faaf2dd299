"""Planned work that makes way for urgent work: its date goes back with an approval of its own, by the slip ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import DateChange, Occurrence
from actions.permissions import check_is_running
from actions.services.ledger import keep_change, shift_editions
from actions.timing_value import on_day
from people.models import User
from people.permissions import Verb, check


@transaction.atomic
def put_back(
    *, occurrence: Occurrence, day: date, reason: str, by: User | None, by_name: str, approver: User, on: date
) -> DateChange:
    """Put one due date back: `by` has named it, `approver` has agreed. It is no re-date of its officers' asking, so the
    plan's allowance is not asked for; the ledger says who approved it.

    Raises:
        PermissionDenied: the approver is no director of the plan's councils, or the action is closed or dropped.
        ValidationError: it has been delivered or missed, or the day is no later one.
    """
    action = occurrence.action
    check(approver, Verb.APPROVE_DATES, action)
    check_is_running(action)
    if occurrence.delivered_on or occurrence.missed_on:
        raise ValidationError(f"“{action}” has been delivered or missed meanwhile. Name something else to make way.")
    if day <= occurrence.due:
        raise ValidationError(f"“{action}” is due on that day or later already.")
    who: dict[str, Any] = {"by": by, "by_name": by_name, "reason": reason, "approved_by": approver.name}
    if occurrence.label:
        action.save_from(action.version)
        return shift_editions(occurrence, day=day, and_later=False, on=on, approver=approver, **who)
    before, after, days = action.timing, on_day(day), (day - occurrence.due).days
    action.save_from(action.version, timing=after)
    return keep_change(action, before=before, after=after, days=days, on=on, approver=approver, **who)
