"""Audit events, written by services in the same transaction as the change they tell of."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

from people.logs import request_id
from people.models import AuditEvent, Organisation, User
from people.models.scoping import ScopedQuerySet
from people.trail import DETAILS, digest_of, new_salt

REDACTED, EVENT = "redacted", "auditevent"
AT_ONCE = 500  # events that one redaction names


def record(
    verb: str,
    thing: models.Model,
    *,
    by: User | None,
    organisation: Organisation | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    name: str = "",
    undo: dict[str, Any] | None = None,
    pk: int | None = None,
) -> AuditEvent:
    """Keep that `by` did `verb` to `thing`. Of `before` and `after` only what differs is kept.

    `name`: what the trail calls them, where there is more to say than the name of the sign-in. `undo`: what it takes
    to put it back. `pk`: of a thing that is no more.
    """
    before, after = before or {}, after or {}
    differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return write(
        verb,
        by=by,
        organisation=organisation,
        name=name,
        kind=thing._meta.model_name or "",
        object_id=pk or thing.pk,
        label=str(thing),
        before={name: plain(before.get(name)) for name in differing if name in before},
        after={name: plain(after.get(name)) for name in differing if name in after},
        undo={"model": thing._meta.label, **undo} if undo else {},
    )


def record_all(
    verb: str, things: Sequence[tuple[models.Model, dict[str, Any]]], *, by: User, organisation: Organisation
) -> None:
    """Keep that `by` did the same to many things, given as (thing, what is to be kept of it), in one statement."""
    events = [
        event_of(
            verb,
            by=by,
            organisation=organisation,
            kind=thing._meta.model_name or "",
            object_id=thing.pk,
            label=str(thing),
            after={name: plain(value) for name, value in after.items()},
        )
        for thing, after in things
    ]
    AuditEvent.objects.bulk_create(events, batch_size=500)


def write(verb: str, **facts: Any) -> AuditEvent:
    """Keep an event, as `event_of` takes it: also of what is no row of the register, a refusal, a redaction."""
    event = event_of(verb, **facts)
    event.save(force_insert=True)
    return event


def event_of(
    verb: str,
    *,
    by: User | None,
    organisation: Organisation | None,
    kind: str,
    object_id: int,
    label: str,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
    undo: dict[str, Any] | None = None,
    name: str = "",
) -> AuditEvent:
    """An event that is not kept yet, with the digest of its details."""
    details: dict[str, Any] = {
        "actor_name": name or (by.name if by else "commsplan"),
        "label": label[:200],
        # As JSON holds them, so that what is kept has the digest of what is read.
        **json.loads(json.dumps({"before": before or {}, "after": after, "undo": undo or {}})),
    }
    salt = new_salt()
    return AuditEvent(
        organisation=organisation,
        actor=by,
        verb=verb,
        kind=kind,
        object_id=object_id,
        request_id=request_id(),
        salt=salt,
        digest=digest_of(salt, details),
        **details,
    )


def plain(value: Any) -> Any:
    """The value as JSON can hold it."""
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


Put = Callable[[str], str]


@transaction.atomic
def redact(*, replace: Put, by: User | None, now: datetime, events: ScopedQuerySet | None = None) -> int:
    """Put other words for some texts throughout the details of events (of all there are, or of `events`): names,
    labels, before, after and undo. How many events that changed.

    `replace`: a function of any text. Each organisation's trail is given an event that names what was redacted, with the
    digests of what was left; the salt of what was there is gone for good, so no digest can be guessed back.
    """
    found: dict[int | None, dict[int, str]] = {}
    rows = (AuditEvent.objects.all() if events is None else events).in_chunks(
        "organisation_id", "verb", "kind", "redacted_at", *DETAILS
    )
    for event in rows:
        stood = {name: event[name] for name in DETAILS}
        details = stood | {name: replaced(value, replace) for name, value in stood.items()}
        if event["kind"] == EVENT and event["verb"] == REDACTED:
            details["after"] = stood["after"]  # ids and digests, no words
        if details == stood:
            continue
        details |= {"actor_name": details["actor_name"][:120], "label": details["label"][:200]}
        salt, earlier = new_salt(), event["redacted_at"]
        moment = max(now, earlier + timedelta(microseconds=1)) if earlier else now
        AuditEvent.objects.filter(pk=event["pk"]).update(redacted_at=moment, salt=salt, **details)
        found.setdefault(event["organisation_id"], {})[event["pk"]] = digest_of(salt, details)
    for organisation, digests in found.items():
        tell_redaction(organisation, digests, by)
    return sum(map(len, found.values()))


def tell_redaction(organisation: int | None, digests: dict[int, str], by: User | None) -> None:
    pks = list(digests)
    for begin in range(0, len(pks), AT_ONCE):
        some = {str(pk): digests[pk] for pk in pks[begin : begin + AT_ONCE]}
        where = Organisation.objects.get(pk=organisation) if organisation else None
        label = f"{len(some)} {'events' if len(some) > 1 else 'event'} of the audit trail"
        write(
            REDACTED, by=by, organisation=where, kind=EVENT, object_id=pks[begin], label=label, after={"events": some}
        )


def redactions() -> Iterator[tuple[int, tuple[int, str]]]:
    """(id of an event, (which event redacted it, digest of what that left of it)), the latest last."""
    for event in AuditEvent.objects.filter(kind=EVENT, verb=REDACTED).in_chunks("after"):
        named = event["after"].get("events") if isinstance(event["after"], dict) else None
        for pk, digest in named.items() if isinstance(named, dict) else ():
            if pk.isdigit():
                yield int(pk), (event["pk"], digest)


def replaced(value: Any, put: Put) -> Any:
    """A JSON value with other words for its texts, those that name a field too."""
    if isinstance(value, str):
        return put(value)
    if isinstance(value, dict):
        return {put(name): replaced(one, put) for name, one in value.items()}
    return [replaced(one, put) for one in value] if isinstance(value, list) else value
