"""Reading uploads into previews, in a limited process of its own. A file whose reader died is read again once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from imports.limits import Refused
from imports.models import ImportFile
from imports.sandbox import preview_in_subprocess

LEASE = timedelta(minutes=2)


def read(file: ImportFile) -> ImportFile:
    """Read an upload: its preview is kept, or the sentence that says why it cannot be read."""
    with file.file.open("rb") as handle:
        data = handle.read()
    received = ImportFile.objects.filter(pk=file.pk, state=ImportFile.State.RECEIVED)
    try:
        preview = preview_in_subprocess(data, file.name, file.plan.years)
    except Refused as refusal:
        received.update(state=ImportFile.State.REFUSED, refusal=str(refusal)[:500], lease_until=None)
    else:
        received.update(state=ImportFile.State.READ, preview=preview, lease_until=None)
    file.refresh_from_db()
    return file


def read_received() -> int:
    """Read every upload that waits. Returns how many were read."""
    count = 0
    while (file := claim(timezone.now())) is not None:
        read(file)
        count += 1
    return count


def claim(now: datetime) -> ImportFile | None:
    """Take one waiting upload by compare-and-set on its lease."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    for file in ImportFile.objects.filter(free, state=ImportFile.State.RECEIVED).order_by("pk"):
        as_read = ImportFile.objects.filter(pk=file.pk, state=file.state, lease_until=file.lease_until)
        if as_read.update(lease_until=now + LEASE):
            return file
    return None
