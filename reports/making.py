"""Making the papers that wait: claim, render in a process of its own, keep the bytes.

The database is the queue: any number of workers may run this at once, and one that dies leaves its report to the
next after its lease.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import F, Q
from django.utils import timezone

from reports.models import Report
from reports.paper_html import paper_html
from reports.rendering import RenderFailed, render_pdf
from reports.snapshots import changes_in

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
    Report.objects.filter(abandoned, attempts__gte=ATTEMPTS).update(state=Report.State.FAILED, failure=CUT_SHORT)
    for report in Report.objects.filter(Q(state=Report.State.WAITING) | abandoned).order_by("pk"):
        as_read = Report.objects.filter(pk=report.pk, state=report.state, attempts=report.attempts)
        if as_read.update(state=Report.State.RENDERING, lease_until=now + LEASE, attempts=F("attempts") + 1):
            report.attempts += 1
            return report
    return None


def make(report: Report) -> bool:
    """Render a claimed report and keep it. What cannot be rendered says why."""
    ours = Report.objects.filter(pk=report.pk, state=Report.State.RENDERING, attempts=report.attempts)
    try:
        content = render_pdf(paper_html(paper_data(report)))
    except (RenderFailed, ValueError) as failure:
        log.warning("report %s could not be made", report.pk)
        ours.update(state=Report.State.FAILED, failure=str(failure)[:300], lease_until=None)
        return False
    except Exception:
        log.exception("report %s could not be made", report.pk)
        ours.update(state=Report.State.FAILED, failure=UNFORESEEN, lease_until=None)
        return False
    report.pdf.save("paper.pdf", ContentFile(content), save=False)
    sha256 = hashlib.sha256(content).hexdigest()
    return bool(ours.update(state=Report.State.READY, pdf=report.pdf.name, pdf_sha256=sha256, lease_until=None))


def paper_data(report: Report) -> dict[str, Any]:
    """The snapshot's data with the words of this report's front."""
    front = {
        "kind": report.kind,
        "title": report.title,
        "report_of": report.report_of,
        "period": report.period,
        "body": report.body,
        "meeting_date": report.meeting_on.isoformat() if report.meeting_on else "",
    }
    return {**report.snapshot.data, "report": front, "changes": changes_in(report.snapshot)}
