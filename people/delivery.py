"""What the mail page says at a glance, and the rows behind each of its figures: both by the same rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max, Min, Q

from people.health import RECENT, Health, mail_administered_by
from people.models import OutgoingMail, User
from people.models.mail import NOT_DELIVERED_STATES, OPEN_STATES, TEST, MailState

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Selection:
    """Rows that can be asked for by `?show=`; `empty` is said where there are none."""

    heading: str
    empty: str
    rule: Callable[[datetime], Q]


SELECTIONS = {
    "not-delivered": Selection(
        "Not delivered",
        "Nothing here: no e-mail has failed so far.",
        lambda now: Q(state__in=NOT_DELIVERED_STATES),
    ),
    "not-delivered-7-days": Selection(
        "Not delivered in the last 7 days",
        "No e-mail of the last 7 days has failed.",
        lambda now: Q(state__in=NOT_DELIVERED_STATES, created_at__gte=now - RECENT),
    ),
    "waiting": Selection("Waiting", "No e-mail is waiting to be sent.", lambda now: Q(state__in=OPEN_STATES)),
    "sent-24-hours": Selection(
        "Sent in the last 24 hours",
        "No e-mail was sent in the last 24 hours.",
        lambda now: Q(state=MailState.SENT, sent_at__gte=now - DAY),
    ),
    "sent-7-days": Selection(
        "Sent in the last 7 days",
        "No e-mail was sent in the last 7 days.",
        lambda now: Q(state=MailState.SENT, sent_at__gte=now - RECENT),
    ),
    "tests": Selection("Test e-mails", "No test e-mail has been sent.", lambda now: Q(kind=TEST)),
    "all": Selection("Every e-mail", "No e-mail has been written yet.", lambda now: Q()),
}
FIRST = "not-delivered"
COUNTED = ("waiting", "sent-24-hours", "sent-7-days", "not-delivered-7-days")


@dataclass(frozen=True)
class Delivery:
    """Figures of the person's councils; health, way out and last sending of the whole installation."""

    health: Health
    figures: list[tuple[str, str, int]]  # name in `?show=`, heading, number
    oldest_waiting: datetime | None
    last_sent: datetime | None
    way_out: str

    @classmethod
    def seen_by(cls, user: User, now: datetime) -> Delivery:
        """Four queries, whatever has been sent; one more where a fault has lately been seen."""
        counts = {name.replace("-", "_"): Count("pk", filter=SELECTIONS[name].rule(now)) for name in COUNTED}
        oldest = Min("created_at", filter=SELECTIONS["waiting"].rule(now))
        found = mail_administered_by(user).aggregate(oldest=oldest, **counts)
        figures = [(name, SELECTIONS[name].heading, found[name.replace("-", "_")]) for name in COUNTED]
        last_sent = OutgoingMail.objects.filter(state=MailState.SENT).aggregate(at=Max("sent_at"))["at"]
        return cls(Health.at(now), figures, found["oldest"], last_sent, way_out())


def way_out() -> str:
    """Which way mail leaves, in a sentence without anything secret."""
    if settings.EMAIL_BACKEND == "people.notify.EmailBackend":
        return f"By GOV.UK Notify, at {urlsplit(settings.NOTIFY_URL).hostname}."
    if "smtp" in settings.EMAIL_BACKEND:
        encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
        how = "encrypted" if encrypted else "not encrypted"
        return f"By the mail server {settings.EMAIL_HOST}, port {settings.EMAIL_PORT}, {how}."
    if "filebased" in settings.EMAIL_BACKEND:
        return "Into files on this machine, so nobody receives it. Whoever runs the site can name a mail server."
    return f"By {settings.EMAIL_BACKEND}."
