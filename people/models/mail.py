"""The outbox: one row for each e-mail, written with its cause and kept until a person can see what became of it.

The database is the queue and everything else is a doorbell. Rows are inserted by `people.outbox.queue`, moved on by
`people.outbox.drain`, and never edited by hand.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce, Concat

from people.models.scoping import ScopedQuerySet

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 8


class MailState(models.TextChoices):
    QUEUED = "queued", "Waiting to be sent"
    CLAIMED = "claimed", "Being sent"
    SENT = "sent", "Sent"
    RETRY = "retry", "To be tried again"
    FAILED = "failed", "Not delivered"
    WITHHELD = "withheld", "Withheld, no longer needed"
    EXPIRED = "expired", "Too late to send"
    UNCERTAIN = "uncertain", "May have arrived, to be tried once more"


OPEN_STATES = (MailState.QUEUED, MailState.CLAIMED, MailState.RETRY, MailState.UNCERTAIN)
POSTPONED_STATES = (MailState.RETRY, MailState.UNCERTAIN)
NOT_DELIVERED_STATES = (MailState.FAILED, MailState.EXPIRED)
SET_PASSWORD = "set-password"  # noqa: S105  the kind of mail that holds a way in
TEST = "test"
NOT_KEPT = "This e-mail held a link to choose a password, which is not kept."


def message_id_for(key: str, host: str) -> str:
    """The Message-ID of the mail with this key: the same for every try, so that a repeat can be recognised."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()}@{host}>"


class OutgoingMailQuerySet(ScopedQuerySet):
    def unsettled(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def due(self, now: datetime) -> Self:
        """What may be tried now. The constraints below let two columns speak for the states they belong to."""
        return self.unsettled().filter(
            Q(retry_at=None) | Q(retry_at__lte=now),
            Q(lease_until=None) | Q(lease_until__lte=now),
            Q(expires_at=None) | Q(expires_at__gt=now),
        )

    def while_sending_is_allowed(self) -> Self:
        return self.filter(~models.Exists(MailTransport.objects.filter(held_since__isnull=False)))

    def not_delivered(self) -> Self:
        return self.filter(state__in=NOT_DELIVERED_STATES)

    def waiting_since(self, now: datetime) -> datetime | None:
        """Since when the longest-waiting due mail could have been sent; None when nothing is due."""
        became_due = Coalesce("retry_at", "lease_until", "created_at")
        return self.due(now).aggregate(since=models.Min(became_due))["since"]

    def count_by_state(self) -> dict[str, int]:
        """{state: number} with every state present."""
        found = dict(self.order_by().values_list("state").annotate(number=Count("id")))
        return {state: found.get(state, 0) for state in MailState.values}

    def claim(self, mail: "OutgoingMail", *, now: datetime) -> bool:
        """Take `mail` for LEASE if it still is as it was read; False when somebody else was quicker or sending is held.

        Compare-and-set, because `select_for_update(skip_locked=True)` silently does nothing on SQLite. The try is
        counted here and not afterwards, so that a mail that kills its sender cannot be tried for ever.
        """
        as_read = self.filter(pk=mail.pk, state=mail.state, attempts=mail.attempts)
        claimed = {"state": MailState.CLAIMED, "lease_until": now + LEASE, "retry_at": None}
        with transaction.atomic(durable=True):
            won = as_read.due(now).while_sending_is_allowed().update(attempts=F("attempts") + 1, **claimed)
        if won:
            mail.attempts += 1
            for column, value in claimed.items():
                setattr(mail, column, value)
        return bool(won)

    def settle(self, mail: "OutgoingMail", state: MailState, **columns: Any) -> bool:
        """Write what became of a claimed mail, committed on return; False when its lease has passed to another.

        A row that the sweeper has put back, but nobody has claimed since, still is ours: its attempts tell.
        """
        ours = self.filter(pk=mail.pk, attempts=mail.attempts, state__in=(MailState.CLAIMED, MailState.QUEUED))
        values = {"state": state, "lease_until": None, "retry_at": None, **columns}
        if mail.kind == SET_PASSWORD and state not in OPEN_STATES:
            values |= {"text_body": NOT_KEPT, "html_body": ""}
        with transaction.atomic(durable=True):
            return bool(ours.update(**values))

    def free_lapsed(self, now: datetime) -> tuple[int, int]:
        """Put mails whose sender died back in the queue: (freed, given up after MAX_ATTEMPTS)."""
        lapsed = self.filter(state=MailState.CLAIMED, lease_until__lte=now)
        given_up = lapsed.filter(attempts__gte=MAX_ATTEMPTS).update(
            state=MailState.FAILED, lease_until=None, reason=f"Sending was cut short {MAX_ATTEMPTS} times."
        )
        return lapsed.update(state=MailState.QUEUED, lease_until=None), given_up

    def expire(self, now: datetime) -> int:
        """Close what was not sent before its `expires_at`, keeping the last words of the server."""
        late = self.filter(state__in=(MailState.QUEUED, *POSTPONED_STATES), expires_at__lte=now)
        too_late = "It could not be sent in time."
        with_last_words = Concat(Value(f"{too_late} Last answer: "), F("reason"), output_field=models.TextField())
        reason = Case(When(reason="", then=Value(too_late)), default=with_last_words, output_field=models.TextField())
        return late.update(state=MailState.EXPIRED, retry_at=None, reason=reason)


class OutgoingMail(models.Model):
    """One e-mail to one person. `key` names what it is about, so that queueing it again changes nothing."""

    State = MailState

    key = models.CharField(max_length=200, unique=True)
    kind = models.SlugField(max_length=50, db_index=False)
    organisation = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="outgoing_mails"
    )
    to_address = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    text_body = models.TextField()
    html_body = models.TextField(blank=True)
    message_id = models.CharField(max_length=330)
    unsubscribe_url = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="mail_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at__isnull=True)),
                name="mail_sent_has_sent_at",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.CLAIMED, lease_until__isnull=False)
                | (~Q(state=MailState.CLAIMED) & Q(lease_until__isnull=True)),
                name="mail_claimed_has_lease_until",
            ),
            models.CheckConstraint(
                condition=Q(state__in=POSTPONED_STATES, retry_at__isnull=False)
                | (~Q(state__in=POSTPONED_STATES) & Q(retry_at__isnull=True)),
                name="mail_postponed_has_retry_at",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(MailState.QUEUED, MailState.CLAIMED, MailState.SENT)) | ~Q(reason=""),
                name="mail_undelivered_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} mail {self.pk} ({self.state})"


