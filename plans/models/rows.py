"""What the rows of every section of a plan have in common: a plan, a place in its order, a version."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from people.models import VersionedModel
from plans.models.plan import Plan, PlanPartQuerySet


class RowQuerySet(PlanPartQuerySet):
    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class PlanRow(VersionedModel):
    """One row of a section of a plan. Which fields it shows, and under which heading, is said in `sections`.

    A subclass names its `plan` by `of_plan`, and in `owned` the rows that are part of it and go where it goes.
    """

    owned: tuple[str, ...] = ()
    if TYPE_CHECKING:
        plan: Any
        plan_id: int

    position = models.PositiveIntegerField(default=0, editable=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True

    def figure_in_words(self, figure: Decimal) -> str:
        """A figure as a person reads it; whoever counts in a unit says so."""
        return f"{figure.normalize():f}"


def of_plan(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(Plan, on_delete=models.CASCADE, related_name=related_name)
