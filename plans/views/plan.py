"""Making plans, keeping their priorities, adopting them, declaring their colours."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from people.answering import form_page, press
from people.forms import EditForm, OneTimeForm
from people.models import Organisation
from people.permissions import FORM, POST, Verb, answers, can, organisations_for, requires
from people.requests import SignedInRequest, number_in
from plans import services
from plans.forms import AdoptForm, CloseForm, DeclareForm, HeaderForm, PlanForm, RulesForm
from plans.models import HEADER, RULES, Plan, Priority
from plans.sections import counted
from plans.views.actions import action_groups

PLAN_FIELDS = (
    "title",
    "kind",
    "first_year",
    "last_year",
    "partnership",
    "cycle",
    "roll_up",
    "measures_driven_by",
)


@requires(Verb.MANAGE_PLAN)
@answers(*FORM)
def add_plan(request: SignedInRequest) -> HttpResponse:
    councils = organisations_for(request.user, Verb.MANAGE_PLAN)
    may_share = can(request.user, Verb.SHARE_PLAN)
    form = PlanForm(
        request.POST or None, organisations=councils, is_new=True, may_share=may_share, initial={"version": 1}
    )

    def act() -> str:
        plan = services.add_plan(by=request.user, **form.facts())
        messages.success(
            request,
            f"{plan} has been made. It is empty: import the table you have, or fill its sections and add its actions one by one.",
        )
        return page_of(plan)

    back = reverse("reports:plans")
    return form_page(request, form, act, back=back, heading="New plan", button="Make the plan")


def page_of(plan: Plan) -> str:
    return reverse("plans:plan", kwargs={"slug": plan.slug})


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def plan(request: SignedInRequest, found: Plan) -> HttpResponse:
    """The plan manager's page: settings, priorities, and the ways to fill it."""
    form = PlanForm(
        request.POST or None,
        organisations=Organisation.objects.none(),
        is_new=False,
        may_share=can(request.user, Verb.SHARE_PLAN, found),
        owner=found.organisation_id,
        initial=plan_facts(found) | {"version": found.version},
    )

    def act() -> None:
        services.edit_plan(plan=found, by=request.user, version=form.cleaned_data["version"], **form.facts())
        messages.success(request, f"{found} has been saved.")

    query = " ".join(request.GET.get("q", "").split())[:100]
    page = {
        "plan": found,
        "partners": found.partners.in_order(),
        "can_administer": can(request.user, Verb.ADMINISTER, found.organisation),
        "not_reminded": services.not_reminded(found),
        "own_officers": [found.organisation_id] if can(request.user, Verb.NAME_OFFICERS, found.organisation) else [],
        "unnamed_posts": services.unnamed_posts(found),
        "button": "Save the plan",
        "sections": counted(found),
        "groups": action_groups(found, query),
        "query": query,
        "count": found.actions.count(),
        "done": services.last_change(found, found.actions.model, request.user, number_in(request.GET.get("done"))),
        "button_form": OneTimeForm(auto_id=False),
        "adopt_form": EditForm(initial={"version": found.version}),
    }
    return form_page(request, form, act, back=page_of(found), template="plans/plan.html", theirs=plan_facts, **page)


def plan_facts(found: Plan) -> dict[str, object]:
    """What stands of a plan, as its form shows it."""
    return {name: getattr(found, name) for name in PLAN_FIELDS} | {"partners": found.partners.in_order()}


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def header(request: SignedInRequest, found: Plan) -> HttpResponse:
    """The plan's first page: aim, who answers for it, what it costs, how it is governed."""
    form = HeaderForm(request.POST or None, initial=header_of(found) | {"version": found.version})

    def act() -> None:
        services.edit_plan(plan=found, by=request.user, version=form.cleaned_data["version"], **form.facts())
        messages.success(request, f"The first page of {found} is saved.")

    page: dict[str, Any] = {"heading": "First page", "lede": found.title, "button": "Save the first page"}
    return form_page(request, form, act, back=page_of(found), theirs=header_of, **page)


