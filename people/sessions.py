"""How long a sign-in lasts: so many minutes without a request, so many hours in all, and no longer than its owner wants.

A session holds two numbers, when it began and when it was last used, in seconds since 1970. The second is written once a
minute at most, so that reading pages writes nothing. Where a session is kept, from which address or by which program, is
not recorded: whoever wonders who else is signed in as them ends every session at once (docs/adr/0035).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout, update_session_auth_hash
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from people import audit
from people.models import Officer, Organisation, User
from people.permissions import Verb, check

BEGAN, SEEN = "began", "seen"
STEP = 60  # seconds

Respond = Callable[[HttpRequest], HttpResponseBase]


def begin(request: HttpRequest, **kwargs: Any) -> None:
    """However somebody signs in, their time begins."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


class LimitsMiddleware:
    """Ends a session that has lasted too long. What is sent after the end waits for the next one (people.unsent)."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        session, now = request.session, int(time.time())
        if SESSION_KEY not in session:
            return
        if why := over(session.get(BEGAN, 0), session.get(SEEN, 0), now):
            logout(request)
            request.session_ended = why  # type: ignore[attr-defined]
        elif now - session[SEEN] >= STEP:
            session[SEEN] = now


def over(began: int, seen: int, now: int) -> str:
    """Why a session is over, as a sentence; empty while it is not."""
    if now - began >= settings.SESSION_HOURS * 3600:
        return f"You were signed out, as a sign-in lasts {settings.SESSION_HOURS} hours at most."
    if now - seen >= settings.SESSION_IDLE_MINUTES * 60:
        return (
            f"You were signed out after {settings.SESSION_IDLE_MINUTES} minutes in which you opened and sent nothing."
        )
    return ""


class OwnCookie(CookieStorage):
    """Django's messages in a cookie of this host alone."""

    cookie_name = f"{settings.HOST_ONLY}messages"


class MessageStorage(FallbackStorage):
    storage_classes = (OwnCookie, SessionStorage)


def end_sessions(user: User, *, but: HttpRequest | None = None) -> None:
    """Have every session of the person end with its next request, as it no longer agrees with this number; not the
    session of the request `but`."""
    user.sign_outs += 1
    user.save(update_fields=["sign_outs"])
    if but is not None:
        update_session_auth_hash(but, user)


def home_of(user: User) -> Organisation | None:
    """The council in whose trail stands what somebody does with their own sign-in."""
    return Organisation.objects.filter(pk__in=user.organisation_ids[:1]).first()


@transaction.atomic
def sign_out_everywhere(*, by: User) -> None:
    """End every session of one's own, this one too."""
    end_sessions(by)
    audit.record("ended every session of", by, by=by, organisation=home_of(by))


@transaction.atomic
def sign_officer_out(*, officer: Officer, by: User) -> User:
    """End every session of an officer, as when a telephone was lost. They can sign in again.

    Raises:
        ValidationError: the officer has no sign-in.
    """
    check(by, Verb.ADMINISTER, officer)
    if officer.user is None:
        raise ValidationError(f"{officer} has no sign-in.")
    end_sessions(officer.user)
    audit.record("ended every session of", officer, by=by, organisation=officer.organisation)
    return officer.user
