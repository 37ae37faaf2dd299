"""Communicating in an emergency: it waits for nobody's approval, and is reported afterwards."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from campaigns.models.channel import Channel
from people.models import Organisation, ScopedQuerySet, VersionedModel
from plans.models import Plan


class EmergencyQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def to_be_reported(self) -> Self:
        """Over, and nobody has reported what was said."""
        return self.filter(closed_at__isnull=False, reported_at=None)

    def in_order(self) -> Self:
        """Open ones first, then those that are owed a report, then the others; of each the latest first."""
        state = models.Case(models.When(closed_at=None, then=0), models.When(reported_at=None, then=1), default=2)
        return self.alias(state=state).order_by("state", "-opened_at", "-pk")


class Emergency(VersionedModel):
    """One emergency. Who leads is asked first: what a council may say hangs on it.

    `said` and `lessons` are the report, which is owed from the moment it is closed. The plan is `for_plan`: who may see an
    emergency hangs on its council alone, never on a plan's partners.
    """

    class Lead(models.TextChoices):
        COUNCIL = "council", "This council"
        POLICE = "police", "The police"
        FIRE = "fire", "The fire and rescue service"
        AMBULANCE = "ambulance", "The ambulance service"
        COASTGUARD = "coastguard", "The coastguard"
        ENVIRONMENT = "environment", "The Environment Agency"
        HEALTH = "health", "The NHS or the UK Health Security Agency"
        OTHER = "other", "Another authority"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="emergencies")
    lead = models.CharField(max_length=12, choices=Lead)
    lead_name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    what_happened = models.TextField(blank=True)
    messages = models.TextField(blank=True)
    for_plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.SET_NULL, related_name="emergencies")
    channels = models.ManyToManyField(Channel, blank=True, related_name="emergencies")
    team = models.CharField(max_length=100, blank=True)
    hours = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by_name = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=120, blank=True)
    said = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by_name = models.CharField(max_length=120, blank=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "emergencies"
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="emergency_has_a_title"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by_name="")
                | (Q(closed_at__isnull=False, closed_at__gte=F("opened_at")) & ~Q(closed_by_name="")),
                name="emergency_is_closed_by_somebody_after_it_opened",
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True, said="", lessons="", reported_by_name="")
                | (
                    Q(reported_at__isnull=False, closed_at__isnull=False)
                    & ~Q(said="")
                    & ~Q(lessons="")
                    & ~Q(reported_by_name="")
                ),
                name="emergency_is_reported_in_words_after_it_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_owed_a_report(self) -> bool:
        return self.closed_at is not None and self.reported_at is None

    @property
    def state_in_words(self) -> str:
        if self.closed_at is None:
            return "Open"
        return "Still to be reported" if self.reported_at is None else "Reported"


class Statement(models.Model):
    """What was said, when, by whom, by which channel and to whom. Rows are added; the database lets nobody change them.

    A sign-in that is removed must not change them either, so who said it is kept by name.
    """

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="statements")
    words = models.TextField()
    channel = models.CharField(max_length=200, blank=True)
    to = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="statement_says_something")]

    def __str__(self) -> str:
        return f"{self.emergency}: {self.words}"


class Reopening(models.Model):
    """That an emergency which had been closed was opened again: when it was closed and by whom, and who opened it again,
    when and why. Rows are added; the database lets nobody change them, so no closing is lost from the record.
    """

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="reopenings")
    closed_at = models.DateTimeField()
    closed_by_name = models.CharField(max_length=120)
    reason = models.TextField()
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="opened_again_for_a_reason"),
            models.CheckConstraint(condition=Q(at__gte=F("closed_at")), name="opened_again_after_it_was_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.emergency}, opened again: {self.reason}"
