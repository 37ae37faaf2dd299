"""What a plan is for: its contribution to the council's objectives, its own objectives, its priorities and decisions."""

from django.db import models

from plans.models.parts import Audience
from plans.models.plan import Plan
from plans.models.rows import PlanRow, of_plan


class Contribution(PlanRow):
    """An objective or promise of the council, and what this plan does for it."""

    plan = of_plan("contributions")
    objective = models.CharField("Corporate objective", max_length=200)
    contribution = models.TextField("What this plan contributes", blank=True)

    def __str__(self) -> str:
        return self.objective


class Objective(PlanRow):
    """What the plan is to bring about, for one audience or for the plan as a whole. Measures show whether it did."""

    plan = of_plan("objectives")
    reference = models.CharField("Number", max_length=20, blank=True)
    statement = models.TextField("Objective", max_length=1000)
    audience = models.ForeignKey(
        Audience, verbose_name="Audience", null=True, blank=True, on_delete=models.SET_NULL, related_name="objectives"
    )

    def __str__(self) -> str:
        return self.statement


class ReviewMethod(PlanRow):
    """A way in which the plan is reviewed: a survey, a report to a board."""

    plan = of_plan("review_methods")
    method = models.CharField("How it is reviewed", max_length=300)

    def __str__(self) -> str:
        return self.method


class Priority(PlanRow):
    """A priority, workstream or area: the level at which colours roll up."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="priorities")
    reference = models.CharField("Number", max_length=20, blank=True)
    title = models.CharField("Title", max_length=300)
    description = models.TextField("Description", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "reference", "title"], name="priority_once_in_a_plan")]
        verbose_name_plural = "priorities"

    def __str__(self) -> str:
        return self.title

    @property
    def numbered(self) -> str:
        return f"{self.reference}. {self.title}" if self.reference else self.title


class Decision(PlanRow):
    """A key or significant decision that could arise, and whether it stands in the forward plan."""

    class Known(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_SAID = "", "Not said"

    plan = of_plan("decisions")
    priority = models.ForeignKey(
        Priority, verbose_name="Priority", null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    reference = models.CharField("Number", max_length=20, blank=True)
    title = models.CharField("Key or significant decision", max_length=500)
    maker = models.CharField("Who decides", max_length=200, blank=True)
    in_forward_plan = models.CharField(
        "Already in the forward plan?", max_length=3, choices=Known, default=Known.NOT_SAID, blank=True
    )
    expected = models.CharField(
        "When", max_length=100, blank=True, help_text="As you would write it: June 2026, Cabinet 12 May."
    )

    def __str__(self) -> str:
        return self.title
