"""Laying out the due dates that an action's timing asks for, keeping what was agreed, delivered and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from actions import emails
from actions.event_words import Event, Key
from actions.events import known_events
from actions.models import Action, DateChange, DateRequest, Occurrence
from actions.recurrence import Due, due_dates
from actions.timing_value import on_day
from people.models import User


@dataclass(frozen=True)
class EventsMoved:
    """Who has added, moved or removed meetings or elections, on which day, and of each (by its key) what is said of it in the ledger."""

    by: User
    on: date
    reasons: Mapping[Key, str]

    def enter(self, occurrence: Occurrence, day: date) -> None:
        """Keep that a due date goes along to a day."""
        DateChange.objects.create(
            action=occurrence.action,
            occurrence=occurrence,
            label=occurrence.label,
            follows=True,
            before=on_day(occurrence.due),
            after=on_day(day),
            days=(day - occurrence.due).days,
            reason=(self.reasons.get(occurrence.event) if occurrence.event else "") or "What it hangs on was moved.",
            by=self.by,
            by_name=self.by.name,
            on=self.on,
        )


@transaction.atomic
def lay_out_occurrences(
    *,
    action: Action,
    events: list[Event] | None = None,
    since: date | None = None,
    moved: EventsMoved | None = None,
) -> list[Occurrence]:
    """Make the action's occurrences those its timing now asks for. Delivered ones and first agreed days are kept.

    An undelivered occurrence that the timing no longer asks for goes, and hands its first agreed day on to the one
    that comes in its place; one that is asked for keeps its row, so that nobody is reminded again of what they have
    been told. `since`: a new timing asks for nothing before the day it was given. `moved`: what has moved meetings and
    elections, entered in the ledger for each due date that goes along.
    """
    known = known_events(action.plan) if events is None else events
    kept = list(Occurrence.objects.filter(action=action, is_milestone=False).in_order())
    linked = frozenset(o.event for o in kept if o.event)
    wanted = asked_for(action, known, linked)
    # A one-off that was missed and is given another date (and not merely laid out again) is pursued after all.
    pursued = [o for o in kept if since and o.missed_on and not o.label]
    unmatched = [o for o in kept if o.delivered_on is None and (o.missed_on is None or o in pursued)]
    made = []
    for due in wanted:
        same = next((o for o in kept if same_edition(o, due)), None)
        if same is None:
            if since is None or due.due >= since:
                made.append(laid_out(action, due))
            continue
        kept.remove(same)
        if same in unmatched:
            unmatched.remove(same)
            day = due.due + timedelta(days=same.shift)
            if same in pursued:
                same.missed_on, same.missed_by, same.missed_because = None, "", ""
            if same in pursued or (same.due, same.label, same.event) != (day, due.label, due.event):
                if moved and same.event and same.due != day:
                    moved.enter(same, day)
                same.due, same.label, same.event = day, due.label, due.event
                same.save()
    for gone, new in zip(unmatched, made, strict=False):
        new.first_due = min(gone.first_due, new.first_due)
    if len(made) == 1 and not made[0].label and not kept and not unmatched:
        made[0].first_due = min([made[0].first_due, *agreed_before(action)])
    if unmatched:
        close_requests(unmatched, on=since or (moved.on if moved else None))
        Occurrence.objects.filter(pk__in=[o.pk for o in unmatched]).delete()
    return Occurrence.objects.bulk_create(made)


def first_occurrences(action: Action, events: list[Event]) -> list[Occurrence]:
    """What the timing of an action that is new asks for, not written yet."""
    return [laid_out(action, due) for due in asked_for(action, events)]


def asked_for(action: Action, events: list[Event], linked: frozenset[Key] = frozenset()) -> list[Due]:
    plan = action.plan
    return due_dates(action.timing, plan.years, events, linked, plan.organisation.nation)


def laid_out(action: Action, due: Due) -> Occurrence:
    made = Occurrence(action=action, label=due.label, due=due.due, first_due=due.due)
    made.event = due.event
    return made


def agreed_before(action: Action) -> list[date]:
    """The days once agreed for an action that for a while had no due date ("Ongoing"), and is given one again."""
    changes = action.date_changes.filter(occurrence=None, label="", follows=False)
    return [change.before.latest for change in changes if change.before.latest and change.before.kind != "ongoing"]


def close_requests(gone: list[Occurrence], *, on: date | None) -> None:
    """Of due dates that are no more, no other day can be approved; whoever asked for one is told.

    `on` None: nothing has happened on a day of its own, and the request ends on the day it was made.
    """
    for asked in DateRequest.objects.waiting().filter(occurrence__in=gone).select_related("action__plan__organisation"):
        answer = "The due date it was asked for is no more: the action has been given other dates."
        asked.save_from(asked.version, decided_on=on or asked.on, decided_by="commsplan", answer=answer)
        emails.queue_date_decided(asked)


def same_edition(occurrence: Occurrence, due: Due) -> bool:
    """Is it the same edition: of the same event, else of the same label? (A series tells its editions by label.)

    A one-off that has been delivered is done: another date asks for another delivery.
    """
    if due.event and not occurrence.event and not due.label:
        return not occurrence.label and occurrence.delivered_on is None  # the meeting it names is kept only now
    if due.event or occurrence.event:
        return occurrence.event == due.event and series(occurrence.label) == series(due.label)
    if not due.label and occurrence.delivered_on:
        return not occurrence.label and occurrence.due == due.due
    return occurrence.label == due.label


def series(label: str) -> str:
    """The series an event's occurrence belongs to: "Agenda" of "Agenda before MKIP Board, 10 June 2015"."""
    return label.split(" ", 1)[0]
