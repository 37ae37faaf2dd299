"""The days on which an action is due, and every date that was promised before."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from actions.event_words import Key
from actions.models.action import Action
from actions.models.update import ProgressUpdate
from plans.models import Election, Meeting, PlanPartQuerySet


class OccurrenceQuerySet(PlanPartQuerySet):
    scope = "action__plan"

    def in_order(self):
        return self.order_by("due", "pk")

    def open(self):
        """Neither delivered nor let go."""
        return self.filter(delivered_on__isnull=True, missed_on__isnull=True)


class Occurrence(models.Model):
    """One due date of an action: a one-off has one, a recurring or event-relative action one a period or meeting.

    `first_due` is the day first agreed, kept for ever. `label` tells the editions apart ("Q3"). `shift` is by how many
    days this one was moved against what its period or meeting asks for, so that it still follows the meeting.
    It ends delivered (`delivered_with`: by the update that ticked it off), or missed with the reason. A milestone
    (`is_milestone`) is a due date on the way, which stands by itself whatever the action's own date says.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="occurrences")
    label = models.CharField(max_length=300, blank=True)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="occurrences")
    election = models.ForeignKey(Election, null=True, blank=True, on_delete=models.SET_NULL, related_name="occurrences")
    due = models.DateField()
    first_due = models.DateField()
    delivered_on = models.DateField(null=True, blank=True)
    delivered_by = models.CharField(max_length=120, blank=True)
    delivered_with = models.ForeignKey(
        ProgressUpdate, null=True, blank=True, on_delete=models.SET_NULL, related_name="delivered"
    )
    is_milestone = models.BooleanField(default=False)
    shift = models.IntegerField(default=0)
    missed_on = models.DateField(null=True, blank=True)
    missed_by = models.CharField(max_length=120, blank=True)
    missed_because = models.CharField(max_length=300, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_on__isnull=True, delivered_by="")
                | (Q(delivered_on__isnull=False) & ~Q(delivered_by="")),
                name="delivered_by_somebody_some_day",
            ),
            models.CheckConstraint(
                condition=Q(missed_on__isnull=True, missed_by="", missed_because="")
                | (Q(missed_on__isnull=False, delivered_on__isnull=True) & ~Q(missed_by="") & ~Q(missed_because="")),
                name="missed_for_a_reason_and_not_delivered",
            ),
            models.UniqueConstraint(
                fields=["action", "label", "first_due", "due", "is_milestone"], name="occurrence_once"
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True) | Q(election__isnull=True), name="occurrence_of_one_event"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due"], condition=Q(delivered_on__isnull=True, missed_on__isnull=True), name="open_by_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.label}" if self.label else str(self.action)

    @property
    def plan(self):
        """Whose permissions count."""
        return self.action.plan

    def is_assigned_to(self, user) -> bool:
        return self.action.is_assigned_to(user)

    @property
    def event(self) -> Key | None:
        """What it hangs on."""
        if self.meeting_id:
            return "meeting", self.meeting_id
        return ("election", self.election_id) if self.election_id else None

    @event.setter
    def event(self, key: Key | None) -> None:
        kind, pk = key or ("", 0)
        self.meeting_id = pk if kind == "meeting" else None
        self.election_id = pk if kind == "election" else None
