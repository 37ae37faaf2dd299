"""Faults that are left as they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models import Plan, PlanPartQuerySet


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
