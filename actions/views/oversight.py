"""What directors decide on actions, and plan managers on their reminders."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from actions.forms import DecideForm, QuietForm
from actions.models import Action, DateRequest
from actions.rated import rated_action
from actions.services import dates, oversight
from actions.views.occurrences import form_page
from people.conflict import both_texts
from people.forms import EditForm, OneTimeForm
from people.models import StaleVersionError
from people.once import once
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
    back = reverse("actions:action", kwargs={"pk": found.pk})
    if form.is_valid():

        def act() -> str:
            oversight.declare_action(action=found, by=request.user, on=timezone.localdate(), **form.facts())
            label = MEANINGS[form.cleaned_data["rag"]].label.lower()
            messages.success(request, f"“{found}” is declared {label}. Its officers are told, with your reason.")
            return back

        return once(request, form.token, act)
    page = {"form": form, "heading": "Declare a colour over the officer’s", "button": "Declare", "back": back}
    page["lede"] = f"{found.title}. It counts in the roll-up until it is as old as an update may be, or taken back."
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


@requires(Verb.DECLARE, Action)
@answers(*POST)
def take_back(request: SignedInRequest, found: Action) -> HttpResponse:
    """Let the officer's colour count again."""
    form, back = OneTimeForm(request.POST), redirect("actions:action", pk=found.pk)
    if not form.is_valid():
        messages.warning(request, "That form had expired. Press the button again.")
        return back

    def act() -> str:
        oversight.declare_action(action=found, by=request.user, rag="", reason="Taken back.", on=timezone.localdate())
        messages.success(request, f"The officer’s colour of “{found}” counts again.")
        return back.url

    try:
        return once(request, form.token, act)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return back


@requires(Verb.MANAGE_PLAN, Action)
@answers(*FORM)
def quiet(request: SignedInRequest, found: Action) -> HttpResponse:
    """Have nobody reminded of an action for a while."""
    initial = {"version": found.version, "until": found.quiet_until, "reason": found.quiet_because}
    form = QuietForm(request.POST or None, initial=initial)

    def act() -> None:
        version, today = form.cleaned_data["version"], timezone.localdate()
        oversight.quieten_action(action=found, by=request.user, version=version, on=today, **form.facts())
        messages.success(
            request, f"Nobody is reminded of “{found}” until after {in_words(form.cleaned_data['until'])}."
        )

    lede = f"{found.title}. Its dates and its colour stay as they are: only the e-mails pause."
    return form_page(request, found, form, act, heading="Pause reminders", lede=lede, button="Pause")


@requires(Verb.MANAGE_PLAN, Action)
@answers(*POST)
def wake(request: SignedInRequest, found: Action) -> HttpResponse:
    """Have its officers reminded again."""
    form, back = EditForm(request.POST), redirect("actions:action", pk=found.pk)
    if not form.is_valid():
        messages.warning(request, "That form had expired. Press the button again.")
        return back

    def act() -> str:
        version, today = form.cleaned_data["version"], timezone.localdate()
        oversight.quieten_action(action=found, by=request.user, version=version, until=None, reason="", on=today)
        messages.success(request, f"The officers of “{found}” are reminded again.")
        return back.url

    try:
        return once(request, form.token, act)
    except StaleVersionError:
        messages.warning(request, "Somebody saved this action meanwhile. Look at it again.")
    return back


@requires(Verb.APPROVE_DATES)
@answers(*SAFE)
def date_requests(request: SignedInRequest) -> HttpResponse:
    """The dates that wait for this director."""
    waiting = DateRequest.objects.visible_to(request.user).waiting().select_related("action__plan").order_by("on", "pk")
    return render(request, "actions/date_requests.html", {"waiting": waiting})


@requires(Verb.APPROVE_DATES, DateRequest)
@answers(*FORM)
def date_request(request: SignedInRequest, asked: DateRequest) -> HttpResponse:
    """One date asked for: approve it or not."""
    form = DecideForm(request.POST or None, initial={"version": asked.version})
    back, today = reverse("actions:date-requests"), timezone.localdate()
    if form.is_valid():

        def act() -> str:
            facts = form.facts("decision") | {"is_approved": form.cleaned_data["decision"] == "yes"}
            version = form.cleaned_data["version"]
            dates.decide_date(request=asked, by=request.user, version=version, on=today, **facts)
            word = "approved" if facts["is_approved"] else "not approved"
            messages.success(request, f"{asked.timing.as_written} is {word}. {asked.by_name} is told.")
            return back

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return both_texts(request, form, stale.current, {}, back=back)
        except ValidationError as refusal:
            form.take_errors(refusal)
    row = rated_action(asked.action, on=today)
    page = {"form": form, "asked": asked, "row": row, "button": "Decide", "back": back}
    page["date_changes"] = asked.action.date_changes.order_by("on", "pk")
    return render(request, "actions/date_request.html", page, status=400 if form.errors else 200)
