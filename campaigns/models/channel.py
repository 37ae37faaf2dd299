"""The ways by which a council speaks: its magazine, its website, its noticeboards."""

from django.db import models

from people.models import Officer
from plans.models import PlanRow
from plans.models.rows import of_plan


class Channel(PlanRow):
    """A channel of a plan. `capacity` is how many things it can carry in a week; None: nobody has said.

    Papers list channels and forget who looks after them, so `owner` is asked for wherever a channel is used.
    """

    class Reach(models.TextChoices):
        PUBLIC = "public", "The public"
        INTERNAL = "internal", "Staff and Members"

    plan = of_plan("channels")
    name = models.CharField("Channel", max_length=200)
    reach = models.CharField("Whom it reaches", max_length=10, choices=Reach, default=Reach.PUBLIC)
    frequency = models.CharField(
        "How often", max_length=100, blank=True, help_text="As you would say it: quarterly, every month, as needed."
    )
    owner = models.ForeignKey(
        Officer,
        verbose_name="Who looks after it",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="channels",
    )
    capacity = models.PositiveSmallIntegerField(
        "Things it can carry in a week", null=True, blank=True, help_text="The planner says where there are more."
    )

    def __str__(self) -> str:
        return self.name
