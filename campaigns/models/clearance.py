"""What may go out in a pre-election period all the same, and by whose word. Rows are added and never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan

from actions.models import Action
from campaigns.guard import PASSING, Publicity, Span, Way, was_late
from plans.models import Election, Plan, PlanPartQuerySet
from plans.periods import in_words

GIVEN_FOR = [one.value for one in Publicity if one not in (Publicity.NOT_SAID, *PASSING)]


def says(column: str) -> GreaterThan:
    """It holds more than blanks."""
    return GreaterThan(Length(Trim(column)), 0)


class ClearanceQuerySet(PlanPartQuerySet):
    scope = "action__plan"

    def standing(self):
        """Those that were not taken back."""
        return self.filter(taken_back=None)

    def in_order(self):
        return self.order_by(F("earliest").asc(nulls_first=True), "pk")


class Clearance(models.Model):
    """That one thing of an action may go out before one election: exempted by the Monitoring Officer, or with a
    spokesperson who is no Member.

    It holds for what the thing then was (`publicity`) and the days it was then set for, and for nothing else. Recorded when
    these had passed (`on`), it holds for what is late until that is given another day.
    `who` is the Monitoring Officer or the spokesperson, by name; `label` tells which of several editions it was.
    """

    WAYS = ((Way.EXEMPTION.value, "Exemption"), (Way.SPOKESPERSON.value, "Non-political spokesperson"))

    # Both go with what they hang on as far as Django knows; the database lets no row of these go.
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="clearances")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="clearances")
    way = models.CharField(max_length=12, choices=WAYS)
    publicity = models.CharField(max_length=15)
    earliest = models.DateField(null=True, blank=True)
    latest = models.DateField(null=True, blank=True)
    label = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=120)
    post = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=500)
    by_name = models.CharField(max_length=120)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=says("who"), name="cleared_by_somebody"),
            models.CheckConstraint(condition=says("reason"), name="cleared_for_a_reason"),
            models.CheckConstraint(condition=Q(publicity__in=GIVEN_FOR), name="cleared_is_publicity"),
            models.CheckConstraint(
                condition=Q(way=Way.EXEMPTION.value)
                | (Q(way=Way.SPOKESPERSON.value, publicity=Publicity.QUOTES_MEMBER.value) & ~Q(post="")),
                name="spokesperson_for_a_member",
            ),
            models.CheckConstraint(
                condition=Q(earliest__isnull=True) | Q(latest__isnull=True) | Q(latest__gte=F("earliest")),
                name="cleared_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.action}"

    @property
    def days(self) -> str:
        """For when it was given, in words."""
        if self.latest is None or not was_late(self.latest, self.on):
            return Span(self.earliest, self.latest).in_words
        late = Span(self.earliest, self.latest, late_on=self.on)
        return f"{late.in_words}, as what was due on {in_words(self.latest)} was late"

    @property
    def plan(self) -> Plan:
        """Whose permissions count: it is the plan's own council that publishes, and its officers who answer for it."""
        return self.action.plan


class TakenBack(models.Model):
    """That a clearance holds no longer, and why."""

    clearance = models.OneToOneField(Clearance, on_delete=models.CASCADE, related_name="taken_back")
    reason = models.CharField(max_length=500)
    by_name = models.CharField(max_length=120)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "taken back"
        constraints = [models.CheckConstraint(condition=says("reason"), name="taken_back_for_a_reason")]

    def __str__(self) -> str:
        return self.reason
