"""The log of what the media said."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from campaigns.forms.coverage import CoverageForm, CoverageLogForm
from campaigns.media_tables import CoverageTable
from campaigns.models import Coverage, Enquiry
from campaigns.services import coverage as services
from campaigns.views.logs import councils_of, empty_words, of_days, of_words, tabs
from people.answering import form_page, press
from people.models import Organisation, User
from people.permissions import FORM, POST, SAFE, Verb, answers, requires
from people.requests import SignedInRequest, number_in

BESIDE = ("organisation", "enquiry", "for_plan", "campaign")


@requires(Verb.SEE_CAMPAIGNS)
@answers(*SAFE)
def coverage(request: SignedInRequest) -> HttpResponse:
    """The log, the latest first, narrowed down as the address says."""
    narrow, leads = CoverageLogForm(request.GET, user=request.user), tabs(request)
    rows = narrowed(request.user, narrow.wanted).select_related(*BESIDE)
    table = CoverageTable.shown(request, rows, **empty_words(narrow, "piece", leads["can_run"]))
    table.can_run = leads["can_run"]
    if file := table.file():
        return file
    page = {"table": table, "narrow": narrow, **leads}
    return render(request, "campaigns/coverage.html", page, status=400 if narrow.errors else 200)


def narrowed(user: User, wanted: dict[str, Any] | None) -> Any:
    """The pieces that are asked for; none where the question cannot be understood."""
    rows = Coverage.objects.visible_to(user)
    if wanted is None:
        return rows.none()
    rows = rows.filter(of_days(wanted, "on"))
    if "q" in wanted:
        rows = rows.filter(of_words(wanted["q"], "headline", "outlet", "note"))
    for name, column in (("council", "organisation__slug"), ("reach", "reach")):
        if name in wanted:
            rows = rows.filter(**{column: wanted[name]})
    tone = wanted.get("tone")
    if tone:
        rows = rows.filter(~Q(tone=Coverage.Tone.NEGATIVE) if tone == "not-negative" else Q(tone=tone))
    return rows.in_order()


@requires(Verb.RUN_CAMPAIGNS)
@answers(*FORM)
def add(request: SignedInRequest) -> HttpResponse:
    """Log a piece; `?enquiry=` is the enquiry it came of."""
    councils = councils_of(request.user)
    initial: dict[str, Any] = {"version": 1, "on": timezone.localdate()}
    asked = number_in(request.GET.get("enquiry"))
    came_of = Enquiry.objects.visible_to(request.user).filter(pk=asked).first() if asked else None
    if came_of:
        initial |= {
            "enquiry": came_of,
            "outlet": came_of.outlet,
            "reach": came_of.kind,
            "organisation": came_of.organisation,
        }
    choices = {"organisations": Organisation.objects.filter(pk__in=[one.pk for one in councils]).in_order()}
    form = CoverageForm(
        request.POST or None, councils=councils, now=timezone.now(), came_of=came_of, is_new=True, initial=initial,
        **choices,
    )  # fmt: skip

    def act() -> None:
        made = services.add_coverage(by=request.user, today=timezone.localdate(), **form.facts())
        messages.success(request, f"“{made}” is logged.")

    page: dict[str, Any] = {"heading": "Log coverage", "button": "Log the piece"}
    back = reverse("campaigns:enquiry", kwargs={"pk": came_of.pk}) if came_of else reverse("campaigns:coverage")
    return form_page(request, form, act, back=back, **page)


@requires(Verb.RUN_CAMPAIGNS, Coverage)
@answers(*FORM)
def edit(request: SignedInRequest, found: Coverage) -> HttpResponse:
    initial = facts_of(found) | {"version": found.version}
    none = Organisation.objects.none()
    form = CoverageForm(
        request.POST or None, organisations=none, councils=[found.organisation], now=timezone.now(), came_of=found.enquiry,
        is_new=False, initial=initial,
    )  # fmt: skip

    def act() -> None:
        version, today = form.cleaned_data["version"], timezone.localdate()
        services.edit_coverage(coverage=found, by=request.user, version=version, today=today, **form.facts())
        messages.success(request, f"“{found}” is saved.")

    page: dict[str, Any] = {"heading": "Edit the coverage", "lede": str(found), "button": "Save the piece"}
    page["remove"] = reverse("campaigns:remove-coverage", kwargs={"pk": found.pk})
    back, template = reverse("campaigns:coverage"), "campaigns/log_entry.html"
    return form_page(request, form, act, back=back, template=template, theirs=facts_of, **page)


@requires(Verb.RUN_CAMPAIGNS, Coverage)
@answers(*POST)
def remove(request: SignedInRequest, found: Coverage) -> HttpResponse:
    """Take away what was logged by mistake."""

    def act(version: int) -> str:
        services.remove_coverage(coverage=found, by=request.user, version=version)
        return f"“{found}” is removed from the log."

    return press(request, act, back=reverse("campaigns:coverage"))


def facts_of(found: Coverage) -> dict[str, Any]:
    return {name: getattr(found, name) for name in services.FACTS}
