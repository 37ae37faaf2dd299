"""The communications dashboard of a month: the page, and the same on one side of paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from campaigns.views.figures import chosen
from people.models import Organisation
from people.permissions import SAFE, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest
from plans.periods import EARLIEST_YEAR, LATEST_YEAR, month_bounds
from reports.monthly import Monthly, build_monthly
from reports.monthly_data import monthly_data
from reports.monthly_sheet import sheet_of
from reports.views.sheets import sheet_pdf


@dataclass(frozen=True)
class Asked:
    """What an address asks for: a month, by its first day, of one of the councils whose campaigns the person may see."""

    councils: list[Organisation]
    council: Organisation
    first: date

    @classmethod
    def of(cls, request: SignedInRequest) -> Asked:
        councils = list(organisations_for(request.user, Verb.SEE_CAMPAIGNS))
        if not councils:
            raise Http404
        return cls(councils, chosen(request, councils), month_named(request.GET.get("month"), timezone.localdate()))

    def dashboard(self) -> Monthly:
        return build_monthly(monthly_data(self.council, self.first, now=timezone.now()))

    def query(self, months: int = 0) -> str:
        """The address of the month so many months on; empty where that is beyond all years."""
        first, _ = month_bounds(self.first.year, self.first.month + months)
        return f"?{urlencode({'council': self.council.slug, 'month': f'{first:%Y-%m}'})}" if is_ours(first) else ""


def is_ours(first: date) -> bool:
    """A year about which there can be twelve months before, and a month after."""
    return EARLIEST_YEAR < first.year < LATEST_YEAR


def month_named(text: str | None, today: date) -> date:
    """The first day of 2026-10; without it, of the last month that is over. Raises Http404 where it is no month."""
    if not text:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None
    if not is_ours(first):
        raise Http404
    return first


@requires(Verb.SEE_CAMPAIGNS)
@answers(*SAFE)
def monthly(request: SignedInRequest) -> HttpResponse:
    asked = Asked.of(request)
    before, after = asked.query(-1), asked.query(1)
    page = {"asked": asked, "found": asked.dashboard(), "before": before, "after": after, "same": asked.query()}
    page["earlier"], _ = month_bounds(asked.first.year, asked.first.month - 1)
    page["later"], _ = month_bounds(asked.first.year, asked.first.month + 1)
    return render(request, "reports/monthly.html", page)


@requires(Verb.SEE_CAMPAIGNS)
@answers(*SAFE)
def monthly_pdf(request: SignedInRequest) -> HttpResponse:
    asked = Asked.of(request)
    dashboard = asked.dashboard()
    name = f"{dashboard.title} {asked.council.slug}"
    return sheet_pdf(request, sheet_of(dashboard), name=name, back=f"{reverse('reports:monthly')}{asked.query()}")
