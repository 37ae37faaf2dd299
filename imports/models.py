"""Files that somebody wants taken into a plan, what was read from them, and what was decided about it row by row."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from people.models import Organisation, VersionedModel
from plans.models import Plan, PlanPartQuerySet
from surveys.models import Survey

PLACE_LENGTH = 200


def upload_path(file: ImportFile, name: str) -> str:
    """Uploads are kept under a name nobody can guess; the name they came with is only ever text."""
    return f"imports/{uuid.uuid4().hex}"


class ImportFile(VersionedModel):
    """One uploaded file: received, read into a preview (or refused with a sentence), then imported.

    `columns` is how somebody wants headings read ({heading: field, "" for none}), `remembered` what of it the council
    had chosen for an earlier file. `answers` is what the paper does not say: {"sections_are_priorities", "set_dates_by",
    "who": {name: "add", "leave" or an officer's id}}. `footprint` is what the import made and changed, for undoing it.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Being read"
        READ = "read", "Ready to check"
        REFUSED = "refused", "Could not be read"
        IMPORTED = "imported", "Imported"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="import_files")
    name = models.CharField(max_length=255)
    file = models.FileField(upload_to=upload_path)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    refusal = models.CharField(max_length=500, blank=True)
    preview: Any = models.JSONField(null=True, blank=True)
    columns: Any = models.JSONField(default=dict, blank=True)
    remembered: Any = models.JSONField(default=dict, blank=True)
    answers: Any = models.JSONField(default=dict, blank=True)
    footprint: Any = models.JSONField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.CharField(max_length=120, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(refusal=""), name="refused_file_says_why"),
            models.CheckConstraint(
                condition=~Q(state__in=["read", "imported"]) | Q(preview__isnull=False),
                name="read_file_has_its_preview",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RowChoice(VersionedModel):
    """What was decided about one row of a file, which is known by its place in the paper.

    `corrected` is {field: text} of what somebody wrote over the paper; `takes` are the fields whose difference from the
    plan is taken.
    """

    class Decision(models.TextChoices):
        NONE = "", "Not looked at"
        ACCEPTED = "accepted", "Looked at"
        LEFT_OUT = "left_out", "Left out"

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="choices")
    place = models.CharField(max_length=PLACE_LENGTH)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.NONE, blank=True)
    corrected: Any = models.JSONField(default=dict, blank=True)
    takes: Any = models.JSONField(default=list, blank=True)
    is_another = models.BooleanField(default=False)
    by_name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "place"], name="one_choice_a_row")]

    def __str__(self) -> str:
        return f"{self.file}, {self.place}"


class ColumnReading(models.Model):
    """How a council wants a heading of its papers read, since somebody has said so: `field` "" for none of ours."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="column_readings")
    heading = models.CharField(max_length=300)
    key = models.CharField(max_length=300)
    field = models.CharField(max_length=20, blank=True)
    by_name = models.CharField(max_length=120)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="heading_once_in_a_council")]
        ordering = ["heading"]

    def __str__(self) -> str:
        return self.heading


class ReplyFileQuerySet(PlanPartQuerySet):
    scope = "survey__plan"


class ReplyFile(VersionedModel):
    """An export of replies on its way to becoming counts, and gone when it has: replies are not kept.

    `rows` are its texts, headings among them, without anybody's details; `numbers` which rows of the file they are.
    `choices` are {column number: what it is read as} and `words` {column number or "council": {value: answer, "" for none}}.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="reply_files")
    name = models.CharField(max_length=255)
    rows: Any = models.JSONField(default=list)
    numbers: Any = models.JSONField(default=list)
    warnings: Any = models.JSONField(default=list, blank=True)
    head_rows = models.PositiveSmallIntegerField(default=1)
    choices: Any = models.JSONField(default=dict, blank=True)
    words: Any = models.JSONField(default=dict, blank=True)
    council = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=40, blank=True)
    counts_partial = models.BooleanField(default=True)
    by_name = models.CharField(max_length=120)
    on = models.DateField()

    objects = ReplyFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def plan(self) -> Plan:
        return self.survey.plan


class ReplyColumn(models.Model):
    """What a council's exports call a question, as somebody has said: `meaning` is {"as", "text", "answer"}."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="reply_columns")
    key = models.CharField(max_length=300)
    meaning: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="reply_column_once_in_a_council")]

    def __str__(self) -> str:
        return self.key
