"""Making the papers that wait: claim, render in a process of its own, keep the bytes.

The database is the queue: any number of workers may run this at once, and one that dies leaves its report to the
next after its lease.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from people import audit
from people.models import User
from people.permissions import Verb, can
from plans.models import Plan
from reports.front.data import front_data, front_of
from reports.models import Appendix, Issue, IssuedFile, Report, digest
from reports.packs import exempt_pack, public_pack
from reports.paper_html import paper_html, paper_word
from reports.rendering import RenderFailed, render_pdf
from reports.snapshots import printed

log = logging.getLogger(__name__)
RUN_SECONDS = 60.0  # with what may be begun within it, below the time limit of tasks
LEASE = timedelta(seconds=150)  # longer than one step of making a report may take; renewed before each
ATTEMPTS = 3
UNFORESEEN = (
    "Something in the figures could not be printed. Your administrator finds the reason in the log of the worker."
)
CUT_SHORT = f"Making it was cut short {ATTEMPTS} times. Try again, or ask your administrator to look at the worker."


def make_waiting() -> int:
    """Make every report that waits, one after the other, but begin none after a minute: what waits then is taken by the
    next run. Returns how many were made."""
    made, start = 0, time.monotonic()
    while time.monotonic() - start < RUN_SECONDS and (report := claim(timezone.now())) is not None:
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


@dataclass(frozen=True)
class Made:
    """All that is made of one report. `pack` and `exempt` are empty where there is nothing to bind, or to hold back."""

    html: str
    pdf: bytes
    word: bytes
    pack: bytes
    exempt: bytes
    attached: list[Appendix]


def print_all(report: Report, renew: Callable[[], object]) -> Made:
    """`renew` is called before each step. Raises RenderFailed or ValueError, with a sentence, for what cannot be printed."""
    data = standing_data(report)
    html, word = paper_html(data), paper_word(data)
    attached = list(Appendix.objects.filter(front__report=report))
    renew()
    pdf = render_pdf(html)
    renew()
    pack = public_pack(data, html, attached)
    renew()
    return Made(html, pdf, word, pack, exempt_pack(data, attached), attached)


def make(report: Report) -> bool:
    """Render a claimed report and keep it. What cannot be rendered says why, and is not issued."""
    # Not if it was given to somebody else meanwhile, or issued while its draft was made.
    claimed = {"state": Report.State.RENDERING, "attempts": report.attempts, "to_issue": report.to_issue}
    ours = Report.objects.filter(pk=report.pk, **claimed)
    failed = {"state": Report.State.FAILED, "lease_until": None, "to_issue": ""}
    try:
        made = print_all(report, lambda: ours.update(lease_until=timezone.now() + LEASE))
    except (RenderFailed, ValueError) as failure:
        log.warning("report %s could not be made", report.pk)
        ours.update(failure=str(failure)[:300], **failed)
        return False
    except Exception:
        log.exception("report %s could not be made", report.pk)
        ours.update(failure=UNFORESEEN, **failed)
        return False
    if report.to_issue and (why := may_no_longer_issue(report)):  # asked as late as can be
        ours.update(failure=why, **failed)
        return False
    kept = keep_bytes(report, made)
    with transaction.atomic():
        is_ours = ours.update(
            state=Report.State.READY, lease_until=None, drawn_version=report.version, to_issue="", **kept
        )
        if is_ours and report.to_issue:
            keep_issue(report, made)
    return bool(is_ours)


def may_no_longer_issue(report: Report) -> str:
    """Why a paper does not go out in the name of whoever ordered it: they have lost the role, or their sign-in, since.
    Empty where it does."""
    issuer = User.objects.filter(pk=report.issuer_id or 0).first()
    if issuer is not None and can(issuer, Verb.ISSUE_REPORT, Plan.objects.get(pk=report.plan_id)):
        return ""
    who = issuer.name if issuer else "Whoever ordered it"
    return f"{who} may not issue reports here any more, so it was not issued. Somebody who may can issue it."


def keep_bytes(report: Report, made: Made) -> dict[str, str]:
    """The files put where the report's stand, and what its row says of them."""
    contents = {"pdf": made.pdf, "docx": made.word, "pack": made.pack, "exempt_pdf": made.exempt}
    kept: dict[str, str] = {}
    for name, content in contents.items():
        file = getattr(report, name)
        if content:
            file.save("paper", ContentFile(content), save=False)
        else:
            file.name = ""
        kept[name] = file.name
    return kept | {"pdf_sha256": sha256(made.pdf), "docx_sha256": sha256(made.word)}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keep_issue(report: Report, made: Made) -> Issue:
    """The report as it goes out, for good: the text it was made from, the page, the PDF and the Word document."""
    by = report.issuer
    issue = Issue.objects.create(
        report=report,
        number=report.issues.count() + 1,
        title=report.title,
        data=report.to_issue,
        sha256=digest(report.to_issue),
        html=made.html,
        html_sha256=digest(made.html),
        pdf=report.pdf.name or "",
        pdf_sha256=sha256(made.pdf),
        docx=report.docx.name or "",
        docx_sha256=sha256(made.word),
        issued_by=by,
        issued_by_name=by.name if by else "",
        issued_at=timezone.now(),
    )
    keep_files(issue, made)
    audit.record("issued", report, by=by, organisation=report.plan.organisation, after={"sha256": issue.pdf_sha256})
    return issue


def keep_files(issue: Issue, made: Made) -> None:
    """What went out with it: the pack, the exempt part, and each appendix as it was attached."""
    report, Kind = issue.report, IssuedFile.Kind
    files = [
        (Kind.PACK, 0, report.title, report.pack.name, "pdf", made.pack and sha256(made.pack), True),
        (Kind.EXEMPT, 0, report.title, report.exempt_pdf.name, "pdf", made.exempt and sha256(made.exempt), False),
        *((Kind.APPENDIX, one.position, one.title, one.file.name, one.kind, one.sha256, not one.exempt) for one in made.attached),
    ]  # fmt: skip
    names = ("kind", "number", "title", "file", "ending", "sha256", "is_public")
    for row in files:
        facts = dict(zip(names, row, strict=True))
        if facts["file"]:
            IssuedFile.objects.create(issue=issue, **facts)


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
    accepted = [
        {"check": one.sentence, "because": one.reason, "by": one.by_name} for one in report.accepted_checks.all()
    ]
    data = printed(report.snapshot, head) | {"accepted": accepted}
    if front:  # it prints nothing of the register, and so holds nothing back
        return {name: what for name, what in data.items() if name != "exempt"} | {"front": front_data(front)}
    return data
