"""Whom a plan speaks to, and the priorities its actions serve."""

from django.db import models

from people.models import VersionedModel
from plans.models.plan import Plan, PlanPartQuerySet


class AudienceQuerySet(PlanPartQuerySet):
    def in_order(self):
        return self.order_by("pk")


class Audience(VersionedModel):
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="audiences")
    name = models.CharField(max_length=120)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="audience_once_in_a_plan")]

    def __str__(self) -> str:
        return self.name


class PriorityQuerySet(PlanPartQuerySet):
    def in_order(self):
        return self.order_by("position", "pk")


class Priority(VersionedModel):
    """A priority, workstream or area: the level at which colours roll up."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="priorities")
    reference = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PriorityQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "title"], name="priority_once_in_a_plan")]
        verbose_name_plural = "priorities"

    def __str__(self) -> str:
        return self.title
