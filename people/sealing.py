"""Sealing the audit trail: what has been committed is listed and chained by a sealer of its own, so that no writer waits.

A seal lists its events one by one, so it does not matter that an event may be committed after one of a higher id: it
is sealed by a later run. (docs/adr/0033)
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction

from people.models import AuditEvent, AuditSeal
from people.trail import BEGINNING, DETAILS, FACTS, digest_of, leaf_of, listed, new_salt, read_list, seal_of

AT_ONCE = 1000  # events a transaction
LATE = timedelta(hours=1)  # how long a transaction may have been open that wrote an event
WINDOW = 2 * LATE  # what stood below the seals of then is all sealed

logger = logging.getLogger(__name__)


def seal(now: datetime, *, everything: bool = False) -> int:
    """Seal what is not sealed yet, oldest first, and return how many events that were.

    Run twice at once, one of the two gives way. `everything`: look through the whole trail, and not what is younger
    than the seals of two hours ago.
    """
    floor, count = 0 if everything else settled_by(now - WINDOW), 0
    while True:
        try:
            last, number = seal_some(now, floor)
        except IntegrityError:
            logger.info("another sealer is at work")
            return count
        count += number
        if number < AT_ONCE:
            return count
        floor = last


def settled_by(moment: datetime) -> int:
    """An id below which everything was sealed by then."""
    seals = AuditSeal.objects.filter(made_at__lt=moment).order_by("-made_at", "-pk")
    return seals.values_list("last_event", flat=True).first() or 0


@transaction.atomic
def seal_some(now: datetime, floor: int) -> tuple[int, int]:
    """Seal the first events above an id, each organisation's under its own seal: (the last of them, how many).

    Raises:
        IntegrityError: another sealer was quicker.
    """
    give_digests(floor)
    sealed = sealed_above(floor)
    above = AuditEvent.objects.filter(pk__gt=floor).in_chunks()
    pks = list(islice((event["pk"] for event in above if event["pk"] not in sealed), AT_ONCE))
    found = list(AuditEvent.objects.filter(pk__in=pks).in_chunks(*FACTS, "at", "digest"))
    # First the heads, then again what is sealed: whoever seals any of it after that has taken the number we want.
    heads = {organisation: head_of(organisation) for organisation in {event["organisation_id"] for event in found}}
    sealed = sealed_above(floor) if found else sealed
    for organisation, head in heads.items():
        theirs = [one for one in found if one["organisation_id"] == organisation and one["pk"] not in sealed]
        if theirs:
            add_seal(organisation, head, theirs, now)
    return (found[-1]["pk"] if found else floor), len(found)


def give_digests(floor: int) -> None:
    """To events that have none: an older version still wrote them after the database was brought up to date."""
    for event in AuditEvent.objects.filter(pk__gt=floor, digest="").in_chunks(*DETAILS):
        salt = new_salt()
        AuditEvent.objects.filter(pk=event["pk"]).update(salt=salt, digest=digest_of(salt, event))


def sealed_above(floor: int) -> set[int]:
    lists = AuditSeal.objects.filter(last_event__gt=floor).in_chunks("events")
    return {pk for one in lists for pk in read_list(one["events"])}


def head_of(organisation: int | None) -> AuditSeal | None:
    return AuditSeal.objects.filter(organisation=organisation).order_by("-number").first()


def add_seal(organisation: int | None, head: AuditSeal | None, events: Iterable[dict[str, Any]], now: datetime) -> None:
    leaves = {event["pk"]: leaf_of(event) for event in events}
    number, text = (head.number if head else 0) + 1, listed(leaves)
    sha256 = seal_of(head.sha256 if head else BEGINNING, organisation, number, now, text)
    AuditSeal.objects.create(
        organisation_id=organisation, number=number, events=text, last_event=max(leaves), made_at=now, sha256=sha256
    )
    # In the log, which is kept elsewhere: whoever rewrites the chain has to rewrite that too.
    logger.info("sealed %s events of organisation %s: seal %s is %s", len(leaves), organisation, number, sha256)