class MailTransportManager(models.Manager["MailTransport"]):
    def the_one(self) -> "MailTransport":
        return self.get_or_create(pk=MailTransport.THE_ONE)[0]


class MailTransport(models.Model):
    """The way out to the mail server, a single row: whether it works, and whether a person has put sending on hold.

    A fault of the server or of its settings pauses this row and leaves the mails alone.
    """

    THE_ONE = 1
    PROBE_EVERY = timedelta(minutes=1)

    paused_until = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0)
    held_since = models.DateTimeField(null=True, blank=True)
    hold_reason = models.TextField(blank=True)
    swept_at = models.DateTimeField(null=True, blank=True)

    objects = MailTransportManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="mailtransport_is_one_row"),
            models.CheckConstraint(
                condition=Q(paused_until__isnull=True, reason="", failures=0)
                | (Q(paused_until__isnull=False, failures__gt=0) & ~Q(reason="")),
                name="mailtransport_paused_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(held_since__isnull=True, hold_reason="")
                | (Q(held_since__isnull=False) & ~Q(hold_reason="")),
                name="mailtransport_held_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.hold_reason or self.reason or "working"

    def is_paused(self, now: datetime) -> bool:
        """For the banner: whether no mail goes out now because of a fault of the server or of its settings."""
        return self.paused_until is not None and self.paused_until > now

    def may_open(self, now: datetime) -> bool:
        """Whether a new connection may be opened. After a fault only one sender may, and then none for PROBE_EVERY."""
        if self.paused_until is None:
            return True
        if self.paused_until > now:
            return False
        as_read = MailTransport.objects.filter(pk=self.pk, paused_until=self.paused_until)
        return bool(as_read.update(paused_until=now + self.PROBE_EVERY))

    def pause(self, until: datetime, *, reason: str) -> None:
        MailTransport.objects.filter(pk=self.pk).update(paused_until=until, reason=reason, failures=F("failures") + 1)

    def resume(self) -> None:
        MailTransport.objects.filter(pk=self.pk, failures__gt=0).update(paused_until=None, reason="", failures=0)

    def tick(self, now: datetime) -> None:
        """Note that the scheduler had the outbox swept: a scheduler that has died is known by its silence."""
        MailTransport.objects.filter(pk=self.pk).update(swept_at=now)

    def hold(self, now: datetime, *, reason: str) -> None:
        """Stop all sending until `release`, as after a restore: yesterday's queue may have been sent since."""
        MailTransport.objects.filter(pk=self.pk).update(held_since=now, hold_reason=reason)

    def release(self) -> None:
        MailTransport.objects.filter(pk=self.pk).update(held_since=None, hold_reason="")
