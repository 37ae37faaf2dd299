"""Deciding on briefs: the steps, and what makes way for urgent work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from campaigns.flow import APPROVING, FLOW, STATES, Needs, State
from campaigns.forms.brief import PutBackForm, StepForm
from campaigns.judged import asked_as, differences, is_judgement
from campaigns.models import Brief, Displacement
from campaigns.permissions import check_step, open_steps, step_for
from campaigns.services import briefs as services
from campaigns.services import displacements
from campaigns.tables import AheadTable, DisplacementTable
from campaigns.views.briefs import last_word, page_of
from people.answering import form_page, press
from people.permissions import FORM, POST, SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from plans.periods import in_words

KEYS = {step.key for step in FLOW if step.key != "plan"}
SAID = {
    "submit": "is submitted",
    "withdraw": "is withdrawn",
    "assess": "is assessed, and waits for a director",
    "return": "is sent back with your question",
    "decline": "is declined",
    "let_go": "is let go",
}


@requires(Verb.SEE_CAMPAIGNS, Brief)
@answers(*FORM)
def step(request: SignedInRequest, found: Brief, key: str) -> HttpResponse:
    """Take one step. Who may not is told so before anything is asked, and again when it is sent."""
    if key not in KEYS:
        raise Http404
    asked = next((one for one in open_steps(request.user, found) if one.key == key), None)
    asked = asked or check_step(request.user, found, step_for(found, key), key)
    form, history = StepForm(request.POST or None, step=asked, brief=found), list(found.steps.order_by("number"))

    def act() -> None:
        version, words = form.cleaned_data["version"], form.cleaned_data.get("words", "")
        made = services.take_step(
            brief=found, by=request.user, version=version, key=key, on=timezone.localdate(), words=words,
            assessment=form.assessment,
        )  # fmt: skip
        told = f" {found.requested_by} is told." if made.is_told else ""
        messages.success(request, f"“{found}” {SAID.get(key) or said_of(State(made.after))}.{told}")

    page: dict[str, Any] = {
        "heading": asked.label.split(",")[0],
        "brief": found,
        "step": asked,
        "button": asked.label.split(",")[0],
        "approving": APPROVING,
        "last_word": last_word(found, history) if key == "submit" else None,
        "differences": differences(asked_as(history), vars(found)),
        "judged_because": next((one.words for one in reversed(history) if is_judgement(one)), ""),
        "displacements": list(found.displacements.select_related("action").order_by("pk")),
        "asks_displacement": asked.needs == Needs.ASSESSMENT and found.kind == "urgent",
    }
    return form_page(request, form, act, back=page_of(found), template="campaigns/step.html", theirs=nothing_of, **page)


def nothing_of(current: Brief) -> dict[str, Any]:
    return {"words": "", "hours": current.hours, "advice": current.advice}


def said_of(state: State) -> str:
    return "is approved" if state == State.APPROVED else f"now {STATES[state][0].lower()}{STATES[state][1:]}"


@requires(Verb.ASSESS_BRIEF, Brief)
@answers(*SAFE)
def ahead(request: SignedInRequest, found: Brief) -> HttpResponse:
    """The next twelve months, from which what makes way for an urgent brief is chosen."""
    displacements.check_may_name(found, request.user)
    rows = displacements.planned_ahead(found, on=timezone.localdate())
    if words := " ".join(request.GET.get("q", "").split())[:100]:
        rows = rows.filter(action__title__icontains=words)
    table = AheadTable.shown(request, rows)
    table.brief = found
    if file := table.file():
        return file
    named = list(found.displacements.select_related("action").order_by("pk"))
    return render(request, "campaigns/ahead.html", {"table": table, "brief": found, "named": named, "query": words})


def ahead_of(brief: Brief) -> str:
    return reverse("campaigns:ahead", kwargs={"pk": brief.pk})


@requires(Verb.ASSESS_BRIEF, Brief)
@answers(*FORM)
def put_back(request: SignedInRequest, found: Brief, occurrence: int) -> HttpResponse:
    """Name one thing that makes way."""
    displacements.check_may_name(found, request.user)
    due = get_object_or_404(displacements.planned_ahead(found, on=timezone.localdate()), pk=occurrence)
    form = PutBackForm(request.POST or None, initial={"version": found.version}, now_due=due.due)

    def act() -> None:
        made = displacements.name_displaced(
            brief=found, by=request.user, version=form.cleaned_data["version"], occurrence=due, on=timezone.localdate(),
            **form.facts(),
        )  # fmt: skip
        messages.success(request, f"“{made.action}” goes back to {in_words(made.due)} if this brief is approved.")

    lede = (
        f"{due}, due on {in_words(due.due)}. It makes way for “{found}”. Nothing moves before a director approves it."
    )
    page: dict[str, Any] = {"heading": "Put back", "lede": lede, "button": "Name it"}
    return form_page(request, form, act, back=ahead_of(found), theirs=nothing_of, **page)


@requires(Verb.ASSESS_BRIEF, Brief)
@answers(*POST)
def unname(request: SignedInRequest, found: Brief, displacement: int) -> HttpResponse:
    """Let it stay where it is after all."""
    named = get_object_or_404(found.displacements, pk=displacement)

    def act(version: int) -> str:
        displacements.unname_displaced(displacement=named, by=request.user, version=version)
        return f"“{named.action}” stays where it is."

    return press(request, act, back=ahead_of(found))


@requires(Verb.SEE_CAMPAIGNS)
@answers(*SAFE)
def register(request: SignedInRequest) -> HttpResponse:
    """Everything that was put back for urgent work here; what a file says was, is on its action's and its brief's page."""
    briefs = Brief.objects.visible_to(request.user).filter(is_taken_in=False)
    rows = Displacement.objects.filter(brief__in=briefs).exclude(done_on=None)
    table = DisplacementTable.shown(request, rows.select_related("action", "brief").order_by("-done_on", "-pk"))
    return table.file() or render(request, "campaigns/displacements.html", {"table": table})
