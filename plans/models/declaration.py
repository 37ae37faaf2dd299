"""A colour that a director declares for a plan or a priority, with the reason. Rows are added, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models.aims import Priority
from plans.models.plan import Plan, PlanPartQuerySet
from plans.rag import MEANINGS

COLOURS = [(meaning.rag, meaning.label) for meaning in MEANINGS.values()]


class DeclarationQuerySet(PlanPartQuerySet):
    def known_on(self, day):
        """Those of that day or before, oldest first."""
        return self.filter(on__lte=day).order_by("on", "pk")


class Declaration(models.Model):
    """A declared colour. Without a priority it is the plan's own."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="declarations")
    priority = models.ForeignKey(Priority, null=True, blank=True, on_delete=models.CASCADE, related_name="declarations")
    rag = models.CharField(max_length=15, choices=COLOURS)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="declared_with_a_reason")]
        indexes = [models.Index(fields=["plan", "on"])]

    def __str__(self) -> str:
        return f"{self.priority or self.plan}: {self.get_rag_display()}"
