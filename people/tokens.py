"""Tokens of the API: made, revoked and opened. A token reads what its owner may see when it is used, and no more."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from people import audit
from people.models import ApiToken, Organisation, Scope, User, token_digest
from people.permissions import Verb, check

LONGEST = timedelta(days=365)
MOST = 20  # of one person, at a time
A_MINUTE = 60  # requests, and seconds
PREFIX = "commsplan_"  # so that a token that got into a file or a letter is known for what it is
HEADER = re.compile(r"Bearer +([A-Za-z0-9_~+/.=-]{20,200})", re.IGNORECASE)


def new_token() -> str:
    return PREFIX + secrets.token_urlsafe(32)


@transaction.atomic
def make_token(*, by: User, token: str, name: str, scopes: Collection[str], expires_on: date, on: date) -> ApiToken:
    """Keep a token, of which `token` is the secret, for the person's own programs.

    Raises:
        ValidationError: by field: nothing to read, no last day within a year; or they have as many as one person may.
    """
    check(by, Verb.SEE_PLAN)
    chosen = [one.value for one in Scope if one in scopes]
    if not chosen:
        raise ValidationError({"scopes": "Choose what the token may read."})
    if not on <= expires_on <= on + LONGEST:
        raise ValidationError({"expires_on": "Give a last day from today to a year from now."})
    if ApiToken.objects.filter(user=by, revoked_at=None, expires_on__gte=on).count() >= MOST:
        raise ValidationError(f"You have {MOST} tokens. Revoke one that is not used any more first.")
    made = ApiToken.objects.create(user=by, name=name, scopes=chosen, sha256=token_digest(token), expires_on=expires_on)
    told(made, "made", by, after={"scopes": chosen, "expires_on": expires_on})
    return made


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, at: datetime) -> ApiToken:
    """End a token for good. Done twice it changes nothing."""
    if token.user_id != by.pk:
        raise PermissionDenied("A token is revoked by whoever made it.")
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        told(token, "revoked", by, after={"revoked_at": at})
    return token


def told(token: ApiToken, verb: str, by: User, after: dict[str, object]) -> None:
    """In the trail of each council whose things the token can read."""
    for council in Organisation.objects.filter(memberships__user=by).distinct():
        audit.record(verb, token, by=by, organisation=council, after=after)
    if by.is_superuser and not by.roles:
        audit.record(verb, token, by=by, organisation=None, after=after)


def open_token(header: str, *, on: date) -> ApiToken | None:
    """The token of an Authorization header, with its owner, and that it was used on this day. None where it opens
    nothing: it is none of ours, was revoked, is past its last day, or its owner can no longer sign in."""
    found = HEADER.fullmatch(header.strip())
    if found is None:
        return None
    there = ApiToken.objects.filter(
        sha256=token_digest(found[1]), revoked_at=None, expires_on__gte=on, user__is_active=True
    )
    token = there.select_related("user").first()
    if token and token.used_on != on:
        ApiToken.objects.filter(pk=token.pk).update(used_on=on)
    return token


def is_too_often(token: ApiToken, *, now: datetime) -> int:
    """Count a request of this minute. 0 where it is one of the first sixty; else in how many seconds to ask again."""
    key = f"api-{token.pk}-{int(now.timestamp()) // A_MINUTE}"
    cache.add(key, 0, timeout=2 * A_MINUTE)
    try:
        asked = cache.incr(key)
    except ValueError:  # it was swept away meanwhile
        return 0
    return A_MINUTE - int(now.timestamp()) % A_MINUTE if asked > A_MINUTE else 0
