"""The papers rendered from frozen figures."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from people.models import VersionedModel
from plans.models import Meeting, Plan, PlanPartQuerySet
from reports.front.words import COVER
from reports.models.snapshot import Snapshot
from reports.paper_kinds import BRIEFING, DASHBOARD, EXCEPTION, MONITORING, PROGRESS, TRACKER
from reports.plan_parts import ACTION_TABLE, BUSINESS_PLAN

if TYPE_CHECKING:
    from reports.models.issue import Issue


def paper_path(report: Report, name: str) -> str:
    """Papers are kept under a name nobody can guess; the report's title is only ever text."""
    return f"reports/{uuid.uuid4().hex}.pdf"


def word_path(report: Report, name: str) -> str:
    return f"reports/{uuid.uuid4().hex}.docx"


def pack_path(report: Report, name: str) -> str:
    return f"reports/{uuid.uuid4().hex}-pack.pdf"


class ReportQuerySet(PlanPartQuerySet):
    def in_order(self):
        return self.order_by("-made_at", "-pk")


class Report(VersionedModel):
    """A paper of a plan, its progress or the plan itself, made from one snapshot and rendered outside the request.

    `body` and `meeting_on` are the meeting's as they were when the report was drafted: a paper does not follow it.
    `exempt_pdf` holds what is not for publication, `pack` the paper bound with its appendices; where there are none, empty.
    `drawn_version` is the version its PDF was made from. `to_issue` is its whole text (JSON) from the moment it is
    issued until its papers are made and kept; then it is empty again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be made"
        RENDERING = "rendering", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    class Kind(models.TextChoices):
        PROGRESS = PROGRESS, "Progress report"
        EXCEPTION = EXCEPTION, "Exception report: only what is amber or red"
        BRIEFING = BRIEFING, "Briefing for Members, for information"
        DASHBOARD = DASHBOARD, "Communications dashboard, on one page"
        TRACKER = TRACKER, "Tracker of recommendations: live, completed, extensions, outstanding"
        MONITORING = MONITORING, "Monitoring of a business plan, in the middle or at the end of its year"
        ACTION_TABLE = ACTION_TABLE, "The plan, with its actions as one table"
        BUSINESS_PLAN = BUSINESS_PLAN, "The plan, in the form of a business plan"
        COVER = COVER, "A committee report that you write, with its front sheet"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.PROGRESS)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(max_length=200)
    report_of = models.CharField(max_length=160)
    period = models.CharField(max_length=120, blank=True)
    body = models.CharField(max_length=120, blank=True)
    meeting_on = models.DateField(null=True, blank=True)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    failure = models.CharField(max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    pdf = models.FileField(upload_to=paper_path, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    docx = models.FileField(upload_to=word_path, blank=True)
    docx_sha256 = models.CharField(max_length=64, blank=True)
    exempt_pdf = models.FileField(upload_to=pack_path, blank=True)
    pack = models.FileField(upload_to=pack_path, blank=True)
    drawn_version = models.PositiveIntegerField(null=True, blank=True)
    to_issue = models.TextField(blank=True)
    issuer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(pdf="") & ~Q(pdf_sha256="")), name="ready_report_has_its_paper"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(failure=""), name="failed_report_says_why"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def issued(self) -> Issue | None:
        """What stands of it in the world: the last issue, unless it was withdrawn."""
        last = self.issues.select_related("withdrawal").defer("data", "html").order_by("number").last()
        return last if last and not hasattr(last, "withdrawal") else None

    @property
    def is_being_issued(self) -> bool:
        return bool(self.to_issue)
