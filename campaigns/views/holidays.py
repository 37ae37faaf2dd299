"""The register of school holidays."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from campaigns.forms.delivery import HolidayForm, NewHolidayForm
from campaigns.models import SchoolHoliday
from campaigns.services import holidays as services
from campaigns.tables import HolidayTable
from people.answering import form_page
from people.forms import EditForm
from people.permissions import FORM, SAFE, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest


def list_page() -> str:
    return reverse("campaigns:holidays")


@requires(Verb.RUN_CAMPAIGNS)
@answers(*SAFE)
def holidays(request: SignedInRequest) -> HttpResponse:
    """The school holidays of the councils whose campaigns the reader runs."""
    rows = SchoolHoliday.objects.filter(organisation__in=organisations_for(request.user, Verb.RUN_CAMPAIGNS))
    table = HolidayTable.shown(request, rows.select_related("organisation").in_order())
    return table.file() or render(request, "campaigns/holidays.html", {"table": table})


@requires(Verb.RUN_CAMPAIGNS)
@answers(*FORM)
def add(request: SignedInRequest) -> HttpResponse:
    """Enter school holidays."""
    form = NewHolidayForm(request.POST or None, councils=organisations_for(request.user, Verb.RUN_CAMPAIGNS))

    def act() -> None:
        made = services.add_holiday(by=request.user, **form.facts())
        messages.success(request, f"“{made.name}” is in the register.")

    page: dict[str, Any] = {"heading": "Add school holidays", "button": "Add them"}
    return form_page(request, form, act, back=list_page(), template="campaigns/holiday.html", **page)


@requires(Verb.RUN_CAMPAIGNS, SchoolHoliday)
@answers(*FORM)
def edit(request: SignedInRequest, found: SchoolHoliday) -> HttpResponse:
    form = HolidayForm(request.POST or None, initial=services.facts_of(found) | {"version": found.version})

    def act() -> None:
        services.edit_holiday(holiday=found, by=request.user, version=form.cleaned_data["version"], **form.facts())
        messages.success(request, f"“{found.name}” is saved.")

    page: dict[str, Any] = {"heading": "Edit school holidays", "button": "Save them", "holiday": found}
    template = "campaigns/holiday.html"
    return form_page(request, form, act, back=list_page(), template=template, theirs=services.facts_of, **page)


@requires(Verb.RUN_CAMPAIGNS, SchoolHoliday)
@answers(*FORM)
def remove(request: SignedInRequest, found: SchoolHoliday) -> HttpResponse:
    """Ask, and then take them out of the register."""
    form = EditForm(request.POST or None, initial={"version": found.version})

    def act() -> None:
        services.remove_holiday(holiday=found, by=request.user, version=form.cleaned_data["version"])
        messages.success(request, f"“{found.name}” is no longer in the register.")

    page: dict[str, Any] = {"heading": "Remove these holidays?", "lede": str(found), "button": "Remove them"}
    return form_page(request, form, act, back=list_page(), template="campaigns/holiday.html", **page)
