"""How a list of rows is asked for and answered: parameters, pages by id, JSON or CSV, and what has not changed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from people.bearer import ProblemError
from people.formulas import guarded
from people.models import User
from plans.models import Plan
from reports.api.rows import Resource
from reports.standings import bring_up_to_date

JSON, CSV = "json", "csv"
TYPES = {JSON: "application/json", CSV: "text/csv; charset=utf-8"}
A_PAGE, MOST = 100, 500
LARGEST = 2**63 - 1
PARAMETERS = ("format", "plan", "since", "after", "limit")


@dataclass(frozen=True)
class Asked:
    """What an address asks for. `after`: the id of the last row of the page before."""

    kind: str
    plan: Plan | None
    since: date | None
    after: int
    limit: int


def asked_for(request: HttpRequest, resource: Resource, user: User) -> Asked:
    """Raises ProblemError, in a sentence, for whatever cannot be answered."""
    for name in request.GET:
        if name not in PARAMETERS or (name == "since" and not resource.shape.since):
            takes = [one for one in PARAMETERS if one != "since" or resource.shape.since]
            raise ProblemError(400, f"There is no parameter “{name[:40]}” here. There are {', '.join(takes)}.")
    return Asked(
        kind=kind_of(request),
        plan=plan_of(request, user),
        since=day_of(request),
        after=number_of(request, "after", 0, 0, LARGEST),
        limit=number_of(request, "limit", A_PAGE, 1, MOST),
    )


def kind_of(request: HttpRequest) -> str:
    """What the address says, else what the program says that it takes."""
    named = request.GET.get("format")
    if named is not None:
        if named not in TYPES:
            raise ProblemError(400, "The format is json or csv.")
        return named
    if request.accepts("application/json"):
        return JSON
    if request.accepts("text/csv"):
        return CSV
    raise ProblemError(406, "There is application/json and text/csv.")


def plan_of(request: HttpRequest, user: User) -> Plan | None:
    slug = request.GET.get("plan")
    if slug is None:
        return None
    found = Plan.objects.visible_to(user).filter(slug=slug).first()
    if found is None:
        raise ProblemError(404, f"There is no plan “{slug[:80]}” that you may see.")
    return found


def day_of(request: HttpRequest) -> date | None:
    text = request.GET.get("since")
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise ProblemError(400, "Write the day since which you ask as 2026-03-31.") from None


def number_of(request: HttpRequest, name: str, otherwise: int, least: int, most: int) -> int:
    text = request.GET.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise ProblemError(400, f"The parameter “{name}” is a whole number from {least} to {most}.")
    return int(text)


def listed(request: HttpRequest, resource: Resource, user: User) -> HttpResponse:
    """A page of the rows that the reader may see."""
    on, asked = timezone.localdate(), asked_for(request, resource, user)
    if resource.needs_standings:
        plans = Plan.objects.visible_to(user)
        bring_up_to_date(plans.filter(pk=asked.plan.pk) if asked.plan else plans, on=on)
    found = resource.found(user, plan=asked.plan, since=asked.since)
    page = list(found.filter(pk__gt=asked.after)[: asked.limit + 1])
    shown = page[: asked.limit]
    further = next_page(request, shown[-1].pk) if len(page) > asked.limit else None
    rows = resource.drawn(shown, on)
    names = [column.name for column in resource.shape.columns]
    body = as_json(rows, names, further) if asked.kind == JSON else as_csv(rows, names)
    links = {"Link": f'<{further}>; rel="next"'} if further else {}
    return unless_known(request, body, TYPES[asked.kind], links)


def next_page(request: HttpRequest, last: int) -> str:
    asked = {name: value for name, value in request.GET.items() if name != "after"}
    return f"{settings.SITE_URL}{request.path}?{urlencode(asked | {'after': last})}"


def as_json(rows: list[dict[str, Any]], names: list[str], further: str | None) -> bytes:
    data = [{name: plain(row[name]) for name in names} for row in rows]
    return json.dumps({"data": data, "next": further}, ensure_ascii=False).encode()


def plain(value: Any) -> Any:
    """A day and a moment as ISO text; anything else as it is."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def as_csv(rows: list[dict[str, Any]], names: list[str]) -> bytes:
    """The same values, with days as JSON has them; no cell of it runs as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([[in_cell(row[name]) for name in names] for row in rows])
    return out.getvalue().encode()


def in_cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return guarded("; ".join(value))
    value = plain(value)
    return guarded(value) if isinstance(value, str) else value


def unless_known(request: HttpRequest, body: bytes, kind: str, headers: dict[str, str]) -> HttpResponse:
    """The answer; to a program that says it has it already, that it is unchanged."""
    etag = f'"{hashlib.sha256(body + headers.get("Link", "").encode()).hexdigest()}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(body, content_type=kind)
    for name, value in headers.items():
        answer[name] = value
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Authorization, Accept"
    answer["X-Robots-Tag"] = "noindex"
    return answer
