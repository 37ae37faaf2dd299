"""The slip ledger: entering every date that gives way to another, and telling those who are to know."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from actions import emails
from actions.models import Action, DateChange, Occurrence
from actions.services.occurrences import lay_out_occurrences
from actions.timing_value import on_day
from people import audit, outbox
from people.models import User
from plans.models import Plan
from plans.periods import period_end


def keep_change(action: Action, *, on: date, approver: User | None = None, **facts: Any) -> DateChange:
    """Enter another date of the action in the ledger, lay out its due dates, and tell directors where it is late."""
    change = DateChange.objects.create(action=action, on=on, days_to_close=days_to_close(action, facts, on), **facts)
    lay_out_occurrences(action=action, since=on)
    told(change, approver)
    return change


def told(change: DateChange, approver: User | None = None) -> None:
    """What goes with every change: the trail, and the directors where it comes shortly before the close."""
    what = f" of {change.label}" if change.label else ""
    audit.record(
        "retimed",
        change.action,
        by=change.by,
        name=change.by_name,
        organisation=change.action.plan.organisation,
        before={f"date{what}": change.before.as_written},
        after={f"date{what}": change.after.as_written}
        | ({"approved_by": change.approved_by} if change.approved_by else {}),
    )
    if change.days_to_close is not None:
        emails.queue_date_moved(change, approver.pk if approver else None)
        outbox.ring()


def days_to_close(action: Action, facts: dict[str, Any], on: date) -> int | None:
    """How many days the period has left, if that is few enough to tell of a date that is put back; else None."""
    plan = action.plan
    left = (period_end(on, months=plan.period_months) - on).days
    is_later = facts["before"].is_dated and (facts["days"] is None or facts["days"] > 0)
    is_running = plan.status == Plan.Status.ADOPTED
    return left if is_running and is_later and left <= plan.period_close_days else None


def times_moved(action: Action) -> int:
    """How often dates of the action were put back freely so far, which is what a plan allows so often: not what went along
    with another, nor what a director approved, be it asked for or to make way for urgent work."""
    changes = action.date_changes.filter(follows=False, and_later=False, approved_by="")
    return sum(change.before.is_dated and (change.days is None or change.days > 0) for change in changes)


def shift_editions(
    occurrence: Occurrence, *, day: date, and_later: bool, on: date, approver: User | None = None, **facts: Any
) -> DateChange:
    """Move an edition to a day, and the open ones after it along; each has its row in the ledger."""
    days = (day - occurrence.due).days
    following = Occurrence.objects.none()
    if and_later:
        following = Occurrence.objects.filter(action=occurrence.action, due__gt=occurrence.due).open().in_order()
    changes = []
    for one in (occurrence, *following):
        before, after = on_day(one.due), on_day(one.due + timedelta(days=days))
        entry = facts | {"before": before, "after": after, "days": days, "and_later": one != occurrence}
        left = days_to_close(occurrence.action, entry, on) if one == occurrence else None
        changes.append(
            DateChange(action=occurrence.action, occurrence=one, label=one.label, on=on, days_to_close=left, **entry)
        )
        one.due, one.shift = one.due + timedelta(days=days), one.shift + days
        one.save(update_fields=["due", "shift"])
    DateChange.objects.bulk_create(changes)
    told(changes[0], approver)
    return changes[0]
