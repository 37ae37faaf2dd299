"""A partner council on a plan, and what its people may do there."""

from __future__ import annotations

from django.db import models

from people.models import Organisation


class PlanPartner(models.Model):
    """`rights`: its people read the plan, or work on it too: are given its actions, post on their own, comment, declare."""

    class Rights(models.TextChoices):
        READ = "read", "Read it, and nothing more"
        CONTRIBUTE = "contribute", "Read it, comment, and work on the actions they are given"

    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="partnerships")
    rights = models.CharField(max_length=10, choices=Rights, default=Rights.CONTRIBUTE)

    class Meta:
        db_table = "plans_plan_partners"  # where the partners have always stood
        unique_together = [("plan", "organisation")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_rights_display()}"
