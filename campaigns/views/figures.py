"""The three media figures of a council's year, what they are held to, and their way into a plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from campaigns.figures import addresses, figures_of_year, years_logged
from campaigns.forms.coverage import TakeOverForm
from campaigns.forms.enquiries import PressOfficeForm
from campaigns.media_tables import Cell, FiguresTable, Line
from campaigns.models import PressOffice
from campaigns.press import Figure, periods_of
from campaigns.services.coverage import HELD_TO, set_press_office
from campaigns.services.figures import take_over
from campaigns.views.logs import councils_of, tabs
from people.answering import form_page
from people.models import Organisation, User
from people.permissions import FORM, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan
from plans.periods import FinancialYear, period_in_words
from surveys.models import Measure


@requires(Verb.SEE_CAMPAIGNS)
@answers(*FORM)
def figures(request: SignedInRequest) -> HttpResponse:
    """The figures of a year by month and quarter, and the form that takes one over as a measure's reading."""
    councils = councils_of(request.user, Verb.SEE_CAMPAIGNS)
    if not councils:
        return render(request, "campaigns/figures.html", tabs(request))
    council, now = chosen(request, councils), timezone.now()
    office, years = PressOffice.of(council), years_logged(council, timezone.localtime(now).date())
    year = year_named(request.GET.get("year"), years)
    found = figures_of_year(office, year, now=now)
    table = FiguresTable.shown(request, lines_of(found, year, council))
    if file := table.file(f"{council} {year}"):
        return file
    measures = measures_for(request.user, council)
    form = TakeOverForm(request.POST or None, periods=list(found), measures=measures)
    back = f"{reverse('campaigns:figures')}?council={council.slug}&year={year.slug}"
    page: dict[str, Any] = {
        "table": table, "office": office, "council": council, "councils": councils, "year": year, "years": years,
        "measures": measures, "button": "Take it over", **tabs(request),
        "can_set_here": can(request.user, Verb.ASSESS_BRIEF, council),
    }  # fmt: skip

    def act() -> None:
        take(request, council, form, now)

    return form_page(request, form, act, back=back, template="campaigns/figures.html", **page)


def take(request: SignedInRequest, council: Organisation, form: TakeOverForm, now: datetime) -> None:
    facts = form.facts()
    measure, period = facts["measure"], facts["period"]
    made = take_over(
        organisation=council, key=facts["figure"], period=period, measure=measure, version=measure.version,
        by=request.user, now=now,
    )  # fmt: skip
    words = f"“{measure}”, {period_in_words(period)}"
    if made is None:
        messages.warning(request, f"{words}: the figure stands there already.")
    else:
        still = "" if made.is_confirmed else " It is provisional, as it may still change."
        messages.success(request, f"{words}: {made.figure} is taken over as its reading.{still}")


def chosen(request: SignedInRequest, councils: list[Organisation]) -> Organisation:
    """The council of the address, else the first that the person has known."""
    slug = request.GET.get("council")
    if slug:
        found = next((one for one in councils if one.slug == slug), None)
        if found is None:
            raise Http404
        return found
    own = request.user.organisation_ids[:1]
    return next((one for one in councils if one.pk in own), councils[0])


def year_named(slug: str | None, years: list[FinancialYear]) -> FinancialYear:
    if not slug:
        return years[0]
    found = next((one for one in years if one.slug == slug), None)
    if found is None:
        raise Http404
    return found


def lines_of(found: dict[str, dict[str, Figure]], year: FinancialYear, council: Organisation) -> list[Line]:
    return [
        Line(period, {key: Cell(one, *addresses(one, council)) for key, one in found.get(period, {}).items()})
        for period in periods_of(year)
    ]


def measures_for(user: User, council: Organisation) -> list[Measure]:
    """Those of the council's open plans that the person may enter readings of; two queries."""
    rows = Measure.objects.filter(plan__organisation=council, unit__in=(Measure.Unit.PER_CENT, Measure.Unit.COUNT))
    rows = rows.exclude(plan__status=Plan.Status.CLOSED).select_related("plan__organisation", "owner")
    found = rows.prefetch_related("plan__partners").order_by("plan__title", "position", "pk")
    return [one for one in found if can(user, Verb.ENTER_COUNTS, one)]


@requires(Verb.ASSESS_BRIEF, Organisation)
@answers(*FORM)
def settings(request: SignedInRequest, council: Organisation) -> HttpResponse:
    """How many hours an enquiry is given, and the targets of the figures."""
    office = PressOffice.of(council)
    form = PressOfficeForm(request.POST or None, initial=held_to(office) | {"version": office.version})

    def act() -> None:
        version = form.cleaned_data["version"]
        set_press_office(organisation=council, by=request.user, version=version, **form.facts())
        messages.success(request, "Saved. The figures are counted by it from now on; deadlines that are set stay.")

    page: dict[str, Any] = {"heading": "Hours and targets of the press office", "lede": str(council), "button": "Save"}
    back = f"{reverse('campaigns:figures')}?council={council.slug}"
    return form_page(request, form, act, back=back, theirs=held_to, **page)


def held_to(office: PressOffice) -> dict[str, Any]:
    return {name: getattr(office, name) for name in HELD_TO}
