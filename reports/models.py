"""Frozen figures and the papers rendered from them; and the private addresses under which calendars are read."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.models import User, VersionedModel
from plans.models import Meeting, Plan, PlanPartQuerySet
from reports.plan_parts import ACTION_TABLE, BUSINESS_PLAN


def paper_path(report: Report, name: str) -> str:
    """Papers are kept under a name nobody can guess; the report's title is only ever text."""
    return f"reports/{uuid.uuid4().hex}.pdf"


class Snapshot(models.Model):
    """A plan's figures and words as at a day: canonical JSON with its schema version and SHA-256. Never changed."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="snapshots")
    as_at = models.DateField()
    schema = models.PositiveSmallIntegerField(default=1)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = PlanPartQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.plan} as at {self.as_at}"

    @property
    def data(self) -> dict[str, Any]:
        """The figures.

        Raises:
            ValueError: the stored text is no longer the one that was frozen.
        """
        if digest(self.body) != self.sha256:
            raise ValueError(f"The snapshot of {self.plan} as at {self.as_at} has been tampered with.")
        return json.loads(self.body)


def digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


class ReportQuerySet(PlanPartQuerySet):
    def in_order(self):
        return self.order_by("-made_at", "-pk")


class Report(VersionedModel):
    """A paper of a plan, its progress or the plan itself, made from one snapshot and rendered outside the request.

    `body` and `meeting_on` are the meeting's as they were when the report was drafted: a paper does not follow it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be made"
        RENDERING = "rendering", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    class Kind(models.TextChoices):
        PROGRESS = "progress", "Progress report"
        ACTION_TABLE = ACTION_TABLE, "The plan, with its actions as one table"
        BUSINESS_PLAN = BUSINESS_PLAN, "The plan, in the form of a business plan"

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


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> CalendarFeedQuerySet:
        """A feed is its maker's alone, whatever role anybody holds."""
        return self.filter(user=user)

    def in_order(self) -> CalendarFeedQuerySet:
        return self.order_by(F("revoked_at").desc(nulls_first=True), "-made_at", "-pk")


class CalendarFeed(models.Model):
    """A private address at which calendar programs read a person's own dates, or those of a plan.

    Of the address no more than a digest is kept: it is shown when it is made, and by nobody to be found afterwards.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feeds")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.plan.title if self.plan else "My own dates"


class AcceptedFault(models.Model):
    """A fault of the health check that somebody has looked at and leaves as it is, with the reason.

    `key` is of the fault's words about one thing: where they change, it is a fault again.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="accepted_faults")
    key = models.CharField(max_length=64)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="fault_accepted_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="accepted_with_a_reason"),
        ]

    def __str__(self) -> str:
        return self.reason
