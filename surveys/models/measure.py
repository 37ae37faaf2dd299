"""How we will know that a plan is a success."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from people.models import VersionedModel
from plans.models import Audience, Plan, PlanPartQuerySet

PER_CENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


class MeasureQuerySet(PlanPartQuerySet):
    def in_order(self):
        return self.order_by("position", "pk")


class Measure(VersionedModel):
    """A share of an audience, in per cent, that is to be reached. Between floor and target it is amber."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="measures")
    audience = models.ForeignKey(Audience, null=True, blank=True, on_delete=models.SET_NULL, related_name="measures")
    statement = models.CharField(max_length=300)
    target = models.DecimalField(max_digits=5, decimal_places=2, validators=PER_CENT)
    floor = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, validators=PER_CENT)
    position = models.PositiveSmallIntegerField(default=0)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(floor__isnull=True) | models.Q(floor__lt=models.F("target")),
                name="floor_below_target",
            )
        ]

    def __str__(self) -> str:
        return self.statement
