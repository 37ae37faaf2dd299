"""The calendar: a month as a grid, a year at a glance."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from plans.periods import EARLIEST_YEAR, LATEST_YEAR, month_bounds
from reports.calendar import (
    Contents,
    Kind,
    Scope,
    contents,
    is_named,
    months_away,
    running_plans,
    weeks_of,
    year_contents,
)

MINE, ALL = "me", "all"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@requires(Verb.SEE_PLAN)
@answers(*SAFE)
def this_month(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    return month_page(request, today.year, today.month)


@requires(Verb.SEE_PLAN)
@answers(*SAFE)
def month(request: SignedInRequest, year: int, month: int) -> HttpResponse:
    return month_page(request, year, month)


def month_page(request: SignedInRequest, year: int, month: int) -> HttpResponse:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR or not 1 <= month <= 12:
        raise Http404
    today = timezone.localdate()
    scope, page = asked_for(request, today)
    first, last = month_bounds(year, month)
    found = contents(scope, first, last, on=today)
    page |= {
        "heading": f"{first:%B %Y}",
        "first": first,
        "found": found,
        "counts": in_counts(scope, found, found.count(Kind.DUE)),
        "weeks": weeks_of(year, month, found, today=today),
        "weekdays": WEEKDAYS,
        "undated": scope.undated(today),
        "previous": month_link(months_away(year, month, -1)),
        "next": month_link(months_away(year, month, 1)),
    }
    return render(request, "reports/calendar_month.html", page)


@requires(Verb.SEE_PLAN)
@answers(*SAFE)
def year(request: SignedInRequest, year: int) -> HttpResponse:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Http404
    today = timezone.localdate()
    scope, page = asked_for(request, today)
    found = year_contents(scope, year, on=today)
    months = [date(year, number, 1) for number in range(1, 13)]
    page |= {
        "heading": str(year),
        "found": found,
        "counts": in_counts(scope, found, sum(found.due_counts.values())),
        "months": [(first, weeks_of(year, first.month, found, today=today)) for first in months],
        "weekdays": WEEKDAYS,
        "undated": scope.undated(today),
        "previous": year_link(year - 1),
        "next": year_link(year + 1),
    }
    return render(request, "reports/calendar_year.html", page)


def asked_for(request: SignedInRequest, today: date) -> tuple[Scope, dict[str, Any]]:
    """What the address asks for, and what every page of the calendar says of it.

    Whoever is named on an action sees their own dates, unless they ask for everybody's or for one plan's.
    """
    plans = running_plans(request.user, today)
    slug, who = request.GET.get("plan", ""), request.GET.get("who", "")
    plan = get_object_or_404(plans.prefetch_related("partnerships"), slug=slug) if slug else None
    if who not in (MINE, ALL):
        who = MINE if plan is None and is_named(request.user, today) else ALL
    asked = {name: request.GET[name] for name in ("plan", "who") if request.GET.get(name)}
    scope = Scope(request.user, plan, is_mine=who == MINE)
    undated_at = reverse("actions:mine") if scope.is_mine else reverse("reports:plans")
    if plan and not scope.is_mine:
        undated_at = reverse("reports:dashboard", kwargs={"slug": plan.slug})
    page = {
        "plans": list(plans),
        "plan": plan,
        "scope": scope,
        "who": who,
        "today": today,
        "query": f"?{urlencode(asked)}" if asked else "",
        "undated_at": undated_at,
    }
    return scope, page


def in_counts(scope: Scope, found: Contents, due: int) -> str:
    """7 due dates of your own; 2 meetings."""
    own = " of your own" if scope.is_mine else ""
    said = [f"{due} due date{'' if due == 1 else 's'}{own}" if due else f"Nothing{own} is due"]
    for kind in (Kind.KEY_MILESTONE, Kind.MEETING):
        if count := found.count(kind):
            said.append(f"{count} {kind}{'' if count == 1 else 's'}")
    return "; ".join(said)


def month_link(first: date) -> tuple[str, str] | None:
    """(address, words) of a month; None beyond the years of the register."""
    if not EARLIEST_YEAR <= first.year <= LATEST_YEAR:
        return None
    return reverse("reports:calendar-month", kwargs={"year": first.year, "month": first.month}), f"{first:%B %Y}"


def year_link(year: int) -> tuple[str, str] | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    return reverse("reports:calendar-year", kwargs={"year": year}), str(year)
