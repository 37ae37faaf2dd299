"""The pre-election guard through its pages: what is held, what an action is, and the ways out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from actions.models import Action
from actions.rated import audience_names
from campaigns.forms.guard import Classed, ClearForm, ExemptForm, PlanPublicityForm, PublicityForm, SpokespersonForm
from campaigns.guard import Verdict, by_audience
from campaigns.guard_tables import HoldTable
from campaigns.holds import Thing, plans_before, things_before
from campaigns.models import Activity, Clearance
from campaigns.services import clearances, publicity
from people.answering import form_page, press
from people.forms import OneTimeForm
from people.permissions import FORM, POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest, number_in
from people.text import cleaned
from plans.models import Election, Plan
from plans.services import check_open

A_PAGE = 100  # actions that are classed at once


@requires(Verb.SEE_PLAN, Election)
@answers(*SAFE)
def holds(request: SignedInRequest, found: Election) -> HttpResponse:
    """Whatever of the council's plans falls in an election's period, held things first."""
    today = timezone.localdate()
    plans = plans_before(found, request.user)
    things = things_before(found, plans, on=today)
    table = HoldTable.shown(request, things)
    if file := table.file():
        return file
    table.moves, table.exempts, table.classes = (
        frozenset(plan.pk for plan in plans if can(request.user, verb, plan))
        for verb in (Verb.POST_UPDATE, Verb.EXEMPT, Verb.RUN_CAMPAIGNS)
    )
    page = {
        "election": found,
        "table": table,
        "counts": {verdict.name.lower(): sum(one.verdict == verdict for one in things) for verdict in Verdict},
        "is_over": found.polling_day < today,
        "is_on": found.notice_date <= today <= found.polling_day,
        "may_class": [plan for plan in plans if plan.pk in table.classes],
        "can_keep": can(request.user, Verb.KEEP_MEETINGS, found),
    }
    return render(request, "campaigns/holds.html", page)


@requires(Verb.RUN_CAMPAIGNS, Action)
@answers(*FORM)
def class_action(request: SignedInRequest, found: Action) -> HttpResponse:
    """Say what one action is."""
    activity = Activity.objects.filter(action=found).first() or Activity(action=found)
    audiences = audience_names([found.pk])[found.pk]
    initial = {"publicity": activity.publicity, "version": activity.version}
    form = PublicityForm(request.POST or None, audiences=audiences, initial=initial)

    def act() -> None:
        sent = form.cleaned_data
        said = publicity.class_action(
            action=found, publicity=sent["publicity"], by=request.user, version=sent["version"]
        )
        messages.success(request, classed_in_words(found, said, audiences))

    page: dict[str, Any] = {"heading": "Publicity", "lede": found.title, "button": "Save"}
    return form_page(request, form, act, back=page_of(found), theirs=lambda now: {"publicity": now.publicity}, **page)


def classed_in_words(action: Action, said: Activity, audiences: list[str]) -> str:
    if said.publicity:
        return f"“{action}” is classed: {said.get_publicity_display()}."
    tells = "its audience tells" if by_audience(audiences) else "its audience does not tell either"
    return f"Nobody has said any more what “{action}” is; {tells}."


@requires(Verb.RUN_CAMPAIGNS, Plan, by="slug")
@answers(*FORM)
def class_plan(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Say what every action of a plan is, on one page."""
    leaves = Action.objects.filter(plan=plan, dropped_on=None).leaves().in_order()
    shown = Paginator(leaves, A_PAGE).get_page(request.GET.get("page"))
    form = PlanPublicityForm(request.POST or None, rows=classed(list(shown)))
    back = f"{reverse('campaigns:publicity', kwargs={'slug': plan.slug})}?page={shown.number}"

    def act() -> None:
        check_open(plan)
        count = publicity.class_plan(plan=plan, said=form.said(), by=request.user)
        if count:
            messages.success(request, f"{count} action{'' if count == 1 else 's'} classed.")
        else:
            messages.warning(request, "Nothing was chosen anew, so nothing was saved.")

    return form_page(request, form, act, back=back, template="campaigns/publicity.html", plan=plan, shown=shown)


