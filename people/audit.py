"""Audit events, written by services in the same transaction as the change they tell of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from people.models import AuditEvent, Organisation, User


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
    return AuditEvent.objects.create(
        organisation=organisation,
        actor=by,
        actor_name=name or (by.name if by else "commsplan"),
        verb=verb,
        kind=thing._meta.model_name or "",
        object_id=pk or thing.pk,
        label=str(thing)[:200],
        before={name: plain(before.get(name)) for name in differing if name in before},
        after={name: plain(after.get(name)) for name in differing if name in after},
        undo={"model": thing._meta.label, **undo} if undo else {},
    )


def record_all(
    verb: str, things: Sequence[tuple[models.Model, dict[str, Any]]], *, by: User, organisation: Organisation
) -> None:
    """Keep that `by` did the same to many things, given as (thing, what is to be kept of it), in one statement."""
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                organisation=organisation,
                actor=by,
                actor_name=by.name,
                verb=verb,
                kind=thing._meta.model_name or "",
                object_id=thing.pk,
                label=str(thing)[:200],
                after={name: plain(value) for name, value in after.items()},
            )
            for thing, after in things
        ],
        batch_size=500,
    )


def plain(value: Any) -> Any:
    """The value as JSON can hold it."""
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
