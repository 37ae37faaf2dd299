"""Moving the dates of an action in the open: its own, or one due date of several."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Action, DateChange, DateRequest, Occurrence
from actions.permissions import check_can_update
from actions.services.approvals import ask_for_date
from actions.services.ledger import keep_change, shift_editions, times_moved
from actions.timing_value import Timing, on_day
from people.models import User

LAST_DAY = date(2100, 12, 31)  # as far as dates go


@transaction.atomic
def retime_action(
    *, action: Action, by: User, version: int, timing: Timing, reason: str, on: date
) -> DateChange | DateRequest:
    """Give the action another date, or ask for it where the plan's allowance is used up. The first agreed day stays;
    the change is kept with its reason. A first date for an action that had none needs no reason.

    Raises:
        PermissionDenied: the person may not, or the plan is closed.
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: a date moved without a reason, or while another waits for approval.
    """
    check_can_update(by, action)
    before = action.timing
    if before.is_dated and not reason.strip():
        raise ValidationError({"reason": "Say why the date moves. The first agreed date stays on record."})
    if before.is_dated and same_date(timing, before):
        raise ValidationError({"date": "That is its date already."})
    days = (timing.latest - before.latest).days if timing.latest and before.latest else None
    if before.is_dated and (days is None or days > 0) and times_moved(action) >= action.plan.redates_allowed:
        return ask_for_date(action=action, by=by, version=version, timing=timing, reason=reason, on=on)
    action.save_from(version, timing=timing)
    return keep_change(
        action, by=by, by_name=by.name, before=before, after=timing, days=days, reason=reason or "First date set", on=on
    )


def same_date(one: Timing, other: Timing) -> bool:
    """Do two ways of writing a date ask for the same?"""
    return replace(one, as_written="", note="") == replace(other, as_written="", note="")


@transaction.atomic
def move_occurrence(
    *, action: Action, occurrence: Occurrence, by: User, version: int, day: date, and_later: bool, reason: str, on: date
) -> DateChange | DateRequest:
    """Move one due date of several, or it and all after it by as many days; the others stay.

    Raises:
        PermissionDenied, StaleVersionError: as for `retime_action`.
        ValidationError: no reason, no other day, or it is delivered or missed.
    """
    check_can_update(by, action)
    if not reason.strip():
        raise ValidationError({"reason": "Say why the date moves. The first agreed date stays on record."})
    if occurrence.delivered_on or occurrence.missed_on:
        raise ValidationError("What is delivered or missed keeps its date.")
    if not occurrence.label:
        raise ValidationError("It is the action's only due date. Move the date of the action.")
    if and_later and last_open_day(action) + (day - occurrence.due) > LAST_DAY:
        raise ValidationError({"day": f"The last of them would be due after {LAST_DAY.year}. Move fewer days."})
    if day == occurrence.due:
        raise ValidationError({"day": "That is the day it is due already."})
    is_later = day > occurrence.due
    if is_later and times_moved(action) >= action.plan.redates_allowed:
        edition = {"occurrence": occurrence, "and_later": and_later}
        return ask_for_date(action=action, by=by, version=version, timing=on_day(day), reason=reason, on=on, **edition)
    action.save_from(version)
    who: dict[str, Any] = {"by": by, "by_name": by.name, "reason": reason}
    return shift_editions(occurrence, day=day, and_later=and_later, on=on, **who)


def last_open_day(action: Action) -> date:
    return max(Occurrence.objects.filter(action=action).open().values_list("due", flat=True))
