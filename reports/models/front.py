"""The front sheet of a committee report: what only a person can write, answer or sign."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from people.models import Organisation, VersionedModel
from plans.exempt import EXEMPT
from plans.models import Plan, PlanPartQuerySet
from reports.front.mentions import roman
from reports.front.words import GROUNDS, IMPLICATION_KINDS, KINDS
from reports.models.report import Report


class PaperRules(VersionedModel):
    """How a council's committee papers are made, or (with a `body`) those of one of its committees: deadlines counted
    back from the meeting, who signs, and how sections are called and ordered."""

    class Days(models.TextChoices):
        CALENDAR = "calendar", "calendar days"
        WORKING = "working", "working days"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="paper_rules")
    body = models.CharField(max_length=120, blank=True)
    notice_days = models.PositiveSmallIntegerField(default=28)
    notice_in = models.CharField(max_length=10, choices=Days, default=Days.CALENDAR)
    agenda_days = models.PositiveSmallIntegerField(default=5)
    agenda_in = models.CharField(max_length=10, choices=Days, default=Days.WORKING)
    clearance_days = models.PositiveSmallIntegerField(default=3)
    safe_days = models.PositiveSmallIntegerField(default=1)
    signatories = models.JSONField(default=list)
    sections = models.JSONField(default=list)  # [key, title] in order; those that are not here come after, as ever

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "body"], name="paper_rules_once_a_body")]

    def __str__(self) -> str:
        return f"Papers for {self.body or self.organisation}"


class FrontSheet(models.Model):
    """The answers of a front sheet; its sections, implications and appendices are rows of their own. Saving any of them
    claims the version of the report.

    A key decision needs a ground, and either notice in the forward plan or one of the late routes, with who was told.
    """

    class Key(models.TextChoices):
        UNANSWERED = "", "Not answered"
        YES = "yes", "Yes"
        NO = "no", "No"

    class Late(models.TextChoices):
        NONE = "", "No: notice was given in time"
        GENERAL = "10", "Regulation 10, general exception"
        URGENT = "11", "Regulation 11, special urgency"

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="front")
    key_decision = models.CharField(max_length=3, choices=Key, blank=True)
    ground = models.CharField(max_length=10, choices=GROUNDS, blank=True)
    wards = models.CharField(max_length=300, blank=True)
    notice_on = models.DateField(null=True, blank=True)
    late_route = models.CharField(max_length=2, choices=Late, blank=True)
    late_told = models.CharField(max_length=300, blank=True)
    exempt = models.CharField(max_length=1, choices=EXEMPT, blank=True)
    exempt_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(key_decision="yes") | Q(ground="", notice_on=None, late_route=""),
                name="only_a_key_decision_has_a_ground",
            )
        ]

    def __str__(self) -> str:
        return f"Front sheet of {self.report}"


class FrontSection(models.Model):
    """One section; every line of its text is a numbered paragraph. Its number is its place, never typed."""

    front = models.ForeignKey(FrontSheet, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["front", "key"], name="front_section_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def paragraphs(self) -> list[str]:
        return [" ".join(line.split()) for line in self.text.splitlines() if line.strip()]

    @property
    def hint(self) -> str:
        return KINDS[self.key].hint


class Implication(models.Model):
    """One of nine: text, or an explicit None, cleared by a named person on a day."""

    front = models.ForeignKey(FrontSheet, on_delete=models.CASCADE, related_name="implications")
    kind = models.CharField(max_length=20, choices=IMPLICATION_KINDS)
    is_none = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    cleared_by = models.CharField(max_length=120, blank=True)
    cleared_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["front", "kind"], name="implication_once"),
            models.CheckConstraint(condition=Q(is_none=False) | Q(text=""), name="none_or_a_text"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_answered(self) -> bool:
        return self.is_none or bool(self.text)

    @property
    def is_cleared(self) -> bool:
        return self.is_answered and bool(self.cleared_by) and self.cleared_on is not None


def appendix_path(appendix: Appendix, name: str) -> str:
    """A name nobody can guess, with the ending of what it was found to be."""
    return f"appendices/{uuid.uuid4().hex}.{appendix.kind}"


class AppendixQuerySet(PlanPartQuerySet):
    scope = "front__report__plan"


class Appendix(models.Model):
    """Something attached to the report; numbered by its place. `file_name` is what it was called where it came from.

    `html` is the page of a paper of our own, whose PDF is the file: in a pack it is set again, and keeps its tags.
    `alt` says in words what a picture shows. `exempt` is the paragraph by which it stays out of the public pack.
    """

    class Kind(models.TextChoices):
        NONE = "", "No file"
        PDF = "pdf", "PDF"
        WORD = "docx", "Word document"
        PNG = "png", "Picture (PNG)"
        JPEG = "jpg", "Picture (JPEG)"

    front = models.ForeignKey(FrontSheet, on_delete=models.CASCADE, related_name="appendices")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, choices=Kind, blank=True)
    file = models.FileField(upload_to=appendix_path, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    html = models.TextField(blank=True)
    alt = models.CharField(max_length=300, blank=True)
    exempt = models.CharField(max_length=1, choices=EXEMPT, blank=True)

    objects = AppendixQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="", file="", sha256="") | (~Q(kind="") & ~Q(file="") & ~Q(sha256="")),
                name="appendix_file_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def plan(self) -> Plan:
        """Whose permissions count."""
        return self.front.report.plan

    @property
    def numeral(self) -> str:
        return roman(self.position)

    @property
    def is_picture(self) -> bool:
        return self.kind in (self.Kind.PNG, self.Kind.JPEG)


class SignOff(models.Model):
    """Who is to sign, and when they did."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sign_offs")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=120)
    name = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    recorded_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.role


class AcceptedCheck(models.Model):
    """A check before issue that somebody has looked at and lets pass, with the reason. `key` is of its words."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="accepted_checks")
    key = models.CharField(max_length=64)
    sentence = models.TextField()
    reason = models.CharField(max_length=300)
    by_name = models.CharField(max_length=120)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="check_accepted_once")]

    def __str__(self) -> str:
        return self.reason
