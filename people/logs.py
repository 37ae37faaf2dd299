"""The id of a request: in its answer, in what it writes to the audit trail, and in what is logged of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request that is being answered; empty in a command or a task."""
    return _request_id.get()


def request_id_middleware(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give every request an id, and its answer the same: our own, or the proxy's where there is one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        sent = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
        token = _request_id.set(sent if WELL_FORMED.fullmatch(sent) else uuid4().hex)
        try:
            answer = respond(request)
            answer["X-Request-ID"] = request_id()
            return answer
        finally:
            _request_id.reset(token)

    return middleware
