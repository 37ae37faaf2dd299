"""Giving an action its dates, and moving them in the open."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.event_words import Event
from actions.events import known_events
from actions.models import Action, DateChange, Occurrence
from actions.permissions import check_can_update
from actions.recurrence import Due, due_dates
from actions.timing import Timing
from people import audit
from people.models import User


@transaction.atomic
def lay_out_occurrences(
    *, action: Action, events: list[Event] | None = None, since: date | None = None
) -> list[Occurrence]:
    """Make the action's occurrences those its timing now asks for. Delivered ones and first agreed days are kept.

    An undelivered occurrence that the timing no longer asks for goes, and hands its first agreed day on to the one
    that comes in its place; one that is asked for keeps its row, so that nobody is reminded again of what they have
    been told. `since`: a new timing asks for nothing before the day it was given.
    """
    known = known_events(action.plan) if events is None else events
    kept = list(Occurrence.objects.filter(action=action).in_order())
    linked = frozenset(o.event for o in kept if o.event)
    wanted = due_dates(action.timing, action.plan.years, known, linked)
    unmatched = [o for o in kept if o.delivered_on is None]
    made = []
    for due in wanted:
        same = next((o for o in kept if same_edition(o, due)), None)
        if same is None:
            if since is None or due.due >= since:
                made.append(Occurrence(action=action, label=due.label, due=due.due, first_due=due.due))
                made[-1].event = due.event
            continue
        kept.remove(same)
        if same in unmatched:
            unmatched.remove(same)
            if (same.due, same.label) != (due.due, due.label):
                same.due, same.label = due.due, due.label
                same.save(update_fields=["due", "label"])
    for gone, new in zip(unmatched, made, strict=False):
        new.first_due = min(gone.first_due, new.first_due)
    if unmatched:
        Occurrence.objects.filter(pk__in=[o.pk for o in unmatched]).delete()
    return Occurrence.objects.bulk_create(made)


def same_edition(occurrence: Occurrence, due: Due) -> bool:
    """Is it the same edition: of the same event, else of the same label? (A series tells its editions by label.)

    A one-off that has been delivered is done: another date asks for another delivery.
    """
    if due.event or occurrence.event:
        return occurrence.event == due.event and series(occurrence.label) == series(due.label)
    if not due.label and occurrence.delivered_on is not None:
        return not occurrence.label and occurrence.due == due.due
    return occurrence.label == due.label


def series(label: str) -> str:
    """The series an event's occurrence belongs to: "Agenda" of "Agenda before MKIP Board, 10 June 2015"."""
    return label.split(" ", 1)[0]


@transaction.atomic
def retime_action(*, action: Action, by: User, version: int, timing: Timing, reason: str, on: date) -> Action:
    """Give the action another date. The first agreed day stays; the change is kept with its reason.

    A first date for an action that had none needs no reason.

    Raises:
        PermissionDenied: the person may not, or the plan is closed.
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: a date moved without a reason.
    """
    check_can_update(by, action)
    before = action.timing
    if before.is_dated and not reason.strip():
        raise ValidationError({"reason": "Say why the date moves. The first agreed date stays on record."})
    action.save_from(version, timing=timing)
    days = (timing.latest - before.latest).days if timing.latest and before.latest else None
    DateChange.objects.create(
        action=action,
        before=before,
        after=timing,
        days=days,
        reason=reason or "First date set",
        by=by,
        by_name=by.name,
        on=on,
    )
    lay_out_occurrences(action=action, since=on)
    audit.record(
        "retimed",
        action,
        by=by,
        organisation=action.plan.organisation,
        before={"date": before.as_written},
        after={"date": timing.as_written},
    )
    return action
