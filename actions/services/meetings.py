"""Keeping the meetings that dates hang on; actions before or after a meeting follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.events import known_events
from actions.models import Action
from actions.services.occurrences import EventsMoved, lay_out_occurrences
from people import audit
from people.models import Organisation, StaleVersionError, User
from people.permissions import Verb, check
from plans.models import Election, Meeting, Plan
from plans.periods import in_words

FOLLOWING = ("before_event", "after_event", "multiple")


@dataclass(frozen=True)
class Sitting:
    """A meeting as a calendar file has it, and the kept one (with the version it was seen at) that it is, if any."""

    body: str
    day: date
    uid: str = ""
    meeting: Meeting | None = None
    version: int = 1


@transaction.atomic
def add_meeting(*, organisation: Organisation, body: str, day: date, by: User, on: date) -> Meeting:
    """Keep a meeting; event-relative actions of the council's running plans get their occurrences."""
    check(by, Verb.KEEP_MEETINGS, organisation)
    if known := Meeting.objects.filter(organisation=organisation, body__iexact=body, date=day).first():
        return known
    meeting = kept(organisation, Sitting(body, day), by)
    follow(organisation, EventsMoved(by, on, {}))
    return meeting


@transaction.atomic
def move_meeting(*, meeting: Meeting, body: str, day: date, by: User, version: int, on: date) -> Meeting:
    """Change a meeting's body or day; its occurrences move with it, each with its row in the ledger.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: the body meets on that day already.
    """
    check(by, Verb.KEEP_MEETINGS, meeting)
    same = Meeting.objects.filter(organisation=meeting.organisation, body=body, date=day).exclude(pk=meeting.pk)
    if same.exists():
        raise ValidationError({"day": "This body already meets on that day."})
    reason = words_of_move(meeting.body, meeting.date, day)
    moved(meeting, Sitting(body, day, version=version), by)
    follow(meeting.organisation, EventsMoved(by, on, {("meeting", meeting.pk): reason}))
    return meeting


@transaction.atomic
def remove_meeting(*, meeting: Meeting, by: User, version: int, on: date) -> None:
    """Take away a meeting that is not held. What was delivered for it stays; what was still due for it is due no more.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: a report is made for it.
    """
    check(by, Verb.KEEP_MEETINGS, meeting)
    if meeting.reports.exists():
        raise ValidationError(
            "A report is made for this meeting, so it cannot be removed. Move it, if it is held later."
        )
    remove(meeting, by=by, version=version, on=on)


def remove(event: Meeting | Election, *, by: User, version: int, on: date) -> None:
    """Take an event away, and from the actions what hangs on it and is not delivered."""
    organisation = event.organisation
    if not type(event).claim_version(event.pk, version):
        raise StaleVersionError(type(event)._default_manager.get(pk=event.pk))
    audit.record("removed", event, by=by, organisation=organisation, before={"removed": str(event)})
    event.delete()
    follow(organisation, EventsMoved(by, on, {}))


@transaction.atomic
def keep_sittings(*, organisation: Organisation, sittings: Sequence[Sitting], by: User, on: date) -> list[Meeting]:
    """Keep what a calendar file has, all or nothing: meetings are added, or moved; the dates follow once, at the end.

    A meeting that was kept already takes on the file's identifier, so that the file can move it the next time.

    Raises:
        StaleVersionError: somebody saved one of them meanwhile.
    """
    check(by, Verb.KEEP_MEETINGS, organisation)
    meetings, reasons = [], {}
    for sitting in sittings:
        if sitting.meeting is None:
            meetings.append(kept(organisation, sitting, by))
            continue
        check(by, Verb.KEEP_MEETINGS, sitting.meeting)
        if (sitting.meeting.body, sitting.meeting.date) != (sitting.body, sitting.day):
            before = sitting.meeting
            reasons["meeting", before.pk] = words_of_move(before.body, before.date, sitting.day)
            meetings.append(moved(before, sitting, by))
        elif not sitting.meeting.uid:
            Meeting.objects.filter(pk=sitting.meeting.pk, organisation=organisation).update(uid=sitting.uid)
    follow(organisation, EventsMoved(by, on, reasons))
    return meetings


def words_of_move(name: str, before: date, after: date) -> str:
    """What the ledger says of whatever goes along."""
    return f"{name} was moved from {in_words(before)} to {in_words(after)}."


def kept(organisation: Organisation, sitting: Sitting, by: User) -> Meeting:
    meeting = Meeting.objects.create(organisation=organisation, body=sitting.body, date=sitting.day, uid=sitting.uid)
    after = {"body": sitting.body, "date": sitting.day}
    audit.record("added", meeting, by=by, organisation=organisation, after=after)
    return meeting


def moved(meeting: Meeting, sitting: Sitting, by: User) -> Meeting:
    before, after = {"body": meeting.body, "date": meeting.date}, {"body": sitting.body, "date": sitting.day}
    meeting.save_from(sitting.version, body=sitting.body, date=sitting.day)
    audit.record("moved", meeting, by=by, organisation=meeting.organisation, before=before, after=after)
    return meeting


def follow(organisation: Organisation, moved: EventsMoved) -> None:
    """Lay out again the event-relative actions of the plans that know this council's meetings and elections."""
    own = Plan.objects.filter(organisation=organisation)
    shared = Plan.objects.filter(partners=organisation)
    for plan in (own | shared).exclude(status=Plan.Status.CLOSED).distinct():
        events = known_events(plan)
        for action in Action.objects.filter(plan=plan).select_related("plan__organisation"):
            if action.timing.kind in FOLLOWING:
                lay_out_occurrences(action=action, events=events, moved=moved)
