"""The 80% meter: how much of the work was planned ahead, and the rows it is counted from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from campaigns.meter import TARGET, Share, Work, is_reached, months_until, share_of, shares_by_team
from campaigns.meter_table import WorkTable, in_per_cent
from campaigns.workload import work_done
from people.permissions import SAFE, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest

WHICH = {"proactive": True, "reactive": False}


@requires(Verb.SEE_CAMPAIGNS)
@answers(*SAFE)
def meter(request: SignedInRequest) -> HttpResponse:
    """The share of twelve months, by team and by month, with the rows behind. The address says which council, up to
    which month (`to=2026-11`), and narrows the rows (`team`, `month`, `work`)."""
    councils = list(organisations_for(request.user, Verb.SEE_CAMPAIGNS))
    council = next((one for one in councils if one.slug == request.GET.get("council")), None)
    last = last_day(request.GET.get("to"), timezone.localdate())
    months = months_until(last)
    works = work_done([council] if council else councils, months[0][0], last)
    shown, said = narrowed(works, request)
    table = WorkTable.shown(request, shown)
    if file := table.file():
        return file
    page: dict[str, Any] = {
        "table": table, "said": said, "last": last, "first": months[0][0], "council": council, "councils": councils,
        "target": TARGET, "whole": line_of(share_of(works), request),
        "teams": [(team, line_of(share, request, team=team)) for team, share in shares_by_team(works).items()],
        "months": [(first, line_of(share_of(w for w in works if first <= w.on <= end), request, month=f"{first:%Y-%m}"))
                   for first, end in months],
    }  # fmt: skip
    return render(request, "campaigns/meter.html", page)


def last_day(text: str | None, today: date) -> date:
    """The last day of a month such as 2026-11, or today in this one and where none is named, or one that is no month of ours."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today
    return months_until(first, 1)[0][1] if 1974 < first.year < 2100 else today


def narrowed(works: list[Work], request: SignedInRequest) -> tuple[list[Work], str]:
    """The rows that the address asks for, and which they are in words."""
    team, month, which = (request.GET.get(name, "") for name in ("team", "month", "work"))
    words = []
    if team:
        works, words = [work for work in works if work.team_said == team], [team]
    if month:
        works, words = [work for work in works if f"{work.on:%Y-%m}" == month], [*words, month]
    if which in WHICH:
        works = [work for work in works if work.is_proactive == WHICH[which]]
        words.append("planned ahead" if WHICH[which] else "reactive")
    return works, ", ".join(words)


def line_of(share: Share, request: SignedInRequest, **of: str) -> dict[str, Any]:
    """A share with its figures in words, and the addresses of the rows they are counted from."""
    kept = {name: request.GET[name] for name in ("council", "to") if request.GET.get(name)}

    def rows(**more: str) -> str:
        return f"?{urlencode({**kept, **of, **more})}#rows"

    return {
        "share": share,
        "by_count": in_per_cent(share.by_count),
        "by_hours": in_per_cent(share.by_hours),
        "is_reached": (is_reached(share.by_count), is_reached(share.by_hours)),
        "all": rows(),
        "proactive": rows(work="proactive"),
        "reactive": rows(work="reactive"),
    }
