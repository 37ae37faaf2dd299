"""What directors decide on actions, and plan managers on their reminders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from actions.forms import DecideForm, QuietForm
from actions.models import Action, DateRequest
from actions.rated import slip_of
from actions.services import approvals, oversight
from actions.views.pages import page_of
from people.answering import form_page, press
from people.forms import OneTimeForm
from people.permissions import FORM, POST, SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from plans.forms import DeclareForm
from plans.periods import in_words
from plans.rag import MEANINGS


@requires(Verb.DECLARE, Action)
@answers(*FORM)
def declare(request: SignedInRequest, found: Action) -> HttpResponse:
    """Declare a colour over the officer's."""
    form = DeclareForm(request.POST or None)

    def act() -> None:
        oversight.declare_action(action=found, by=request.user, on=timezone.localdate(), **form.facts())
        label = MEANINGS[form.cleaned_data["rag"]].label.lower()
        messages.success(request, f"“{found}” is declared {label}. Its officers are told, with your reason.")

    lede = f"{found.title}. It counts in the roll-up until it is as old as an update may be, or taken back."
    page: dict[str, Any] = {"heading": "Declare a colour over the officer’s", "lede": lede, "button": "Declare"}
    return form_page(request, form, act, back=page_of(found), **page)


@requires(Verb.DECLARE, Action)
@answers(*POST)
def take_back(request: SignedInRequest, found: Action) -> HttpResponse:
    """Let the officer's colour count again."""

    def act(version: int) -> str:
        oversight.declare_action(action=found, by=request.user, rag="", reason="Taken back.", on=timezone.localdate())
        return f"The officer’s colour of “{found}” counts again."

    return press(request, act, back=page_of(found), form=OneTimeForm)


@requires(Verb.MANAGE_PLAN, Action)
@answers(*FORM)
def quiet(request: SignedInRequest, found: Action) -> HttpResponse:
    """Have nobody reminded of an action for a while."""
    initial = {"version": found.version, "until": found.quiet_until, "reason": found.quiet_because}
    form = QuietForm(request.POST or None, today=timezone.localdate(), initial=initial)

    def act() -> None:
        version, today = form.cleaned_data["version"], timezone.localdate()
        oversight.quieten_action(action=found, by=request.user, version=version, on=today, **form.facts())
        messages.success(
            request, f"Nobody is reminded of “{found}” until after {in_words(form.cleaned_data['until'])}."
        )

    lede = f"{found.title}. Its dates and its colour stay as they are: only the e-mails pause."
    page: dict[str, Any] = {"heading": "Pause reminders", "lede": lede, "button": "Pause"}
    return form_page(request, form, act, back=page_of(found), **page)


@requires(Verb.MANAGE_PLAN, Action)
@answers(*POST)
def wake(request: SignedInRequest, found: Action) -> HttpResponse:
    """Have its officers reminded again."""

    def act(version: int) -> str:
        today = timezone.localdate()
        oversight.quieten_action(action=found, by=request.user, version=version, until=None, reason="", on=today)
        return f"The officers of “{found}” are reminded again."

    return press(request, act, back=page_of(found))


@requires(Verb.APPROVE_DATES)
@answers(*SAFE)
def date_requests(request: SignedInRequest) -> HttpResponse:
    """The dates that wait for this director."""
    waiting = DateRequest.objects.visible_to(request.user).waiting().select_related("action__plan", "occurrence")
    return render(request, "actions/date_requests.html", {"waiting": waiting.order_by("on", "pk")})


@requires(Verb.APPROVE_DATES, DateRequest)
@answers(*FORM)
def date_request(request: SignedInRequest, asked: DateRequest) -> HttpResponse:
    """One date asked for: approve it or not."""
    form, today = DecideForm(request.POST or None, initial={"version": asked.version}), timezone.localdate()

    def act() -> None:
        facts = form.facts("decision") | {"is_approved": form.cleaned_data["decision"] == "yes"}
        version = form.cleaned_data["version"]
        approvals.decide_date(request=asked, by=request.user, version=version, on=today, **facts)
        word = "approved" if facts["is_approved"] else "not approved"
        messages.success(request, f"{asked.timing.as_written} is {word}. {asked.by_name} is told.")

    changes = list(asked.action.date_changes.order_by("on", "pk"))
    due = asked.occurrence or asked.action.occurrences.filter(is_milestone=False).open().in_order().first()
    slip = slip_of(due, changes, today) if due and due.due > due.first_due else ""
    page: dict[str, Any] = {"asked": asked, "slip": slip, "button": "Decide", "is_own": asked.by_id == request.user.pk}
    page["date_changes"] = changes
    back = reverse("actions:date-requests")
    return form_page(request, form, act, back=back, template="actions/date_request.html", **page)


@requires(Verb.POST_UPDATE, DateRequest)
@answers(*POST)
def withdraw_date(request: SignedInRequest, asked: DateRequest) -> HttpResponse:
    """Take back a date that was asked for."""

    def act(version: int) -> str:
        approvals.withdraw_date(request=asked, by=request.user, version=version, on=timezone.localdate())
        return f"{asked.timing.as_written} is no longer asked for. {asked.standing} stands."

    return press(request, act, back=page_of(asked.action))
