"""The ledger of what each person has been told, which is what makes telling them twice impossible."""

from django.db import models

from actions.models.action import Action
from actions.models.occurrence import Occurrence
from people.models import Officer, OutgoingMail


class Reminder(models.Model):
    """One thing one officer has been told: what they were held to (`key`) and at which rung of the ladder.

    `key` names an occurrence with its due date, a date to be set by a day, a silence, a post to be named, or a call
    for updates. Superseded rungs (an earlier one, lacking when a later was sent) are kept without a mail.
    """

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="reminders")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="reminders")
    occurrence = models.ForeignKey(
        Occurrence, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders"
    )
    key = models.CharField(max_length=80)
    rung = models.CharField(max_length=15)
    due = models.DateField()
    mail = models.ForeignKey(OutgoingMail, null=True, on_delete=models.PROTECT, related_name="reminders")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "key", "rung"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.officer}: {self.action} ({self.rung})"
