"""Addresses that programs read: let in by a token in the Authorization header, and by nothing else.

A session's cookie opens none of them, so that no page of another site can have a browser read them. Whatever is
refused is refused in a sentence (problem details, RFC 9457).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from people.models import Scope, User
from people.permissions import SAFE, Verb, can
from people.tokens import A_MINUTE, is_too_often, open_token

PROBLEM = "application/problem+json"
READ = Callable[..., HttpResponse]


class ProblemError(Exception):
    """A request that is not answered, and why, in a sentence for whoever wrote the program."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


def problem(status: int, detail: str, **headers: str) -> JsonResponse:
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JsonResponse(told, status=status, content_type=PROBLEM, headers={"Cache-Control": "no-store", **headers})


def reads(verb: Verb, scope: Scope) -> Callable[[READ], READ]:
    """Declare a view that programs read: what its reader has to be allowed, and what the token has to name. The view is
    given the token's owner first."""

    def declare(view: READ) -> READ:
        @wraps(view)
        def guarded(request: HttpRequest, **parameters: Any) -> HttpResponse:
            if request.method not in SAFE:
                return problem(405, "This address is only read: send GET or HEAD.", Allow=", ".join(SAFE))
            try:
                return view(request, let_in(request, verb, scope), **parameters)
            except ProblemError as refusal:
                return problem(refusal.status, refusal.detail, **ways_in(refusal.status, scope))
            except TooOftenError as refusal:
                told = f"More than {A_MINUTE} requests in a minute. Ask again in {refusal.seconds} seconds."
                return problem(429, told, **{"Retry-After": str(refusal.seconds)})

        guarded.permission = verb  # type: ignore[attr-defined]
        guarded.methods, guarded.scope = SAFE, scope  # type: ignore[attr-defined]
        return login_not_required(guarded)

    return declare


class TooOftenError(Exception):
    """More requests in a minute than a token may make; in so many seconds there may be another."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def let_in(request: HttpRequest, verb: Verb, scope: Scope) -> User:
    """The owner of the token that was sent, as they may read now.

    Raises:
        ProblemError: no token that opens anything; not for this.
        TooOftenError: it was used too often.
    """
    now = timezone.now()
    token = open_token(request.headers.get("Authorization", ""), on=timezone.localdate())
    if token is None:
        raise ProblemError(
            401, "Send a token that works: Authorization: Bearer, then the token. You make one under “Tokens”."
        )
    if seconds := is_too_often(token, now=now):
        raise TooOftenError(seconds)
    if scope not in token.scopes:
        raise ProblemError(403, f"This token does not name the scope {scope}. Make one that does.")
    if not can(token.user, verb):
        raise ProblemError(403, f"Whoever made this token may not {verb} any more.")
    return token.user


def ways_in(status: int, scope: Scope) -> dict[str, str]:
    """What RFC 6750 has a refusal say of how one gets in."""
    if status == 401:
        return {"WWW-Authenticate": 'Bearer realm="commsplan"'}
    if status == 403:
        return {"WWW-Authenticate": f'Bearer realm="commsplan", error="insufficient_scope", scope="{scope}"'}
    return {}