def header_of(found: Plan) -> dict[str, object]:
    return {name: getattr(found, name) for name in HEADER}


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def rules(request: SignedInRequest, found: Plan) -> HttpResponse:
    """What the plan's colours, dates and reminders go by."""
    form = RulesForm(request.POST or None, initial=rules_of(found) | {"version": found.version})

    def act() -> None:
        services.set_rules(plan=found, by=request.user, version=form.cleaned_data["version"], **form.facts())
        messages.success(request, f"The rules of {found} are saved. Its colours follow them from now on.")

    return form_page(request, form, act, back=page_of(found), template="plans/rules.html", theirs=rules_of, plan=found)


def rules_of(found: Plan) -> dict[str, object]:
    return {name: getattr(found, name) for name in RULES}


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def adopt(request: SignedInRequest, found: Plan) -> HttpResponse:
    """Adopt a draft: by whom, and on which day."""
    today = timezone.localdate()
    form = AdoptForm(request.POST or None, today=today, initial={"version": found.version, "on": today})

    def act() -> None:
        services.adopt_plan(
            plan=found,
            by=request.user,
            version=form.cleaned_data["version"],
            on=form.cleaned_data["on"] or today,
            adopted_by=form.cleaned_data["adopted_by"],
        )
        if silent := services.not_reminded(found):
            names = ", ".join(str(officer) for officer in silent)
            messages.warning(request, f"Without an e-mail address, and so not reminded: {names}.")
        messages.success(request, f"{found} is adopted. Its officers are reminded from now on.")

    page: dict[str, Any] = {"heading": "Adopt the plan", "button": "Adopt the plan"}
    page["lede"] = f"{found}. From that day its officers are reminded, and silence is counted."
    return form_page(request, form, act, back=page_of(found), **page)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def close(request: SignedInRequest, found: Plan) -> HttpResponse:
    """Close a plan whose year is over."""
    today = timezone.localdate()
    form = CloseForm(request.POST or None, today=today, initial={"version": found.version, "on": today})

    def act() -> None:
        sent = form.cleaned_data
        services.close_plan(plan=found, by=request.user, version=sent["version"], on=sent["on"] or today, today=today)
        messages.success(request, f"{found} is closed. It stays to be read, and can be reopened.")

    page: dict[str, Any] = {"heading": "Close the plan", "button": "Close the plan"}
    page["lede"] = (
        f"{found}. Nobody is reminded of it any more, and nothing in it is changed. Its colours stay as they are today."
    )
    return form_page(request, form, act, back=page_of(found), **page)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*POST)
def reopen(request: SignedInRequest, found: Plan) -> HttpResponse:
    def act(version: int) -> str:
        services.reopen_plan(plan=found, by=request.user, version=version)
        return f"{found} is open again."

    return press(request, act, back=page_of(found))


@requires(Verb.DECLARE, Plan, by="slug")
@answers(*FORM)
def declare_plan(request: SignedInRequest, found: Plan) -> HttpResponse:
    return declare_page(request, found, None)


@requires(Verb.DECLARE, Priority)
@answers(*FORM)
def declare_priority(request: SignedInRequest, found: Priority) -> HttpResponse:
    return declare_page(request, found.plan, found)


def declare_page(request: SignedInRequest, of: Plan, of_priority: Priority | None) -> HttpResponse:
    """Declare a colour for the plan or one of its priorities."""
    form = DeclareForm(request.POST or None)

    def act() -> None:
        services.declare(plan=of, priority=of_priority, by=request.user, on=timezone.localdate(), **form.facts())
        messages.success(request, f"The colour of “{of_priority or of}” is declared.")

    page: dict[str, Any] = {"heading": f"Declare a colour: {of_priority or of}", "button": "Declare"}
    page["lede"] = "It stands beside what rolls up from below, with your reason, on the dashboard and in the paper."
    return form_page(request, form, act, back=reverse("reports:dashboard", kwargs={"slug": of.slug}), **page)
