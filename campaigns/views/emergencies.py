"""Emergencies: one short form opens one, one box adds what is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from campaigns.forms.emergencies import EmergencyForm, OpenForm, ReopenForm, ReportForm, StatementForm
from campaigns.media_tables import EmergencyTable
from campaigns.models import Emergency, Statement
from campaigns.press import in_words, took
from campaigns.services import emergencies as services
from campaigns.views.logs import councils_of, tabs
from people.answering import form_page
from people.forms import EditForm
from people.models import Organisation
from people.permissions import FORM, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest

NONE_YET = (
    "No emergencies. The Head of Communications or a plan manager opens one as soon as there is something to be said."
)


@requires(Verb.SEE_CAMPAIGNS)
@answers(*SAFE)
def emergencies(request: SignedInRequest) -> HttpResponse:
    """All of them: open ones first, then those that are owed a report."""
    rows = Emergency.objects.visible_to(request.user).select_related("organisation").in_order()
    leads = tabs(request)
    empty: dict[str, Any] = {} if leads["can_run"] else {"empty_text": NONE_YET}
    table = EmergencyTable.shown(request, rows.annotate(number=Count("statements")), **empty)
    if file := table.file():
        return file
    return render(request, "campaigns/emergencies.html", {"table": table, **leads})


@requires(Verb.RUN_CAMPAIGNS)
@answers(*FORM)
def start(request: SignedInRequest) -> HttpResponse:
    """Open one, now."""
    councils = councils_of(request.user)
    choices = Organisation.objects.filter(pk__in=[one.pk for one in councils]).in_order()
    form = OpenForm(request.POST or None, organisations=choices, is_new=True, initial={"version": 1})

    def act() -> str:
        made, told = services.open_emergency(by=request.user, now=timezone.now(), **form.facts())
        names = f"{get_text_list(told, 'and')} {'is' if len(told) == 1 else 'are'} told by e-mail."
        messages.success(request, f"“{made}” is open. {names if told else 'There is no director to tell by e-mail.'}")
        return address("emergency", made)

    page: dict[str, Any] = {"heading": "Open an emergency", "button": "Open it now"}
    page["lede"] = "Nothing of it waits for approval. The directors are told by e-mail; it is reported afterwards."
    return form_page(request, form, act, back=reverse("campaigns:emergencies"), **page)


@requires(Verb.SEE_CAMPAIGNS, Emergency)
@answers(*SAFE)
def emergency(request: SignedInRequest, found: Emergency) -> HttpResponse:
    form = StatementForm() if can_say(request, found) else None
    return render(request, "campaigns/emergency.html", {"form": form, **page_of(request, found)})


@requires(Verb.RUN_CAMPAIGNS, Emergency)
@answers(*FORM)
def say(request: SignedInRequest, found: Emergency) -> HttpResponse:
    """Log what is said; the same page, with what was typed where it is refused."""
    form = StatementForm(request.POST or None)

    def act() -> None:
        said = services.add_statement(emergency=found, by=request.user, now=timezone.now(), **form.facts())
        messages.success(request, f"Logged at {timezone.localtime(said.at):%H:%M}.")

    page = page_of(request, found)
    back, template = address("emergency", found), "campaigns/emergency.html"
    return form_page(request, form, act, back=back, template=template, **page)


def can_say(request: SignedInRequest, found: Emergency) -> bool:
    return found.reported_at is None and can(request.user, Verb.RUN_CAMPAIGNS, found)


@dataclass(frozen=True)
class Turn:
    """An emergency's closing or opening again, as a line of its log."""

    at: datetime
    what: str
    by_name: str
    reason: str = ""


def log_of(found: Emergency) -> list[Statement | Turn]:
    """What was said, when it was closed and opened again, the latest first."""
    turns = [Turn(found.closed_at, "Closed", found.closed_by_name)] if found.closed_at else []
    for one in found.reopenings.order_by("-pk"):
        turns.append(Turn(one.at, "Opened again", one.by_name, one.reason))
        turns.append(Turn(one.closed_at, "Closed", one.closed_by_name))
    return sorted([*turns, *found.statements.order_by("-pk")], key=lambda one: one.at, reverse=True)


