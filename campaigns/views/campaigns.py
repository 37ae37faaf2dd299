"""Campaigns: put in the plan, run, paid for, judged, learnt from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from campaigns.forms.activity import ActivityForm, PlanForm
from campaigns.forms.campaign import CampaignForm, FindingForm, FinishForm, SpendForm
from campaigns.models import Brief, Campaign, Finding, Spending
from campaigns.permissions import check_step, step_for
from campaigns.services import campaigns as services
from campaigns.tables import CampaignTable
from campaigns.templatetags.briefs import pounds
from campaigns.views.briefs import page_of as brief_page
from people.answering import form_page, press
from people.conflict import both_texts
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest


@requires(Verb.RUN_CAMPAIGNS, Brief)
@answers(*FORM)
def put_in_plan(request: SignedInRequest, found: Brief) -> HttpResponse:
    """An approved brief becomes actions of the plan: a row for each thing that is to be done."""
    check_step(request.user, found, step_for(found, "plan"), "plan")
    form = PlanForm(request.POST or None, brief=found)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            campaign = services.put_in_plan(
                brief=found, by=request.user, version=form.cleaned_data["version"], priority=form.cleaned_data["priority"],
                planned=form.planned, on=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, f"“{campaign}” is in the plan.")
            return page_of(campaign)

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return both_texts(request, form, stale.current, {}, back=brief_page(found))
        except ValidationError as refusal:
            form.take_errors(refusal)
    wrong = bool(form.errors) or any(True for _ in form.wrong)
    page = {"form": form, "brief": found, "back": brief_page(found), "is_wrong": wrong}
    return render(request, "campaigns/put_in_plan.html", page, status=400 if wrong else 200)


@requires(Verb.SEE_CAMPAIGNS)
@answers(*SAFE)
def campaigns(request: SignedInRequest) -> HttpResponse:
    """The campaigns of the reader's councils."""
    rows = Campaign.objects.visible_to(request.user).prefetch_related("spending").in_order()
    table = CampaignTable.shown(request, rows)
    return table.file() or render(request, "campaigns/campaigns.html", {"table": table})


def page_of(campaign: Campaign) -> str:
    return reverse("campaigns:campaign", kwargs={"pk": campaign.pk})


@requires(Verb.SEE_CAMPAIGNS, Campaign)
@answers(*SAFE)
def campaign(request: SignedInRequest, found: Campaign) -> HttpResponse:
    """One campaign: what it does and when, what it cost, what came of it."""
    activities = found.activities.select_related("action", "channel").prefetch_related("action__occurrences")
    findings = list(found.findings.select_related("measure").order_by("pk"))
    page = {
        "campaign": found,
        "activities": list(activities.order_by("action__position", "pk")),
        "spending": list(found.spending.order_by("on", "pk")),
        "levels": [(label, [one for one in findings if one.level == level]) for level, label in Finding.Level.choices],
        "messages_said": list(found.messages.in_order()),
        "can_run": can(request.user, Verb.RUN_CAMPAIGNS, found),
        "left": None if found.budget is None else found.budget - found.spent,
    }
    return render(request, "campaigns/campaign.html", page)


@requires(Verb.RUN_CAMPAIGNS, Campaign)
@answers(*FORM)
def edit(request: SignedInRequest, found: Campaign) -> HttpResponse:
    form = CampaignForm(request.POST or None, campaign=found, initial=facts_of(found) | {"version": found.version})

    def act() -> None:
        version = form.cleaned_data["version"]
        services.edit_campaign(campaign=found, by=request.user, version=version, **form.facts())
        messages.success(request, f"“{found}” is saved.")

    page: dict[str, Any] = {"heading": "Edit the campaign", "lede": str(found), "button": "Save the campaign"}
    return form_page(request, form, act, back=page_of(found), theirs=facts_of, **page)


def facts_of(found: Campaign) -> dict[str, Any]:
    names = ("title", "team", "starts_on", "ends_on", "budget", "hours")
    return {name: getattr(found, name) for name in names} | {"messages": list(found.messages.all())}


@requires(Verb.RUN_CAMPAIGNS, Campaign)
@answers(*FORM)
def add_activity(request: SignedInRequest, found: Campaign) -> HttpResponse:
    """One more thing that the campaign does: an action of the plan."""
    form = ActivityForm(request.POST or None, campaign=found)

    def act() -> None:
        made = services.add_activity(campaign=found, by=request.user, planned=form.planned(), on=timezone.localdate())
        messages.success(request, f"“{made}” is in the plan.")

    page: dict[str, Any] = {"heading": "Add an action", "lede": str(found), "button": "Add it"}
    return form_page(request, form, act, back=page_of(found), **page)


