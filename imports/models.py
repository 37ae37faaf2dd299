"""Files that somebody wants taken into a plan, and what was read from them. Nothing of a plan changes here."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from people.models import VersionedModel
from plans.models import Plan, PlanPartQuerySet


def upload_path(file: ImportFile, name: str) -> str:
    """Uploads are kept under a name nobody can guess; the name they came with is only ever text."""
    return f"imports/{uuid.uuid4().hex}"


class ImportFile(VersionedModel):
    """One uploaded file: received, read into a preview (or refused with a sentence), then imported."""

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
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

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
