"""Whether what was frozen and printed is still what it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from people.append_only import guarded_tables
from reports.models import Report, Snapshot


@dataclass
class Verified:
    """How many snapshots and papers were looked at, and a sentence for each that is not as it was made."""

    snapshots: int = 0
    papers: int = 0
    faults: list[str] = field(default_factory=list)


def verify() -> Verified:
    """Compare every snapshot and every paper with its SHA-256, one at a time: however many there are, none is held."""
    found = Verified()
    if Snapshot._meta.db_table not in guarded_tables(connection):
        found.faults.append("The database no longer refuses to change snapshots: its triggers are gone.")
    for snapshot in Snapshot.objects.select_related("plan").order_by("pk").iterator(chunk_size=20):
        found.snapshots += 1
        found.faults += faults_of(snapshot)
    for report in Report.objects.filter(state=Report.State.READY).order_by("pk").iterator(chunk_size=100):
        found.papers += 1
        found.faults += faults_of_paper(report)
    return found


def faults_of(snapshot: Snapshot) -> Iterator[str]:
    try:
        data = snapshot.data
    except ValueError as fault:
        yield f"Snapshot {snapshot.pk}: {fault}"
        return
    said = (data["plan"]["slug"], data["on"], data["schema"])
    if said != (snapshot.plan.slug, snapshot.as_at.isoformat(), snapshot.schema):
        yield f"Snapshot {snapshot.pk} of {snapshot.plan} is filed under another plan, day or schema than it says."


def faults_of_paper(report: Report) -> Iterator[str]:
    try:
        with report.pdf.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        yield f"The PDF of report {report.pk}, “{report}”, is no longer there."
        return
    if found != report.pdf_sha256:
        yield f"The PDF of report {report.pk}, “{report}”, is not the one that was made."