@requires(Verb.RUN_CAMPAIGNS, Campaign)
@answers(*FORM)
def spend(request: SignedInRequest, found: Campaign) -> HttpResponse:
    """Enter money that was spent."""
    form = SpendForm(request.POST or None, initial={"version": 1})

    def act() -> None:
        made = services.spend(campaign=found, by=request.user, today=timezone.localdate(), **form.facts())
        messages.success(request, f"{pounds(made.amount)} for “{made.what}” is entered.")

    page: dict[str, Any] = {"heading": "Money spent", "lede": str(found), "button": "Enter it"}
    return form_page(request, form, act, back=page_of(found), **page)


@requires(Verb.RUN_CAMPAIGNS, Campaign)
@answers(*FORM)
def correct_spending(request: SignedInRequest, found: Campaign, spending: int) -> HttpResponse:
    """Put right what was entered as spent."""
    row = get_object_or_404(found.spending, pk=spending)
    form = SpendForm(request.POST or None, initial=spent(row) | {"version": row.version})

    def act() -> None:
        version, today = form.cleaned_data["version"], timezone.localdate()
        services.correct_spending(spending=row, by=request.user, version=version, today=today, **form.facts())
        messages.success(request, f"Corrected: {pounds(row.amount)} for “{row.what}”.")

    page: dict[str, Any] = {"heading": "Correct what was spent", "lede": str(found), "button": "Save the correction"}
    return form_page(request, form, act, back=page_of(found), theirs=spent, **page)


def spent(row: Spending) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("what", "amount", "on")}


@requires(Verb.RUN_CAMPAIGNS, Campaign)
@answers(*FORM)
def add_finding(request: SignedInRequest, found: Campaign) -> HttpResponse:
    """One more line of the evaluation."""
    return finding_page(request, found, None)


@requires(Verb.RUN_CAMPAIGNS, Campaign)
@answers(*FORM)
def edit_finding(request: SignedInRequest, found: Campaign, finding: int) -> HttpResponse:
    return finding_page(request, found, get_object_or_404(found.findings, pk=finding))


def finding_page(request: SignedInRequest, campaign: Campaign, finding: Finding | None) -> HttpResponse:
    initial = finding_facts(finding) | {"version": finding.version} if finding else {"version": 1}
    form = FindingForm(request.POST or None, campaign=campaign, initial=initial)

    def act() -> None:
        version = form.cleaned_data["version"]
        services.keep_finding(campaign=campaign, by=request.user, finding=finding, version=version, **form.facts())
        messages.success(request, "The finding is kept.")

    page: dict[str, Any] = {"heading": "What came of it", "lede": str(campaign), "button": "Keep it"}
    return form_page(request, form, act, back=page_of(campaign), theirs=finding_facts, **page)


def finding_facts(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in ("level", "expected", "found")} | {"measure": finding.measure_id}


@requires(Verb.RUN_CAMPAIGNS, Campaign)
@answers(*FORM)
def finish(request: SignedInRequest, found: Campaign) -> HttpResponse:
    """Close it, with what was learnt. The page lists what is still ahead, and asks whether it is finished all the same."""
    ahead = services.ahead_of(found, on=timezone.localdate())
    initial = {"version": found.version, "lessons": found.lessons}
    form = FinishForm(request.POST or None, is_over=not ahead, initial=initial)

    def act() -> None:
        version = form.cleaned_data["version"]
        services.finish_campaign(
            campaign=found, by=request.user, version=version, on=timezone.localdate(), **form.facts()
        )
        messages.success(
            request, f"“{found}” is finished. Its lessons are offered to the next brief for the same people."
        )

    page: dict[str, Any] = {"heading": "Finish the campaign", "lede": str(found), "button": "Finish it"}
    page |= {"before": "campaigns/still_ahead.html", "ahead": ahead}
    return form_page(request, form, act, back=page_of(found), theirs=lessons_of, **page)


def lessons_of(found: Campaign) -> dict[str, Any]:
    return {"lessons": found.lessons}


@requires(Verb.RUN_CAMPAIGNS, Campaign)
@answers(*POST)
def take_up(request: SignedInRequest, found: Campaign) -> HttpResponse:
    """Have a finished one run on."""

    def act(version: int) -> str:
        services.take_up_again(campaign=found, by=request.user, version=version)
        return f"“{found}” is taken up again."

    return press(request, act, back=page_of(found))
