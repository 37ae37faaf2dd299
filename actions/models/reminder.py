"""The ledger of what each person has been told, which is what makes telling them twice impossible."""

from datetime import datetime

from django.db import models

from actions.models.action import Action
from actions.models.occurrence import Occurrence
from people.models import Officer, OutgoingMail
from people.models.mail import NOT_DELIVERED_STATES


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def not_delivered(self, *, since: datetime) -> list["Reminder"]:
        """Those whose e-mail, written since, did not arrive: one for each e-mail, the newest first. One query."""
        lost = self.filter(mail__state__in=NOT_DELIVERED_STATES, mail__created_at__gte=since)
        found = lost.select_related("officer", "mail").order_by("-mail__created_at", "-pk")
        return list({reminder.mail_id: reminder for reminder in found}.values())


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

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "key", "rung"], name="told_once")]
        indexes = [models.Index(fields=["key"], name="told_by_key")]

    def __str__(self) -> str:
        return f"{self.officer}: {self.action} ({self.rung})"
