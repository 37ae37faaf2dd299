"""Closing a period: its position is frozen, and stays as it is; what came too late makes a correction."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.models import User
from people.permissions import Verb, check
from people.text import cleaned
from plans.models import Plan
from plans.periods import ReportedPeriod, in_words
from reports.comparison import actions_of
from reports.models import ClosedPeriod, FrozenColour
from reports.services.papers import check_as_at
from reports.snapshots import freeze

LONGEST_REASON = ClosedPeriod._meta.get_field("reason").max_length or 0


@transaction.atomic
def close_period(
    *, plan: Plan, period: ReportedPeriod, by: User, on: date, as_at: date | None = None, reason: str = ""
) -> ClosedPeriod:
    """Freeze the position of a period as known at the end of `as_at`: of its last day, if none is given; of today, if it
    is closed again. Then `reason` says what is corrected, and the paper made from it says so too.

    Raises:
        ValidationError: it is not over, or not of the plan's years; it is closed and no reason is given to do so again.
    """
    check(by, Verb.MAKE_REPORT, plan)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)  # two who close at once: the second is told
    reason = cleaned(reason).strip()
    before = ClosedPeriod.objects.filter(plan=plan, period=period.name).order_by("number").last()
    check_period(plan, period, before, reason, on)
    as_at = as_at or (on if before else period.last)
    if as_at < period.last:
        raise ValidationError({"as_at": f"{period} ends on {in_words(period.last)}: give that day or a later one."})
    check_as_at(plan, as_at)
    number = before.number + 1 if before else 1
    bounds = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    named = {"period": period.name, "words": str(period), **bounds, "number": number, "reason": reason}
    snapshot = freeze(plan, as_at=as_at, by=by, period=named)
    closed = ClosedPeriod.objects.create(
        plan=plan, period=period.name, first=period.first, last=period.last, number=number, reason=reason,
        snapshot=snapshot, closed_by=by, closed_by_name=by.name, closed_on=on,
    )  # fmt: skip
    rated = actions_of(snapshot.data).items()
    FrozenColour.objects.bulk_create(
        FrozenColour(closed=closed, action_id=pk, rating=action["rating"] or "") for pk, action in rated
    )
    told = {"period": str(period), "as_at": as_at} | ({"reason": reason} if reason else {})
    audit.record("closed", closed, by=by, organisation=plan.organisation, after=told)
    return closed


def check_period(plan: Plan, period: ReportedPeriod, before: ClosedPeriod | None, reason: str, on: date) -> None:
    if period.first not in plan.years or period.last not in plan.years:
        raise ValidationError({"period": f"{period} is not of the plan’s years, {plan.years}."})
    if period.last >= on:  # what is posted until its last midnight belongs to it
        first = in_words(period.last + timedelta(days=1))
        raise ValidationError({"period": f"{period} has not ended: it can be closed from {first}."})
    if before and not reason:
        closed = f"{period} was closed on {in_words(before.closed_on)} by {before.closed_by_name}, and stays as it is."
        raise ValidationError({"reason": f"{closed} To freeze a corrected position beside it, say what is corrected."})
    if reason and not before:
        raise ValidationError({"reason": f"{period} has not been closed yet, so there is nothing to correct."})
    if len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": f"Say in up to {LONGEST_REASON} letters what is corrected."})
