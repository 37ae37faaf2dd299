"""Does e-mail go out? One answer for monitoring (/readyz) and for the administrator's banner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from people.models import MailTransport, OutgoingMail, User
from people.models.mail import OutgoingMailQuerySet
from people.permissions import Verb, organisations_for

LATE_MAIL = timedelta(minutes=15)
LATE_TICK = timedelta(minutes=5)
STARTED = timezone.now()  # until the first tick, the scheduler is given as long as between two of them
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Health:
    """The state of sending at a moment. None: nothing is waiting, or the scheduler has never run."""

    now: datetime
    oldest_unsent: datetime | None
    scheduler_tick: datetime | None
    fault: str
    is_held: bool = False

    @classmethod
    def at(cls, now: datetime) -> Health:
        transport = MailTransport.objects.filter(pk=MailTransport.THE_ONE).first() or MailTransport()
        return cls(
            now,
            OutgoingMail.objects.waiting_since(now),
            transport.swept_at,
            fault_of(transport, now),
            bool(transport.held_since),
        )

    @property
    def is_late(self) -> bool:
        return self.mail_is_late or self.tick_is_late

    @property
    def mail_is_late(self) -> bool:
        return self.oldest_unsent is not None and self.now - self.oldest_unsent > LATE_MAIL

    @property
    def tick_is_late(self) -> bool:
        return self.now - (self.scheduler_tick or STARTED) > LATE_TICK

    @property
    def trouble(self) -> str:
        """One sentence for an administrator; empty where all is well."""
        if self.fault:
            return self.fault
        if self.tick_is_late:
            return "The scheduler has not run for over five minutes, so no reminders go out. Start it again."
        if self.mail_is_late:
            return "E-mail has been waiting for over a quarter of an hour. See that a worker is running."
        return ""


def fault_of(transport: MailTransport, now: datetime) -> str:
    """What keeps all e-mail back, in a sentence.

    A pause that has run out is no sign of health while the mail that is to show it still waits: the fault stands until
    something was sent. With nothing to send nobody can know, and nobody misses anything.
    """
    if transport.held_since:
        return f"Sending of e-mail is on hold: {transport.hold_reason}"
    if transport.is_paused(now) or (transport.failures and OutgoingMail.objects.unsettled().exists()):
        return f"E-mail does not go out at present, and is tried again every minute: {transport.reason}"
    return ""


def mail_administered_by(user: User) -> OutgoingMailQuerySet:
    """The e-mails of the councils the person administers: a role in a further council shows nothing of its mail."""
    mails = OutgoingMail.objects.visible_to(user)
    return mails if user.is_superuser else mails.filter(organisation__in=organisations_for(user, Verb.ADMINISTER))


def not_delivered(user: User, now: datetime) -> int:
    """How many e-mails of the last week, of the councils this person administers, did not arrive."""
    return mail_administered_by(user).not_delivered().filter(created_at__gte=now - RECENT).count()
