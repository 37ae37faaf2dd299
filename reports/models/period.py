"""Periods that were closed: the position frozen for each, and every action's colour in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models import Plan, PlanPartQuerySet
from plans.periods import ReportedPeriod, reported_period
from reports.models.snapshot import Snapshot


class ClosedPeriodQuerySet(PlanPartQuerySet):
    def in_order(self) -> ClosedPeriodQuerySet:
        """By the end of the period; of two that end together the longer last, and every correction after what it corrects."""
        return self.order_by("last", "-first", "number")


class ClosedPeriod(models.Model):
    """A period of a plan and the snapshot it was closed into. Never changed: `number` 2 and on correct the one before,
    for a `reason`, with a snapshot of their own."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="closed_periods")
    period = models.CharField(max_length=12)
    first = models.DateField()
    last = models.DateField()
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="closed_period")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_by_name = models.CharField(max_length=120)
    closed_on = models.DateField()

    objects = ClosedPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "period", "number"], name="period_closed_once_a_number"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")), name="correction_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.named}, corrected" if self.number > 1 else str(self.named)

    @property
    def named(self) -> ReportedPeriod:
        return reported_period(self.period)


class FrozenColour(models.Model):
    """The colour an action had in a closed period, taken from its snapshot so that a strip of many can be drawn."""

    closed = models.ForeignKey(ClosedPeriod, on_delete=models.PROTECT, related_name="colours")
    action_id = models.PositiveBigIntegerField()
    rating = models.CharField(max_length=15, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closed", "action_id"], name="one_colour_a_period")]

    def __str__(self) -> str:
        return self.rating
