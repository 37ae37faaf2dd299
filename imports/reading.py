"""Reading uploads into previews, in a limited process of its own. A file whose reader died is read again, twice."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from imports.column_memory import heading_key, remembered
from imports.limits import Refused
from imports.models import ImportFile
from imports.sandbox import TIMEOUT_SECONDS, preview_in_subprocess

log = logging.getLogger(__name__)
# A reader is stopped after TIMEOUT_SECONDS. Whoever was killed is missed soon after: with the minute in which a worker looks
# again, no file waits for two minutes.
LEASE = timedelta(seconds=TIMEOUT_SECONDS + 15)
ATTEMPTS = 3
CUT_SHORT = (
    f"Reading the file was cut short {ATTEMPTS} times. Upload it again; if that does not help, tell your administrator."
)


def read(file: ImportFile) -> ImportFile:
    """Read an upload: its preview is kept, or the sentence that says why it cannot be read. Its headings are read as
    somebody has said for this file, else as the council had said for an earlier one."""
    received = ImportFile.objects.filter(pk=file.pk, state=ImportFile.State.RECEIVED)
    known = remembered(file.plan.organisation)
    try:
        with file.file.open("rb") as handle:
            data = handle.read()
        preview = read_as_said(file, data, known | file.columns)
    except Refused as refusal:
        received.update(state=ImportFile.State.REFUSED, refusal=str(refusal)[:500], remembered=known, lease_until=None)
    else:
        received.update(
            state=ImportFile.State.READ, preview=preview, remembered=used(known, file, preview), lease_until=None
        )
    file.refresh_from_db()
    return file


def read_as_said(file: ImportFile, data: bytes, columns: dict[str, str]) -> dict[str, Any]:
    """The preview with headings read as they were said. One that this paper writes a little otherwise ("WHEN:") is known
    only once the paper has been read, so it is read again."""
    preview = preview_in_subprocess(data, file.name, file.plan.years, columns=columns)
    by_key = {heading_key(heading): field for heading, field in columns.items()}
    alike = {
        heading: by_key[heading_key(heading)]
        for heading in preview["columns"]
        if heading not in columns and heading_key(heading) in by_key
    }
    if not alike:
        return preview
    claimed = ImportFile.objects.filter(pk=file.pk, state=ImportFile.State.RECEIVED, lease_until__isnull=False)
    claimed.update(lease_until=timezone.now() + LEASE)
    return preview_in_subprocess(data, file.name, file.plan.years, columns=columns | alike)


def used(known: dict[str, str], file: ImportFile, preview: dict[str, Any]) -> dict[str, str]:
    """What the council had said before of headings that this file has, but for those said of this file itself."""
    met = {heading_key(heading) for heading in preview["columns"]}
    own = {heading_key(heading) for heading in file.columns}
    return {heading: field for heading, field in known.items() if heading_key(heading) in met - own}


def read_received() -> int:
    """Read every upload that waits. Returns how many were read. One that cannot be opened does not stop the others."""
    count = 0
    while (file := claim(timezone.now())) is not None:
        try:
            read(file)
            count += 1
        except Exception:
            log.exception("import %s could not be read; it is tried again after its lease", file.pk)
    return count


def claim(now: datetime) -> ImportFile | None:
    """Take one waiting upload by compare-and-set on its lease."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    waiting = ImportFile.objects.filter(free, state=ImportFile.State.RECEIVED)
    waiting.filter(attempts__gte=ATTEMPTS).update(state=ImportFile.State.REFUSED, refusal=CUT_SHORT, lease_until=None)
    for file in ImportFile.objects.filter(free, state=ImportFile.State.RECEIVED).order_by("pk"):
        as_read = ImportFile.objects.filter(pk=file.pk, state=file.state, attempts=file.attempts)
        if as_read.update(lease_until=now + LEASE, attempts=F("attempts") + 1):
            return file
    return None
