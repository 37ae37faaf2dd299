"""Giving an action its dates, and moving them in the open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from actions import emails
from actions.event_words import Event, Key
from actions.events import known_events
from actions.models import Action, DateChange, DateRequest, Occurrence
from actions.permissions import check_can_update
from actions.recurrence import Due, due_dates
from actions.timing import Timing
from people import audit, outbox
from people.models import User
from people.permissions import Verb, check
from plans.models import Plan
from plans.periods import in_words, period_end

LAST_DAY = date(2100, 12, 31)  # as far as dates go


@dataclass(frozen=True)
class EventsMoved:
    """Who has moved meetings or elections, on which day, and of each (by its key) what is said of it in the ledger."""

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
    wanted = due_dates(action.timing, action.plan.years, known, linked, action.plan.organisation.nation)
    # A one-off that was missed and is given another date is pursued after all.
    unmatched = [o for o in kept if o.delivered_on is None and (o.missed_on is None or not o.label)]
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
            day = due.due + timedelta(days=same.shift)
            if (same.due, same.label, same.event) != (day, due.label, due.event):
                if moved and same.event and same.due != day:
                    moved.enter(same, day)
                same.due, same.label, same.event = day, due.label, due.event
                if not same.label:
                    same.missed_on, same.missed_by, same.missed_because = None, "", ""
                same.save()
    for gone, new in zip(unmatched, made, strict=False):
        new.first_due = min(gone.first_due, new.first_due)
    if len(made) == 1 and not made[0].label and not kept and not unmatched:
        made[0].first_due = min([made[0].first_due, *agreed_before(action)])
    if unmatched:
        close_requests(unmatched)
        Occurrence.objects.filter(pk__in=[o.pk for o in unmatched]).delete()
    return Occurrence.objects.bulk_create(made)


def agreed_before(action: Action) -> list[date]:
    """The days once agreed for an action that for a while had no due date ("Ongoing"), and is given one again."""
    changes = action.date_changes.filter(occurrence=None, label="", follows=False)
    return [change.before.latest for change in changes if change.before.latest and change.before.kind != "ongoing"]


def close_requests(gone: list[Occurrence]) -> None:
    """Of due dates that are no more, no other day can be approved; whoever asked for one is told."""
    for asked in DateRequest.objects.waiting().filter(occurrence__in=gone).select_related("action__plan__organisation"):
        asked.decided_on, asked.decided_by = asked.on, "commsplan"
        asked.answer = "The due date it was asked for is no more: the action has been given other dates."
        asked.save()
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
    left = (period_end(on, is_quarterly=plan.cycle == Plan.Cycle.QUARTERLY) - on).days
    is_later = facts["before"].is_dated and (facts["days"] is None or facts["days"] > 0)
    is_running = plan.status == Plan.Status.ADOPTED
    return left if is_running and is_later and left <= plan.period_close_days else None


def times_moved(action: Action) -> int:
    """How often dates of the action were put back so far, but for those that went along with another."""
    changes = action.date_changes.filter(follows=False, and_later=False)
    return sum(change.before.is_dated and (change.days is None or change.days > 0) for change in changes)


def ask_for_date(
    *, action: Action, by: User, version: int, timing: Timing, reason: str, on: date, **edition: Any
) -> DateRequest:
    """Lay a date before the directors. What stands, stands until one of them has said yes."""
    if DateRequest.objects.waiting().filter(action=action).exists():
        raise ValidationError("A later date is waiting for approval already. Nothing is moved before that is decided.")
    action.save_from(version)
    asked = DateRequest.objects.create(
        action=action, timing=timing, reason=reason, by=by, by_name=by.name, on=on, **edition
    )
    audit.record(
        "asked to move", action, by=by, organisation=action.plan.organisation, after={"date": timing.as_written}
    )
    emails.queue_date_asked(asked)
    outbox.ring()
    return asked


@transaction.atomic
def decide_date(
    *, request: DateRequest, by: User, version: int, is_approved: bool, answer: str, on: date
) -> DateRequest:
    """Approve a date that was asked for, or not. Nobody decides what they have asked for themselves.

    Raises:
        PermissionDenied: the person may not, or has asked for it.
        StaleVersionError: somebody decided it meanwhile.
        ValidationError: refused without a word, or the plan is closed or the action dropped.
    """
    action = request.action
    check(by, Verb.APPROVE_DATES, action)
    if request.by_id == by.pk:
        raise PermissionDenied("You asked for this date, so somebody else decides it.")
    if request.decided_on:
        raise ValidationError("This has been decided already.")
    if not is_approved and not answer.strip():
        raise ValidationError({"answer": "Say why not. It is sent to whoever asked."})
    if is_approved and (why_not := out_of_date(request, on=on)):
        raise ValidationError(why_not)
    decision = {"decided_on": on, "decided_by": by.name, "is_approved": is_approved, "answer": answer}
    request.save_from(version, **decision)
    if is_approved:
        carry_out(request, on=on, approver=by)
    verb = "approved a date of" if is_approved else "refused a date of"
    audit.record(verb, action, by=by, organisation=action.plan.organisation, after={"date": request.timing.as_written})
    emails.queue_date_decided(request)
    outbox.ring()
    return request


def out_of_date(request: DateRequest, *, on: date) -> str:
    """Why a date can be approved no more, for what has happened since it was asked for; empty where it can."""
    action, due = request.action, request.occurrence
    if action.plan.status == Plan.Status.CLOSED or action.dropped_on:
        return "The plan is closed, or the action dropped, so its date cannot be moved any more."
    if request.timing.latest and request.timing.latest < on:
        return f"{request.timing.as_written} has passed by now. Say no, so that another date can be asked for."
    own = action.occurrences.filter(is_milestone=False)
    if due and (due.delivered_on or due.missed_on):
        return f"{due.label} has been delivered or missed meanwhile. Say no: it needs no other date."
    if not due and own.exists() and not own.open().exists() and not own.filter(missed_on__isnull=False).exists():
        return "It has been delivered meanwhile. Say no: it needs no other date."
    return ""


@transaction.atomic
def withdraw_date(*, request: DateRequest, by: User, version: int, on: date) -> DateRequest:
    """Take back a date that was asked for.

    Raises:
        PermissionDenied: the person may not post on the action.
        StaleVersionError, ValidationError: it was decided meanwhile.
    """
    check_can_update(by, request.action)
    if request.decided_on:
        raise ValidationError("This has been decided already.")
    request.save_from(version, decided_on=on, decided_by=by.name, answer="Withdrawn.")
    audit.record("withdrew a date of", request.action, by=by, organisation=request.action.plan.organisation)
    return request


def carry_out(request: DateRequest, *, on: date, approver: User) -> None:
    """Move what was asked for, in the name of who asked, with who approved it."""
    action, after = request.action, request.timing
    who: dict[str, Any] = {
        "by": request.by,
        "by_name": request.by_name,
        "reason": request.reason,
        "approved_by": request.decided_by,
    }
    if request.occurrence and after.latest:
        action.save_from(action.version)
        later = request.and_later
        shift_editions(request.occurrence, day=after.latest, and_later=later, on=on, approver=approver, **who)
        return
    before = action.timing
    action.save_from(action.version, timing=after)
    days = (after.latest - before.latest).days if after.latest and before.latest else None
    keep_change(action, before=before, after=after, days=days, on=on, approver=approver, **who)


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


def last_open_day(action: Action) -> date:
    return max(Occurrence.objects.filter(action=action).open().values_list("due", flat=True))


def on_day(day: date) -> Timing:
    return Timing(in_words(day), "day", day, day)