def page_of(request: SignedInRequest, found: Emergency) -> dict[str, Any]:
    now = timezone.now()
    return {
        "emergency": found,
        "for_long": in_words(took(found.opened_at, found.closed_at or now)),
        "log": log_of(found),
        "channels": found.channels.in_order(),
        "can_edit": can(request.user, Verb.RUN_CAMPAIGNS, found),
        "button": "Log it, as of now",
    }


@requires(Verb.RUN_CAMPAIGNS, Emergency)
@answers(*FORM)
def edit(request: SignedInRequest, found: Emergency) -> HttpResponse:
    initial = facts_of(found) | {"version": found.version}
    form = EmergencyForm(request.POST or None, emergency=found, initial=initial)

    def act() -> None:
        version = form.cleaned_data["version"]
        services.edit_emergency(emergency=found, by=request.user, version=version, **form.facts())
        messages.success(request, f"“{found}” is saved.")

    page: dict[str, Any] = {"heading": "Edit the emergency", "lede": str(found), "button": "Save the emergency"}
    return form_page(request, form, act, back=address("emergency", found), theirs=facts_of, **page)


@requires(Verb.RUN_CAMPAIGNS, Emergency)
@answers(*FORM)
def close(request: SignedInRequest, found: Emergency) -> HttpResponse:
    """Say that it is over."""
    form = EditForm(request.POST or None, initial={"version": found.version})

    def act() -> None:
        version = form.cleaned_data["version"]
        services.close_emergency(emergency=found, by=request.user, version=version, now=timezone.now())
        owed = "It is still to be reported: what was said, and what was learnt."
        messages.success(request, f"“{found}” is closed. {owed}")

    lede = f"{found}. From then on a report is owed. Until it is there, the emergency can be opened again."
    page: dict[str, Any] = {"heading": "Close the emergency", "lede": lede, "button": "Close it"}
    return form_page(request, form, act, back=address("emergency", found), **page)


@requires(Verb.RUN_CAMPAIGNS, Emergency)
@answers(*FORM)
def reopen(request: SignedInRequest, found: Emergency) -> HttpResponse:
    """Open again what was closed too early."""
    form = ReopenForm(request.POST or None, initial={"version": found.version})

    def act() -> None:
        version, now = form.cleaned_data["version"], timezone.now()
        services.reopen_emergency(emergency=found, by=request.user, version=version, now=now, **form.facts())
        messages.success(request, f"“{found}” is open again. That it was closed stays in its log.")

    page: dict[str, Any] = {"heading": "Open the emergency again", "lede": str(found), "button": "Open it again"}
    return form_page(request, form, act, back=address("emergency", found), **page)


@requires(Verb.RUN_CAMPAIGNS, Emergency)
@answers(*FORM)
def report(request: SignedInRequest, found: Emergency) -> HttpResponse:
    """Report what was said and learnt; what is open is closed with it."""
    form = ReportForm(request.POST or None, initial={"version": found.version, "hours": found.hours})

    def act() -> None:
        version, now = form.cleaned_data["version"], timezone.now()
        services.report_emergency(emergency=found, by=request.user, version=version, now=now, **form.facts())
        messages.success(request, f"“{found}” is reported on.")

    page: dict[str, Any] = {"heading": "Report on the emergency", "lede": str(found), "button": "Save the report"}
    return form_page(request, form, act, back=address("emergency", found), theirs=reported_of, **page)


def reported_of(found: Emergency) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("said", "lessons", "hours")}


def facts_of(found: Emergency) -> dict[str, Any]:
    return {name: getattr(found, name) for name in services.FACTS} | {"channels": list(found.channels.all())}


def address(name: str, found: Emergency) -> str:
    return reverse(f"campaigns:{name}", kwargs={"pk": found.pk})
