"""Keeping the elections that dates hang on; actions before the notice or after the poll follow them."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.services.meetings import follow, remove
from actions.services.occurrences import EventsMoved
from people import audit
from people.models import Organisation, User
from people.permissions import Verb, check
from plans.models import Election
from plans.periods import in_words


@transaction.atomic
def add_election(
    *,
    organisation: Organisation,
    name: str,
    notice_date: date,
    polling_day: date,
    kind: str = Election.Kind.LOCAL,
    wards: str = "",
    by: User,
    on: date,
) -> Election:
    """Keep an election; actions that hang on its notice or its polling day get their occurrences.

    Raises:
        ValidationError: the notice is not before the poll, or the election is kept already with another notice.
    """
    check(by, Verb.KEEP_MEETINGS, organisation)
    check_days(notice_date, polling_day)
    if known := same_election(organisation, name, polling_day):
        if known.notice_date == notice_date:
            return known
        raise ValidationError({"name": "The council has this election on that day already, with another notice."})
    facts = {"name": name, "notice_date": notice_date, "polling_day": polling_day, "kind": kind, "wards": wards}
    election = Election.objects.create(organisation=organisation, **facts)
    audit.record("added", election, by=by, organisation=organisation, after=facts)
    follow(organisation, EventsMoved(by, on, {}))
    return election


@transaction.atomic
def move_election(
    *,
    election: Election,
    name: str,
    notice_date: date,
    polling_day: date,
    by: User,
    version: int,
    on: date,
    kind: str | None = None,
    wards: str | None = None,
) -> Election:
    """Change what is kept of an election; the occurrences that hang on it move with its days. None: as it was.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: the notice is not before the poll, or another election of the council has that name and day.
    """
    check(by, Verb.KEEP_MEETINGS, election)
    check_days(notice_date, polling_day)
    other = same_election(election.organisation, name, polling_day)
    if other and other != election:
        raise ValidationError({"name": "The council has this election on that day already."})
    after: dict[str, object] = {"name": name, "notice_date": notice_date, "polling_day": polling_day}
    after |= {field: said for field, said in (("kind", kind), ("wards", wards)) if said is not None}
    before = {field: getattr(election, field) for field in after}
    election.save_from(version, **after)
    audit.record("moved", election, by=by, organisation=election.organisation, before=before, after=after)
    days = f"notice {in_words(notice_date)}, polling day {in_words(polling_day)}"
    follow(election.organisation, EventsMoved(by, on, {("election", election.pk): f"{name} has other days: {days}."}))
    return election


@transaction.atomic
def remove_election(*, election: Election, by: User, version: int, on: date) -> None:
    """Take away an election that is not held. What was delivered for it stays.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: publicity has been cleared for it, and that is kept.
    """
    check(by, Verb.KEEP_MEETINGS, election)
    if election.clearances.exists():
        raise ValidationError(
            "Exemptions or spokespersons are recorded for this election, so it cannot be removed. Move it, if it is "
            "held on another day."
        )
    remove(election, by=by, version=version, on=on)


def check_days(notice_date: date, polling_day: date) -> None:
    if notice_date >= polling_day:
        raise ValidationError({"notice_date": "The notice of an election is published before its polling day."})


def same_election(organisation: Organisation, name: str, polling_day: date) -> Election | None:
    same = Election.objects.filter(organisation=organisation, name__iexact=name, polling_day=polling_day)
    return same.order_by("pk").first()
