"""Files of an action: evidence that something was done, or what it takes to do it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models.action import Action
from actions.models.update import ProgressUpdate
from plans.models import PlanPartQuerySet


def file_path(file: ActionFile, name: str) -> str:
    """A name nobody can guess, with the ending of what it was found to be."""
    return f"actions/{uuid.uuid4().hex}.{file.kind}"


class ActionFileQuerySet(PlanPartQuerySet):
    scope = "action__plan"


class ActionFile(models.Model):
    """A file of an action, added by itself or with an update. `name` is what it was called where it came from; `kind`
    what it was found to be, and its ending.

    Once it is removed only the row is left, with who removed it and when.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="files")
    update = models.ForeignKey(ProgressUpdate, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=4)
    file = models.FileField(upload_to=file_path, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    removed_on = models.DateField(null=True, blank=True)
    removed_by = models.CharField(max_length=120, blank=True)

    objects = ActionFileQuerySet.as_manager()

    class Meta:
        verbose_name = "file"
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True, removed_by="") & ~Q(file="")
                | Q(removed_on__isnull=False, file="") & ~Q(removed_by=""),
                name="action_file_is_there_or_removed_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["action", "on"])]

    def __str__(self) -> str:
        return f"{self.action}: {self.name}"

    @property
    def plan(self) -> Any:
        """Whose permissions count."""
        return self.action.plan
