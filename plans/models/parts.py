"""Whom a plan speaks to and what it tells them: audiences, stakeholders, key messages."""

from django.db import models

from plans.models.plan import Plan
from plans.models.rows import PlanRow, of_plan


class Audience(PlanRow):
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="audiences")
    name = models.CharField("Audience", max_length=120)
    needs = models.TextField(
        "Needs",
        blank=True,
        help_text="What to mind when speaking to them: large print, plain English, a British Sign Language film.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="audience_once_in_a_plan")]

    def __str__(self) -> str:
        return self.name


class Stakeholder(PlanRow):
    """Somebody with an interest in the plan or influence on it, in the quarter of the map where they stand."""

    class Group(models.TextChoices):
        KEY_PLAYERS = "key_players", "Key players"
        KEEP_SATISFIED = "keep_satisfied", "Keep satisfied"
        KEEP_INFORMED = "keep_informed", "Keep informed"
        MONITOR = "monitor", "Monitor"

    plan = of_plan("stakeholders")
    name = models.CharField("Stakeholder", max_length=200)
    group = models.CharField(
        "Where on the map",
        max_length=20,
        choices=Group,
        default=Group.KEY_PLAYERS,
        help_text="Key players have much interest and much influence. Keep satisfied: influence. Keep informed: interest.",
    )
    reached_by = models.CharField("How they are reached", max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class KeyMessage(PlanRow):
    """A message, held until it is wanted or in use."""

    class Use(models.TextChoices):
        HELD = "held", "Held until wanted"
        IN_USE = "in_use", "In use"

    plan = of_plan("key_messages")
    text = models.CharField("Message", max_length=500)
    audience = models.ForeignKey(
        Audience, verbose_name="Audience", null=True, blank=True, on_delete=models.SET_NULL, related_name="key_messages"
    )
    use = models.CharField("Use", max_length=10, choices=Use, default=Use.IN_USE)

    def __str__(self) -> str:
        return self.text
