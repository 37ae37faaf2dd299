"""Keeping the meetings that dates hang on; actions before or after a meeting follow it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from actions.models import Action
from actions.services.dates import lay_out_occurrences
from people import audit
from people.models import Organisation, User
from people.permissions import Verb, check
from plans.models import Meeting, Plan

FOLLOWING = ("before_event", "after_event", "multiple")


@transaction.atomic
def add_meeting(*, organisation: Organisation, body: str, day: date, by: User) -> Meeting:
    """Keep a meeting; event-relative actions of the council's running plans get their occurrences."""
    check(by, Verb.KEEP_MEETINGS, organisation)
    if known := Meeting.objects.filter(organisation=organisation, body__iexact=body, date=day).first():
        return known
    meeting = Meeting.objects.create(organisation=organisation, body=body, date=day)
    audit.record("added", meeting, by=by, organisation=organisation, after={"body": body, "date": day})
    follow(organisation)
    return meeting


@transaction.atomic
def move_meeting(*, meeting: Meeting, body: str, day: date, by: User, version: int) -> Meeting:
    """Change a meeting's body or day; its occurrences move with it.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
    """
    check(by, Verb.KEEP_MEETINGS, meeting)
    before = {"body": meeting.body, "date": meeting.date}
    meeting.save_from(version, body=body, date=day)
    audit.record(
        "moved", meeting, by=by, organisation=meeting.organisation, before=before, after={"body": body, "date": day}
    )
    follow(meeting.organisation)
    return meeting


def follow(organisation: Organisation) -> None:
    """Lay out again the event-relative actions of the plans that know this council's meetings."""
    own = Plan.objects.filter(organisation=organisation)
    shared = Plan.objects.filter(partners=organisation)
    for plan in (own | shared).exclude(status=Plan.Status.CLOSED).distinct():
        meetings = Meeting.objects.known_to(plan)
        for action in Action.objects.filter(plan=plan).select_related("plan"):
            if action.timing.kind in FOLLOWING:
                lay_out_occurrences(action=action, meetings=meetings)
