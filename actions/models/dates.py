"""The slip ledger: every promised date that gave way to another, and those that wait for a director's word."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models.action import Action
from actions.models.fields import TimingField
from actions.models.occurrence import Occurrence
from people.models import VersionedModel
from plans.models import PlanPartQuerySet
from plans.periods import in_words


class DateChange(models.Model):
    """A promised date that gave way to another, with the reason. Rows are added, never changed.

    `occurrence` is set where one due date of several was moved (`and_later`: with those after it), and not the action's
    own date. `follows`: it moved with the meeting or election it hangs on, which is nobody's slip. `approved_by` is who
    agreed, where the plan's allowance was used up or it makes way for urgent work: then it is none of what is allowed.
    `days_to_close` is how many days the period had left, where that was few enough for directors to be told.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="date_changes")
    occurrence = models.ForeignKey(
        Occurrence, null=True, blank=True, on_delete=models.SET_NULL, related_name="date_changes"
    )
    and_later = models.BooleanField(default=False)
    follows = models.BooleanField(default=False)
    label = models.CharField(max_length=300, blank=True)
    before = TimingField()
    after = TimingField()
    days = models.IntegerField(null=True, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()
    approved_by = models.CharField(max_length=120, blank=True)
    days_to_close = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="date_moved_with_a_reason")]

    def __str__(self) -> str:
        return f"{self.action}: {self.before.as_written} to {self.after.as_written}"

    @property
    def is_of_one_edition(self) -> bool:
        """Of one due date, and not of the action's own date?"""
        return bool(self.label) or self.follows


class DateRequestQuerySet(PlanPartQuerySet):
    scope = "action__plan"

    def waiting(self):
        return self.filter(decided_on__isnull=True)


class DateRequest(VersionedModel):
    """A date asked for beyond the plan's allowance. It changes nothing until somebody else approves it.

    `occurrence` is set where it is for one due date of several (`and_later`: with those after it).
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="date_requests")
    occurrence = models.ForeignKey(
        Occurrence, null=True, blank=True, on_delete=models.SET_NULL, related_name="date_requests"
    )
    and_later = models.BooleanField(default=False)
    timing = TimingField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120)
    on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    is_approved = models.BooleanField(default=False)
    answer = models.TextField(blank=True)

    objects = DateRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="date_asked_for_with_a_reason"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, decided_by="", is_approved=False)
                | (Q(decided_on__isnull=False) & ~Q(decided_by="")),
                name="decided_by_somebody_some_day",
            ),
            models.UniqueConstraint(
                fields=["action"], condition=Q(decided_on__isnull=True), name="one_date_asked_for_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.timing.as_written}"

    @property
    def plan(self):
        """Whose permissions count."""
        return self.action.plan

    def is_assigned_to(self, user) -> bool:
        return self.action.is_assigned_to(user)

    @property
    def standing(self) -> str:
        """The date that stands until it is decided."""
        return in_words(self.occurrence.due) if self.occurrence else self.action.timing.as_written
