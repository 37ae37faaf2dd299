"""The register of school holidays, which the delivery plan minds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.models import SchoolHoliday
from people import audit
from people.models import Organisation, StaleVersionError, User
from people.permissions import Verb, check


@transaction.atomic
def add_holiday(*, organisation: Organisation, by: User, name: str, first: date, last: date) -> SchoolHoliday:
    """Enter school holidays of a council's area.

    Raises:
        PermissionDenied: the person does not run the council's campaigns.
        ValidationError: they end before they begin, or are there already.
    """
    check(by, Verb.RUN_CAMPAIGNS, organisation)
    check_days(first, last)
    check_is_new(organisation, name, first)
    made = SchoolHoliday.objects.create(organisation=organisation, name=name, first=first, last=last)
    audit.record("added", made, by=by, organisation=organisation, after=facts_of(made))
    return made


@transaction.atomic
def edit_holiday(
    *, holiday: SchoolHoliday, by: User, version: int, name: str, first: date, last: date
) -> SchoolHoliday:
    """Give them another name or other days.

    Raises:
        PermissionDenied, ValidationError: as for `add_holiday`.
        StaleVersionError: somebody saved them meanwhile.
    """
    check(by, Verb.RUN_CAMPAIGNS, holiday)
    check_days(first, last)
    check_is_new(holiday.organisation, name, first, but=holiday.pk)
    before = facts_of(holiday)
    holiday.save_from(version, name=name, first=first, last=last)
    audit.record("edited", holiday, by=by, organisation=holiday.organisation, before=before, after=facts_of(holiday))
    return holiday


@transaction.atomic
def remove_holiday(*, holiday: SchoolHoliday, by: User, version: int) -> None:
    """Take them out of the register.

    Raises:
        PermissionDenied: the person does not run the council's campaigns.
        StaleVersionError: somebody saved them meanwhile.
    """
    check(by, Verb.RUN_CAMPAIGNS, holiday)
    if not SchoolHoliday.claim_version(holiday.pk, version):
        raise StaleVersionError(SchoolHoliday.objects.get(pk=holiday.pk))
    audit.record("removed", holiday, by=by, organisation=holiday.organisation, before=facts_of(holiday))
    holiday.delete()


def check_days(first: date, last: date) -> None:
    if last < first:
        raise ValidationError({"last": "The last day comes before the first."})


def check_is_new(organisation: Organisation, name: str, first: date, but: int = 0) -> None:
    if SchoolHoliday.objects.filter(organisation=organisation, name=name, first=first).exclude(pk=but).exists():
        raise ValidationError({"name": f"“{name}” from that day is in the register already."})


def facts_of(holiday: SchoolHoliday) -> dict[str, Any]:
    return {"name": holiday.name, "first": holiday.first, "last": holiday.last}