def classed(actions: list[Action]) -> list[Classed]:
    """Each with its audiences and what was said of it: two queries."""
    pks = [action.pk for action in actions]
    said = {one.action_id: one for one in Activity.objects.filter(action__in=pks)}
    audiences = audience_names(pks)
    none = Activity()
    return [
        Classed(one, audiences[one.pk], said.get(one.pk, none).publicity, said.get(one.pk, none).version)
        for one in actions
    ]


@requires(Verb.EXEMPT, Action)
@answers(*FORM)
def exempt(request: SignedInRequest, found: Action, election: int) -> HttpResponse:
    """Record that the Monitoring Officer has exempted what is held."""

    def act(before: Election, form: ClearForm) -> str:
        sent = form.facts("who")
        clearances.exempt(
            action=found, election=before, officer=form.cleaned_data["who"], by=request.user, on=today, **sent
        )
        return f"The exemption is recorded. It holds for these days only: if “{found}” is moved, it is held again."

    today = timezone.localdate()
    page = {"heading": "Record an exemption", "button": "Record the exemption"}
    return clearing(request, found, election, ExemptForm, act, lambda thing: True, page)


@requires(Verb.RUN_CAMPAIGNS, Action)
@answers(*FORM)
def spokesperson(request: SignedInRequest, found: Action, election: int) -> HttpResponse:
    """Name who speaks for the council in place of a Member."""

    def act(before: Election, form: ClearForm) -> str:
        sent = form.facts("who")
        clearances.name_spokesperson(
            action=found, election=before, name=form.cleaned_data["who"], by=request.user, on=today, **sent
        )
        return "The spokesperson is recorded. It holds for these days only."

    today = timezone.localdate()
    page = {"heading": "Name a spokesperson", "button": "Record the spokesperson"}
    return clearing(request, found, election, SpokespersonForm, act, lambda thing: thing.takes_spokesperson, page)


def clearing(
    request: SignedInRequest,
    found: Action,
    election: int,
    kind: type[ClearForm],
    act: Any,
    fits: Any,
    page: dict[str, Any],
) -> HttpResponse:
    """The form of a way out, for what of the action is held in the election; where nothing is, the action's page."""
    before = get_object_or_404(Election.objects.filter(organisation__in=found.plan.council_ids), pk=election)
    held: list[Thing] = [one for one in clearances.held_of(found, before, on=timezone.localdate()) if fits(one)]
    if not held and request.method != "POST":
        messages.warning(request, f"Nothing of “{found}” is held before {before} that this would let out.")
        return redirect(page_of(found))
    form = kind(request.POST or None, things=held)

    def record() -> None:
        messages.success(request, act(before, form))

    lede = f"{found.title}. {before}."
    return form_page(request, form, record, back=page_of(found), lede=lede, **page)


@requires(Verb.SEE_PLAN, Action)
@answers(*SAFE)
def cleared(request: SignedInRequest, found: Action) -> HttpResponse:
    """Every exemption and spokesperson of an action there has been, those that were taken back too."""
    rows = Clearance.objects.filter(action=found).select_related("election", "taken_back").order_by("-pk")
    page = {
        "action": found,
        "rows": rows,
        "may_exempt": can(request.user, Verb.EXEMPT, found),
        "form": OneTimeForm(auto_id=False),
    }
    return render(request, "campaigns/cleared.html", page)


@requires(Verb.EXEMPT, Action)
@answers(*POST)
def take_back(request: SignedInRequest, found: Action) -> HttpResponse:
    """Take an exemption or a spokesperson back."""
    clearance, reason = (
        number_in(request.POST.get("clearance")),
        " ".join(cleaned(request.POST.get("reason", "")).split()),
    )

    def act(version: int) -> str:
        clearances.take_back(
            action=found, clearance=clearance, reason=reason[:500], by=request.user, on=timezone.localdate()
        )
        return "It is taken back, and what it let out is held again."

    return press(request, act, back=reverse("campaigns:cleared", kwargs={"pk": found.pk}), form=OneTimeForm)


def page_of(found: Action) -> str:
    return reverse("actions:action", kwargs={"pk": found.pk})
