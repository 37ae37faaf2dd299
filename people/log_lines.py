"""What is written to the log: one line for each event, as JSON, that holds no text of anybody's and no way in.

The words of a line are the code's own. What is filled into them is only numbers and names of things (letters, digits and
a few marks); of anything else its type stands there. Of an exception the log has its kind and where it arose, never what
it says: a database quotes the row, a mail server the address, Django the path.
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from people.logs import request_id

THING = re.compile(r"[A-Za-z_][\w.:-]{0,79}")
UUID_WRITTEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # the id of a task, which is nobody's key
SHA256_WRITTEN = re.compile(r"[0-9a-f]{64}")  # of a seal of the trail; no digest opens anything
# Words that look like a name and are as long and mixed as a key: tokens, session ids, signatures.
KEY = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w-]{20,}")
LITERAL = re.compile(r"[A-Za-z][A-Za-z ,;()-]{0,118}\.{0,3}")
OUR_APPS = ("people", "plans", "actions", "surveys", "campaigns", "reports", "imports", "commsplan")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0 +-]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])")
FACTS = ("method", "route", "status", "ms", "user")  # what an access line has besides
UNKNOWN = "(no such page)"
STATIC = "(static)"

BASE_DIR = Path(__file__).resolve().parent.parent

access = logging.getLogger("commsplan.access")
task_id: ContextVar[str] = ContextVar("task_id", default="")  # outside a request: the task that is being done


class Line(logging.Formatter):
    """One line of JSON: {"at", "level", "logger", "message", "request"?, "method", …, "exception"?, "frames"?}."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts_of(record), ensure_ascii=True, separators=(", ", ": "))


class Plain(logging.Formatter):
    """The same for somebody at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record)
        seen = {"at", "level", "logger", "message", "request", "frames"}
        rest = " ".join(f"{name}={value}" for name, value in facts.items() if name not in seen)
        frames = "".join(f"\n    {frame}" for frame in facts.get("frames", ()))
        line = f"{facts['at'][11:19]} {facts['level']} {facts['logger']} {facts['message']} {rest}".rstrip()
        return line.translate(ONE_LINE) + frames


ONE_LINE = {number: None for number in (*range(32), 127, *range(128, 160), 0x2028, 0x2029)}


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "message": message_of(record),
    }
    if asked := request_id() or task_id.get():
        facts["request"] = asked
    if record.name == access.name:
        facts |= {name: value for name in FACTS if (value := getattr(record, name, None)) is not None}
    if record.exc_info and record.exc_info[1] is not None:
        facts |= fault_of(record.exc_info[1])
    return facts


def message_of(record: logging.LogRecord) -> str:
    """The words of the code with what may be told of what was filled in."""
    template = record.msg if isinstance(record.msg, str) else f"[{type(record.msg).__name__}]"
    if not record.args:
        # Others put texts together themselves, and then nobody knows whose they are.
        ours = record.name.partition(".")[0] in OUR_APPS
        return template if ours or known(template, record.name) else "[text]"
    values = record.args
    named = isinstance(values, Mapping)
    left = iter(() if isinstance(values, Mapping) else values)

    def filled(mark: re.Match[str]) -> str:
        if mark[2] == "%":
            return "%"
        try:
            value = values[mark[1]] if named and mark[1] else next(left)  # type: ignore[index]
        except (StopIteration, KeyError, IndexError, TypeError):
            return "[?]"
        return told(value, words=not record.name.startswith("django"))

    return PLACEHOLDER.sub(filled, template)


def known(template: str, logger: str) -> bool:
    """Is a line of a library, with nothing filled in, nothing but words? Django's own hold what visitors sent."""
    return not logger.startswith("django") and LITERAL.fullmatch(template) is not None


def told(value: Any, *, words: bool = True) -> str:
    """A number, or (`words`) the name of a thing; of anything else only its type."""
    if value is None or isinstance(value, bool | int | float | UUID):
        return str(value)
    text = value if words and isinstance(value, str) else ""
    is_digest = UUID_WRITTEN.fullmatch(text) or SHA256_WRITTEN.fullmatch(text)
    is_name = is_digest or (THING.fullmatch(text) and not KEY.search(text))
    return text if is_name else f"[{type(value).__name__}]"


def fault_of(error: BaseException) -> dict[str, Any]:
    """An exception by kind and place, and those behind it by kind."""
    kinds: list[str] = []
    one: BaseException | None = error
    while one is not None and len(kinds) < 5:
        kinds.append(f"{type(one).__module__}.{type(one).__qualname__}".removeprefix("builtins."))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    frames = [
        f"{frame.filename.rpartition('site-packages/')[2].removeprefix(f'{BASE_DIR}/')}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__, limit=-12)
    ]
    return {"exception": " < ".join(kinds), "frames": frames}


def access_log(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """One line for each request: what was asked for by the pattern of its address, since addresses hold keys."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = respond(request)
        user = getattr(
            request, "_cached_user", None
        )  # whoever was looked up to answer; nobody is looked up to be logged
        facts = {
            "method": request.method if request.method in METHODS else "OTHER",
            "route": route_of(request),
            "status": response.status_code,
            "ms": round((time.monotonic() - began) * 1000),
            "user": user.pk if user is not None else None,
        }
        access.info("request", extra=facts)
        return response

    return middleware


def route_of(request: HttpRequest) -> str:
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    return STATIC if request.path.startswith(settings.STATIC_URL) else UNKNOWN


def logging_of(*, plain: bool, level: str = "INFO") -> dict[str, Any]:
    """LOGGING: everything goes to standard error through one formatter, also what the libraries say."""
    through = {"handlers": ["console"], "level": level, "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "people.log_lines.Plain" if plain else "people.log_lines.Line"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": through,
            "django.request": {"level": "ERROR"},  # what was not found or refused has its access line
            "django.server": through,  # runserver's own access lines have paths, which are not told
            "gunicorn.error": through,
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},  # it has whole addresses
            "celery": through,
            "py.warnings": through,
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "pdfminer": {"level": "ERROR"},
            "kombu.connection": {"level": "ERROR"},  # a folder as broker has no host name, and says so at every ring
        },
    }
