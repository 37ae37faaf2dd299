"""What the audit trail commits to: digests of events and of the seals that chain them. Pure; decided in docs/adr/0033.

An event's `digest` is that of its details (what may be redacted one day) under a salt of its own. Its *leaf* commits to
that digest and to all the rest, which nobody may change. A seal lists the leaves of some events of one organisation and
commits to the seal before it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

DETAILS = ("actor_name", "label", "before", "after", "undo")
FACTS = ("id", "organisation_id", "actor_id", "verb", "kind", "object_id", "request_id")
AS_TEXT = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
BEGINNING = "0" * 64  # what the first seal of an organisation follows on


def new_salt() -> str:
    """128 random bits: without them nobody can try which name gives a digest."""
    return secrets.token_hex(16)


def digest_of(salt: str, details: Mapping[str, Any]) -> str:
    """SHA-256 of the details under the salt, the same whichever database has held them."""
    return sha256([salt, *(whole(details[name]) for name in DETAILS)])


def leaf_of(facts: Mapping[str, Any]) -> str:
    """SHA-256 of an event as it stands for good: its facts, its moment (UTC) and the digest of its details."""
    at = facts["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return sha256([*(facts[name] for name in FACTS), at, facts["digest"]])


def seal_of(previous: str, organisation: int | None, number: int, made_at: datetime, events: str) -> str:
    """SHA-256 of a seal: what it follows on, whose it is, which, when it was made, and what it lists."""
    return sha256([previous, organisation, number, made_at.astimezone(UTC).isoformat(timespec="microseconds"), events])


def listed(leaves: Mapping[int, str]) -> str:
    """{id of an event: leaf} as a seal lists it, a line each."""
    return "\n".join(f"{pk} {leaf}" for pk, leaf in leaves.items())


def read_list(events: str) -> dict[int, str]:
    """The same back.

    Raises:
        ValueError: it is no such list.
    """
    return {int(pk): leaf for pk, leaf in (line.split(" ") for line in events.split("\n"))}


def sha256(parts: Sequence[Any]) -> str:
    return hashlib.sha256(AS_TEXT(parts).encode()).hexdigest()


def whole(value: Any) -> Any:
    """A JSON value with every number that is whole as a whole number: PostgreSQL gives 1e3 back as 1000."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {name: whole(one) for name, one in value.items()}
    if isinstance(value, list):
        return [whole(one) for one in value]
    return value
