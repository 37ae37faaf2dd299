"""Papers that were issued, and those of them that were taken back. Both are added and never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from plans.models import Plan, PlanPartQuerySet
from reports.front.mentions import roman
from reports.models.report import Report


class IssueQuerySet(PlanPartQuerySet):
    scope = "report__plan"


class Issue(models.Model):
    """A report as it went out: its whole text (canonical JSON) with its SHA-256, the web page, the PDF and the Word
    document made of it.

    `number` counts the issues of one report: 2 and on follow a withdrawal.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    data = models.TextField()
    sha256 = models.CharField(max_length=64)
    html = models.TextField()
    html_sha256 = models.CharField(max_length=64)
    pdf = models.CharField(max_length=200)
    pdf_sha256 = models.CharField(max_length=64)
    docx = models.CharField(max_length=200)
    docx_sha256 = models.CharField(max_length=64)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_by_name = models.CharField(max_length=120)
    issued_at = models.DateTimeField()

    objects = IssueQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="issued_once_a_number")]

    def __str__(self) -> str:
        return f"{self.title}, issue {self.number}" if self.number > 1 else self.title

    @property
    def days(self) -> int | None:
        """From the end of its period to the meeting; None where it is of none, or for none."""
        closed = getattr(self.report.snapshot, "closed_period", None)
        return (self.report.meeting_on - closed.last).days if closed and self.report.meeting_on else None

    @property
    def plan(self) -> Plan:
        """Whose permissions count."""
        return self.report.plan


class IssuedFileQuerySet(PlanPartQuerySet):
    scope = "issue__report__plan"


class IssuedFile(models.Model):
    """A file that went out with a paper: bound pack, exempt part, or an appendix (its `number`, counted from 1; else 0).
    What is not public never leaves the council."""

    class Kind(models.TextChoices):
        PACK = "pack", "The paper with its appendices"
        EXEMPT = "exempt", "Exempt part, not for publication"
        APPENDIX = "appendix", "Appendix"

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    file = models.CharField(max_length=200)
    ending = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    is_public = models.BooleanField()

    objects = IssuedFileQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "number"]
        constraints = [models.UniqueConstraint(fields=["issue", "kind", "number"], name="issued_file_once")]

    def __str__(self) -> str:
        return f"Appendix {roman(self.number)}: {self.title}" if self.number else self.get_kind_display()

    @property
    def plan(self) -> Plan:
        """Whose permissions count."""
        return self.issue.plan


class PublicationQuerySet(models.QuerySet):
    def readable(self) -> PublicationQuerySet:
        """With what the public pages show, the latest first."""
        issues = self.select_related("issue__report__plan__organisation", "issue__withdrawal")
        return (
            issues.prefetch_related("issue__files")
            .defer("issue__data", "issue__html", "issue__report__to_issue")
            .order_by("-issue__issued_at", "-pk")
        )


class Publication(models.Model):
    """That an issued paper may be read by anybody. Taken away again, its address says that it is no longer there."""

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, related_name="publication")
    by_name = models.CharField(max_length=120)
    on = models.DateField()

    objects = PublicationQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.issue)


class Withdrawal(models.Model):
    """That an issued paper was taken back, and why. What it said stays to be read."""

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    by_name = models.CharField(max_length=120)
    on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="withdrawn_for_a_reason")]

    def __str__(self) -> str:
        return self.reason
