"""Sending again after a restore: what may have been sent since the backup is skipped or sent, as a person decides.

The restored register knows nothing of what went out between the backup and its loss. What was waiting then, and what
each teller would have said on the days since, is in doubt. What people have caused since the restore is not, and goes out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from people import audit, outbox
from people.models import User
from people.models.mail import NOT_KEPT, SET_PASSWORD, MailState, MailTransport, OutgoingMail
from people.permissions import Verb, check
from people.tellers import tellers

DAYS = 10  # what was to be told longer ago than a week nobody is told any more
SKIPPED = "Skipped when sending was released: it may have been sent before the register was restored."
NOT_HELD = "Sending is not on hold."


@dataclass(frozen=True)
class Doubtful:
    """One e-mail of which nobody knows whether it was sent, and the day on which it was to be."""

    day: date
    to: str
    kind: str
    subject: str


class _Undone(Exception):  # noqa: N818  it is no error
    pass


def in_doubt(*, today: date) -> list[Doubtful]:
    """What was waiting when the backup was made, and what would have been told from then until today, by day. Nothing is
    changed; empty where sending is not on hold."""
    found: list[Doubtful] = []
    transport = MailTransport.objects.the_one()
    if transport.held_since is None:
        return found

    def look() -> NoReturn:
        for day, mails in doubtful(transport, until=today):
            columns = mails.order_by("pk").values_list("to_address", "kind", "subject")
            found.extend(Doubtful(day, *row) for row in columns)
        raise _Undone

    try:
        with transaction.atomic():
            look()
    except _Undone:
        pass
    return sorted(found, key=lambda one: one.day)


def doubtful(transport: MailTransport, *, until: date) -> Iterator[tuple[date, QuerySet[OutgoingMail]]]:
    """(day, mails) up to that day, those of the tellers queued by the asking; within the caller's transaction."""
    held_since = transport.held_since or timezone.now()
    waiting = OutgoingMail.objects.unsettled().filter(created_at__lte=held_since)
    for day in sorted({timezone.localdate(at) for at in waiting.values_list("created_at", flat=True)}):
        if day <= until:
            yield day, waiting.filter(created_at__date=day)
    day = max(timezone.localdate(held_since), until - timedelta(days=DAYS))
    while day <= until:
        yield day, told_on(day)
        day += timedelta(days=1)


def told_on(day: date) -> QuerySet[OutgoingMail]:
    """Have every teller say what was to be said that day; the mails of it."""
    last = OutgoingMail.objects.aggregate(last=Max("pk"))["last"] or 0
    for teller in tellers:
        teller.tell(day)
    theirs = Q()
    for key in {key for teller in tellers for key in teller.keys}:
        theirs |= Q(key__startswith=key)
    return OutgoingMail.objects.filter(theirs, pk__gt=last)


@transaction.atomic
def release(*, by: User | None, skip_before: date | None, name: str = "") -> int:
    """Let e-mail go out again; how many were skipped. With `skip_before`, what is in doubt and was to go out on a day
    before it is not sent, and counts as told; without, all is sent, or sent again.

    Raises:
        PermissionDenied: the person is not the administrator of the installation.
        ValidationError: sending is not on hold.
    """
    if by:
        check(by, Verb.INSTALL)
    transport = MailTransport.objects.select_for_update().get(pk=MailTransport.objects.the_one().pk)
    if transport.held_since is None:
        raise ValidationError(NOT_HELD)
    skipped = 0
    if skip_before:
        for _, mails in doubtful(transport, until=skip_before - timedelta(days=1)):
            skipped += skip(mails)
    before, after = {"held": transport.hold_reason}, {"skipped": skipped, "before": skip_before}
    transport.release()
    audit.record("released sending", transport, by=by, name=name, organisation=None, before=before, after=after)
    outbox.ring()
    return skipped


def skip(mails: QuerySet[OutgoingMail]) -> int:
    mails.filter(kind=SET_PASSWORD).update(text_body=NOT_KEPT, html_body="")
    return mails.update(state=MailState.WITHHELD, lease_until=None, retry_at=None, reason=SKIPPED)
