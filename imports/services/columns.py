"""Saying how the headings of a paper are to be read: the file is read again, and the council's next file as well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from imports.column_memory import heading_key
from imports.models import ColumnReading, ImportFile
from imports.tasks import READ
from people import audit
from people.doorbell import ring
from people.models import StaleVersionError, User
from people.permissions import Verb, check
from plans.models import Plan


@transaction.atomic
def read_again(*, file: ImportFile, by: User, version: int, columns: Mapping[str, str], on: date) -> ImportFile:
    """Have the stored file read again with these headings ({heading: field, "" for none}), and remember them for the
    council. What was decided about its rows is kept.

    Raises:
        StaleVersionError: it has been imported or decided about meanwhile.
        ValidationError: the file itself is no longer kept.
    """
    check(by, Verb.MANAGE_PLAN, file.plan)
    if not file.file:
        raise ValidationError(f"{file.name} is no longer kept, so it cannot be read again. Upload it again.")
    if file.state not in (ImportFile.State.READ, ImportFile.State.REFUSED):
        raise StaleVersionError(ImportFile.objects.get(pk=file.pk))
    council = file.plan.organisation
    before = {heading: (file.preview or {}).get("columns", {}).get(heading, "") for heading in columns}
    file.save_from(
        version,
        columns={**file.columns, **columns},
        state=ImportFile.State.RECEIVED,
        refusal="",
        attempts=0,
        lease_until=None,
    )
    for heading, field in columns.items():
        ColumnReading.objects.update_or_create(
            organisation=council,
            key=heading_key(heading),
            defaults={"heading": heading[:300], "field": field, "by_name": by.name, "on": on},
        )
    audit.record("had read again", file, by=by, organisation=council, before=before, after=dict(columns))
    ring(READ)
    return file


@transaction.atomic
def forget_column(*, plan: Plan, by: User, reading: int) -> str:
    """Have a heading read as it says again, from the council's next file on. Returns the heading; "" if it had been
    forgotten already."""
    check(by, Verb.MANAGE_PLAN, plan)
    found = ColumnReading.objects.filter(organisation=plan.organisation, pk=reading).first()
    if found is None:
        return ""
    audit.record(
        "forgot how to read", found, by=by, organisation=plan.organisation, before={found.heading: found.field}
    )
    found.delete()
    return found.heading
