"""A plan's figures and words, frozen."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models

from plans.models import Plan, PlanPartQuerySet


class Snapshot(models.Model):
    """A plan's figures and words as at a day: canonical JSON with its schema version and SHA-256.

    `previous` is the one since which it says what has changed. Never changed or removed: the database refuses.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="snapshots")
    as_at = models.DateField()
    schema = models.PositiveSmallIntegerField(default=1)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    previous = models.ForeignKey("self", null=True, on_delete=models.RESTRICT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
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


def canonical(data: dict[str, Any]) -> str:
    """The data as one text: the same data, the same text."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
