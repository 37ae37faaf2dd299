"""Who does which part of an action."""

from django.db import models
from django.db.models import Q

from actions.models.action import Action
from people.models import Officer
from plans.models import PlanPartQuerySet


class AssignmentQuerySet(PlanPartQuerySet):
    scope = "action__plan"

    def in_order(self):
        return self.order_by("-is_accountable", "pk")


class Assignment(models.Model):
    """One part and who does it. Without an officer it is a post nobody has been named to: `as_written` says which."""

    class Part(models.TextChoices):
        DELIVERS = "delivers", "delivers"
        PREPARES = "prepares", "prepares"
        COORDINATES = "coordinates", "coordinates"
        DISTRIBUTES = "distributes", "distributes"
        CONSULTED = "consulted", "is consulted"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="assignments")
    officer = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    as_written = models.CharField(max_length=300, blank=True)
    part = models.CharField(max_length=15, choices=Part, default=Part.DELIVERS)
    note = models.CharField(max_length=300, blank=True)
    is_accountable = models.BooleanField(default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(is_accountable=True), name="one_accountable_an_action"
            ),
            models.CheckConstraint(
                condition=Q(officer__isnull=False) | ~Q(as_written=""), name="assignment_names_somebody"
            ),
            models.CheckConstraint(
                condition=Q(officer__isnull=False) | Q(is_accountable=False), name="accountable_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_part_display()}"

    @property
    def name(self) -> str:
        return self.officer.name if self.officer else self.as_written
