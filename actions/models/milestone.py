"""Key milestones: points on the way that a plan names, lettered A, B, C under a priority."""

from __future__ import annotations

from datetime import date

from django.db import models

from actions.models.fields import TimingField
from plans.models import Plan, PlanRow, Priority


class Milestone(PlanRow):
    """A key milestone of a priority, or of the plan. (A milestone on the way of one action is one of its occurrences.)

    Its date is kept as written; it ends when it is reached.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="milestones")
    priority = models.ForeignKey(
        Priority, verbose_name="Priority", null=True, blank=True, on_delete=models.SET_NULL, related_name="milestones"
    )
    letter = models.CharField("Letter", max_length=5, blank=True)
    title = models.CharField("Key milestone", max_length=500)
    timing = TimingField("Date")
    reached_on = models.DateField("Reached on", null=True, blank=True)

    is_late = False  # as at the day a page is drawn for

    def __str__(self) -> str:
        return self.title

    @property
    def deadline(self) -> date | None:
        """The last day of its date; None where it recurs, or no date is known."""
        return None if self.timing.recurrence else self.timing.latest

    def is_overdue(self, on: date) -> bool:
        return self.reached_on is None and self.deadline is not None and self.deadline < on
