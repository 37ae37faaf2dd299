"""Whether what was frozen and printed is still what it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.files.storage import Storage
from django.db import connection

from campaigns.models import Clearance, Reopening, Statement, TakenBack
from people.append_only import guarded_tables
from reports.models import ClosedPeriod, FrozenColour, Issue, IssuedFile, Report, Snapshot, Withdrawal, digest

GUARDED = (
    Snapshot, ClosedPeriod, FrozenColour, Issue, IssuedFile, Withdrawal, Clearance, TakenBack, Statement, Reopening,
)  # fmt: skip


@dataclass
class Verified:
    """How many snapshots and papers were looked at, and a sentence for each that is not as it was made."""

    snapshots: int = 0
    papers: int = 0
    issues: int = 0
    faults: list[str] = field(default_factory=list)


def verify() -> Verified:
    """Compare every snapshot and every paper with its SHA-256, one at a time: however many there are, none is held."""
    found = Verified()
    guarded = guarded_tables(connection)
    for model in GUARDED:
        if (table := model._meta.db_table) not in guarded:
            found.faults.append(f"The database no longer refuses to change {table}: its triggers are gone.")
    for snapshot in Snapshot.objects.select_related("plan").order_by("pk").iterator(chunk_size=20):
        found.snapshots += 1
        found.faults += faults_of(snapshot)
    for report in Report.objects.filter(state=Report.State.READY).order_by("pk").iterator(chunk_size=100):
        found.papers += 1
        what = f"The PDF of report {report.pk}, “{report}”"
        found.faults += faults_of_file(report.pdf.storage, report.pdf.name or "", report.pdf_sha256, what)
    for issue in Issue.objects.prefetch_related("files").order_by("pk").iterator(chunk_size=20):
        found.issues += 1
        found.faults += faults_of_issue(issue)
    return found


def faults_of_issue(issue: Issue) -> Iterator[str]:
    for what, text, sha256 in (("text", issue.data, issue.sha256), ("page", issue.html, issue.html_sha256)):
        if digest(text) != sha256:
            yield f"The {what} of issue {issue.pk}, “{issue}”, is not the one that went out."
    what, storage = f"issue {issue.pk}, “{issue}”", issue.report.pdf.storage
    yield from faults_of_file(storage, issue.pdf, issue.pdf_sha256, f"The PDF of {what}")
    yield from faults_of_file(storage, issue.docx, issue.docx_sha256, f"The Word document of {what}")
    for one in issue.files.all():
        yield from faults_of_file(storage, one.file, one.sha256, f"“{one}” of {what}")


def faults_of(snapshot: Snapshot) -> Iterator[str]:
    try:
        data = snapshot.data
    except ValueError as fault:
        yield f"Snapshot {snapshot.pk}: {fault}"
        return
    said = (data["plan"]["slug"], data["on"], data["schema"])
    if said != (snapshot.plan.slug, snapshot.as_at.isoformat(), snapshot.schema):
        yield f"Snapshot {snapshot.pk} of {snapshot.plan} is filed under another plan, day or schema than it says."


def faults_of_file(storage: Storage, name: str, sha256: str, what: str) -> Iterator[str]:
    try:
        with storage.open(name, "rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        yield f"{what}, is no longer there."
        return
    if found != sha256:
        yield f"{what}, is not the one that was made."
