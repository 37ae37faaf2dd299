"""Taking a file in: upload, read, and, once somebody has looked at what was read, import."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from imports.checking import Checked
from imports.commit import Choices, Committed, commit
from imports.footprint import between, standing
from imports.models import ImportFile
from imports.tasks import READ
from people import audit
from people.doorbell import ring
from people.models import Officer, Organisation, StaleVersionError, User
from people.permissions import Verb, check
from people.services import add_officer
from plans.models import Plan
from plans.services import check_open


@transaction.atomic
def receive_file(*, plan: Plan, name: str, content: bytes, by: User) -> ImportFile:
    """Keep an upload and have it read outside the request."""
    check(by, Verb.MANAGE_PLAN, plan)
    file = ImportFile(plan=plan, name=name[:255], sha256=hashlib.sha256(content).hexdigest(), uploaded_by=by)
    file.file.save("upload", ContentFile(content), save=False)
    file.save()
    audit.record("uploaded", file, by=by, organisation=plan.organisation, after={"name": file.name})
    ring(READ)
    return file


@transaction.atomic
def import_file(
    *,
    file: ImportFile,
    by: User,
    version: int,
    sections_are_priorities: bool,
    names: Mapping[str, Officer | Organisation | None],
    set_dates_by: date | None,
    on: date,
    reason: str = "",
) -> Committed:
    """Write a checked file into its plan, all or nothing, with what was decided about its rows.

    `names` says who each name of the paper is: an officer; an organisation in which to add the name as an officer;
    or None, which keeps the words and asks for a name later. `reason` is kept with every date that is moved.

    Raises:
        StaleVersionError: it has been imported or decided about meanwhile.
        ValidationError: a date that is taken cannot be moved.
    """
    check(by, Verb.MANAGE_PLAN, file.plan)
    check_open(file.plan)
    if file.state != ImportFile.State.READ or not ImportFile.claim_version(file.pk, version):
        raise StaleVersionError(ImportFile.objects.get(pk=file.pk))
    # The plan's own row is claimed too, so that the same file imported twice at once waits, and then finds its rows.
    file.plan = plan = Plan.objects.select_for_update().get(pk=file.plan_id)
    before = standing(plan)
    officers = {
        name: add_officer(organisation=who, by=by, name=name) if isinstance(who, Organisation) else who
        for name, who in names.items()
    }
    done = commit(
        checked=Checked(file),
        choices=Choices(
            sections_are_priorities=sections_are_priorities,
            officers=officers,
            set_dates_by=set_dates_by,
            reason=reason.strip() or f"As written in {file.name}",
            source=file.name,
            by=by,
            on=on,
        ),
    )
    ImportFile.objects.filter(pk=file.pk).update(
        state=ImportFile.State.IMPORTED,
        footprint=between(before, standing(plan)),
        imported_by=by.name,
        imported_at=timezone.now(),
    )
    after = {"actions": len(done.added), "changed": len(done.changed)}
    audit.record("imported", file, by=by, organisation=plan.organisation, after=after)
    return done
