"""Making the papers that wait: claim, render in a process of its own, keep the bytes.

The database is the queue: any number of workers may run this at once, and one that dies leaves its report to the
next after its lease.
"""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from people import audit
from reports.front.data import front_data, front_of
from reports.models import Issue, Report, digest
from reports.paper_html import paper_html, paper_word
from reports.rendering import RenderFailed, render_pdf
from reports.snapshots import printed

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
ATTEMPTS = 3
UNFORESEEN = (
    "Something in the figures could not be printed. Your administrator finds the reason in the log of the worker."
)
CUT_SHORT = f"Making it was cut short {ATTEMPTS} times. Try again, or ask your administrator to look at the worker."


def make_waiting() -> int:
    """Make every report that waits, one after the other. Returns how many were made."""
    made = 0
    while (report := claim(timezone.now())) is not None:
        made += make(report)
    return made


def claim(now: datetime) -> Report | None:
    """Take one waiting report, or one whose maker died, by compare-and-set."""
    abandoned = Q(state=Report.State.RENDERING, lease_until__lte=now)
    Report.objects.filter(abandoned, attempts__gte=ATTEMPTS).update(
        state=Report.State.FAILED, failure=CUT_SHORT, to_issue=""
    )
    for report in Report.objects.filter(Q(state=Report.State.WAITING) | abandoned).order_by("pk"):
        as_read = Report.objects.filter(pk=report.pk, state=report.state, attempts=report.attempts)
        if as_read.update(state=Report.State.RENDERING, lease_until=now + LEASE, attempts=F("attempts") + 1):
            report.refresh_from_db()  # it may have been issued since it was read
            return report
    return None


def make(report: Report) -> bool:
    """Render a claimed report and keep it. What cannot be rendered says why, and is not issued."""
    # Not if it was given to somebody else meanwhile, or issued while its draft was made.
    claimed = {"state": Report.State.RENDERING, "attempts": report.attempts, "to_issue": report.to_issue}
    ours = Report.objects.filter(pk=report.pk, **claimed)
    failed = {"state": Report.State.FAILED, "lease_until": None, "to_issue": ""}
    try:
        data = standing_data(report)
        html, word = paper_html(data), paper_word(data)
        content = render_pdf(html)
    except (RenderFailed, ValueError) as failure:
        log.warning("report %s could not be made", report.pk)
        ours.update(failure=str(failure)[:300], **failed)
        return False
    except Exception:
        log.exception("report %s could not be made", report.pk)
        ours.update(failure=UNFORESEEN, **failed)
        return False
    report.pdf.save("paper.pdf", ContentFile(content), save=False)
    report.docx.save("paper.docx", ContentFile(word), save=False)
    files = {
        "pdf": report.pdf.name or "",
        "pdf_sha256": hashlib.sha256(content).hexdigest(),
        "docx": report.docx.name or "",
        "docx_sha256": hashlib.sha256(word).hexdigest(),
    }
    kept = files | {"drawn_version": report.version, "to_issue": ""}
    with transaction.atomic():
        made = ours.update(state=Report.State.READY, lease_until=None, **kept)
        if made and report.to_issue:
            keep_issue(report, html, files)
    return bool(made)


def keep_issue(report: Report, html: str, files: dict[str, str]) -> Issue:
    """The report as it goes out, for good: the text it was made from, the page, the PDF and the Word document."""
    by = report.issuer
    issue = Issue.objects.create(
        report=report,
        number=report.issues.count() + 1,
        title=report.title,
        data=report.to_issue,
        sha256=digest(report.to_issue),
        html=html,
        html_sha256=digest(html),
        issued_by=by,
        issued_by_name=by.name if by else "",
        issued_at=timezone.now(),
        **files,
    )
    audit.record("issued", report, by=by, organisation=report.plan.organisation, after={"sha256": issue.pdf_sha256})
    return issue


def standing_data(report: Report) -> dict[str, Any]:
    """What the report says: as it is being issued, or went out; else as it is written now."""
    if report.to_issue:
        return json.loads(report.to_issue)
    return json.loads(report.issued.data) if report.issued else paper_data(report)


def paper_data(report: Report) -> dict[str, Any]:
    """The snapshot's data with the words of this report's front."""
    front = front_of(report)
    council = report.meeting.organisation if report.meeting else report.plan.organisation
    head = {
        "kind": report.kind,
        "title": report.title,
        "report_of": report.report_of,
        "period": report.period,
        "body": report.body,
        "meeting_date": report.meeting_on.isoformat() if report.meeting_on else "",
        "authority": council.name if front else "",
    }
    data = printed(report.snapshot, head)
    if front:  # it prints nothing of the register, and so holds nothing back
        return {name: what for name, what in data.items() if name != "exempt"} | {"front": front_data(front)}
    return data
