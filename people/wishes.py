"""What an officer wishes to be told, and who stands in for them while they are away."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from people import audit
from people.models import Absence, Officer, User
from people.permissions import Verb, check

SIGNER = Signer(salt="people.early-reminders", sep=".")
LONGEST_ABSENCE = timedelta(days=366)


def decline_address(officer: Officer) -> str:
    """Where an officer does without the reminders before a date, with one press and no sign-in."""
    return f"{settings.SITE_URL}{reverse('people:early-reminders', kwargs={'token': SIGNER.sign(str(officer.pk))})}"


def officer_of(token: str) -> Officer | None:
    """Whom such an address was made for; None where it is not one of ours, or they are written to no more."""
    try:
        found = Officer.objects.select_related("organisation", "user").filter(pk=SIGNER.unsign(token)).first()
    except BadSignature:
        return None
    return found if found and found.can_be_written_to else None


@transaction.atomic
def set_early_reminders(*, officer: Officer, wanted: bool, by: User | None) -> None:
    """Have an officer told before a date as well as on it, or not. `by` None: by the link in an e-mail."""
    if by is not None:
        check(by, Verb.SET_REMINDERS, officer)
    before = {"early_reminders": officer.early_reminders}
    officer.early_reminders = wanted
    officer.save(update_fields=["early_reminders"])
    name = "" if by else f"{officer.name}, by e-mail link"
    after = {"early_reminders": wanted}
    audit.record(
        "chose reminders of", officer, by=by, name=name, organisation=officer.organisation, before=before, after=after
    )


@transaction.atomic
def add_absence(*, officer: Officer, by: User, first: date, last: date, cover: Officer | None, on: date) -> Absence:
    """Keep that an officer is away, and who is reminded in their place and may post for them.

    Raises:
        ValidationError: days out of order or long past, cover of another council or without an address.
    """
    check(by, Verb.SET_REMINDERS, officer)
    Officer.objects.select_for_update().get(pk=officer.pk)  # of two at once the second sees the first
    if last < first:
        raise ValidationError({"last": "The last day comes before the first."})
    if last < on:
        raise ValidationError({"last": "That has passed. Give days that are still to come."})
    if last - first > LONGEST_ABSENCE:
        raise ValidationError({"last": "At most a year. Somebody who is away for longer hands their actions over."})
    if cover and (cover.pk == officer.pk or cover.organisation_id != officer.organisation_id):
        raise ValidationError({"cover": "Choose somebody else of the same council."})
    if cover and not cover.can_be_written_to:
        raise ValidationError({"cover": f"{cover} has no e-mail address, so nobody would be reminded."})
    if Absence.objects.filter(officer=officer, first__lte=last, last__gte=first).exists():
        raise ValidationError({"first": "These days overlap others that are kept already."})
    made = Absence.objects.create(officer=officer, first=first, last=last, cover=cover)
    after = {"first": first, "last": last, "cover": cover.name if cover else ""}
    audit.record("is away:", officer, by=by, organisation=officer.organisation, after=after)
    return made


@transaction.atomic
def end_absence(*, absence: Absence, by: User) -> None:
    """Take an absence back."""
    check(by, Verb.SET_REMINDERS, absence.officer)
    before = {"first": absence.first, "last": absence.last, "cover": str(absence.cover or "")}
    audit.record("is not away:", absence.officer, by=by, organisation=absence.officer.organisation, before=before)
    absence.delete()
