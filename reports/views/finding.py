"""The list of actions over all plans: what every figure opens, and where anybody looks for one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from people.takeaway import CSV, streamed, taken_away
from plans.models import Plan
from reports.finding import counted, in_order, narrowed, wanted_by
from reports.forms import FindingForm
from reports.found import lines, put_into_words, with_words
from reports.models import ActionStanding
from reports.standings import bring_up_to_date
from reports.tables import FoundTable

MOST_IN_EXCEL = 10_000


@requires(Verb.SEE_PLAN)
@answers(*SAFE)
def actions(request: SignedInRequest) -> HttpResponseBase:
    """Actions of every plan the reader may see, narrowed down by the address; with `?as=csv` or `xlsx` as a file."""
    form = FindingForm(request.GET, user=request.user)
    facts = form.facts
    plans = Plan.objects.visible_to(request.user)
    freshness = bring_up_to_date(
        plans.filter(pk=facts["plan"].pk) if "plan" in facts else plans, on=timezone.localdate()
    )
    rows = wanted_by(request.user, facts) if form.is_valid() else wanted_by(request.user, {}).none()
    found = with_words(in_order(rows, facts))
    # Everything there is is paged without being counted; whatever is narrowed down says how many it is.
    table = FoundTable.shown(request, found, paginator=Paginator if facts or form.errors else None)
    if table.asked_for == CSV:
        return streamed(lines(in_order(rows, facts)), "Actions")
    too_many = table.asked_for and rows.order_by()[: MOST_IN_EXCEL + 1].count() > MOST_IN_EXCEL
    if table.asked_for and not too_many:
        return taken_away(table.asked_for, lines(in_order(rows, facts)), "Actions")
    shown = [row.record for row in table.paginated_rows]
    put_into_words(shown)
    page = {
        "officer": facts.get("officer"),
        "figures": figures(request, facts) if "officer" in facts else None,
        "form": form, "table": table, "shown": shown, "freshness": freshness,
        "too_many": MOST_IN_EXCEL if too_many else 0, "count": table.paginator.count if table.knows_its_length else None,
    }  # fmt: skip
    return render(request, "reports/found.html", page, status=400 if form.errors else 200)


def figures(request: SignedInRequest, facts: dict[str, Any]) -> dict[str, int]:
    """What somebody's actions come to, whatever colour or state the list below is narrowed to. One query."""
    asked = {key: value for key, value in facts.items() if key not in ("colour", "show")}
    return counted(narrowed(ActionStanding.objects.visible_to(request.user), asked), asked)
