"""Making plans, keeping their priorities, adopting them, declaring their colours."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from people.conflict import both_texts
from people.forms import EditForm
from people.models import Organisation, StaleVersionError
from people.once import once
from people.permissions import FORM, POST, SAFE, Verb, answers, can, organisations_for, public, requires
from people.requests import SignedInRequest
from plans import services
from plans.forms import DeclareForm, PlanForm, PriorityForm, RulesForm
from plans.models import RULES, Plan, Priority
from plans.rag import MEANINGS

PLAN_FIELDS = (
    "title",
    "kind",
    "first_year",
    "last_year",
    "partnership",
    "aim",
    "cycle",
    "roll_up",
    "measures_driven_by",
)


@public
@answers(*SAFE)
def help_page(request: SignedInRequest) -> HttpResponse:
    return render(request, "plans/help.html", {"colours": list(MEANINGS)})


@requires(Verb.MANAGE_PLAN)
@answers(*FORM)
def add_plan(request: SignedInRequest) -> HttpResponse:
    councils = organisations_for(request.user, Verb.MANAGE_PLAN)
    may_share = can(request.user, Verb.SHARE_PLAN)
    form = PlanForm(
        request.POST or None, organisations=councils, is_new=True, may_share=may_share, initial={"version": 1}
    )
    if form.is_valid():

        def act() -> str:
            plan = services.add_plan(by=request.user, **form.facts())
            messages.success(
                request, f"{plan} has been made. It is empty: import its table, or add actions one by one."
            )
            return reverse("plans:plan", kwargs={"slug": plan.slug})

        return once(request, form.token, act)
    page = {"form": form, "heading": "New plan", "button": "Make the plan", "back": reverse("reports:plans")}
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def plan(request: SignedInRequest, found: Plan) -> HttpResponse:
    """The plan manager's page: settings, priorities, and the ways to fill it."""
    initial = plan_facts(found) | {"version": found.version}
    form = PlanForm(
        request.POST or None,
        organisations=Organisation.objects.none(),
        is_new=False,
        may_share=can(request.user, Verb.SHARE_PLAN, found),
        owner=found.organisation_id,
        initial=initial,
    )
    if form.is_valid():

        def act() -> str:
            services.edit_plan(plan=found, by=request.user, version=form.cleaned_data["version"], **form.facts())
            messages.success(request, f"{found} has been saved.")
            return reverse("plans:plan", kwargs={"slug": found.slug})

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            theirs = plan_facts(stale.current)
            return both_texts(request, form, stale.current, theirs)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {
        "plan": found,
        "partners": found.partners.in_order(),
        "can_administer": can(request.user, Verb.ADMINISTER, found.organisation),
        "not_reminded": services.not_reminded(found),
        "form": form,
        "button": "Save the plan",
        "priorities": found.priorities.in_order(),
        "measures": found.measures.select_related("audience").order_by("position", "pk"),
        "actions": found.actions.order_by("position", "pk").only("title", "timing", "plan"),
        "adopt_form": EditForm(initial={"version": found.version}),
    }
    return render(request, "plans/plan.html", page, status=400 if form.errors else 200)


def plan_facts(found: Plan) -> dict[str, object]:
    """What stands of a plan, as its form shows it."""
    return {name: getattr(found, name) for name in PLAN_FIELDS} | {"partners": found.partners.in_order()}


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def rules(request: SignedInRequest, found: Plan) -> HttpResponse:
    """What the plan's colours, dates and reminders go by."""
    form = RulesForm(request.POST or None, initial=rules_of(found) | {"version": found.version})
    back = reverse("plans:plan", kwargs={"slug": found.slug})
    if form.is_valid():

        def act() -> str:
            services.set_rules(plan=found, by=request.user, version=form.cleaned_data["version"], **form.facts())
            messages.success(request, f"The rules of {found} are saved. Its colours follow them from now on.")
            return back

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return both_texts(request, form, stale.current, rules_of(stale.current), back=back)
    page = {"form": form, "plan": found, "back": back}
    return render(request, "plans/rules.html", page, status=400 if form.errors else 200)


def rules_of(found: Plan) -> dict[str, object]:
    return {name: getattr(found, name) for name in RULES}


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*POST)
def adopt(request: SignedInRequest, found: Plan) -> HttpResponse:
    form = EditForm(request.POST)
    if form.is_valid():

        def act() -> str:
            services.adopt_plan(
                plan=found, by=request.user, version=form.cleaned_data["version"], on=timezone.localdate()
            )
            messages.success(request, f"{found} is adopted. Its officers are reminded from now on.")
            if silent := services.not_reminded(found):
                names = ", ".join(str(officer) for officer in silent)
                messages.warning(request, f"Without an e-mail address, and so not reminded: {names}.")
            return reverse("plans:plan", kwargs={"slug": found.slug})

        try:
            return once(request, form.token, act)
        except StaleVersionError:
            messages.warning(request, "Somebody saved this plan meanwhile. Look at it again, then adopt it.")
        except ValidationError as refusal:
            messages.warning(request, " ".join(refusal.messages))
    return redirect("plans:plan", slug=found.slug)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def add_priority(request: SignedInRequest, found: Plan) -> HttpResponse:
    form = PriorityForm(request.POST or None, initial={"version": 1})
    if form.is_valid():

        def act() -> str:
            with transaction.atomic():
                made = services.add_priority(plan=found, by=request.user, **form.facts())
            messages.success(request, f"“{made}” has been added.")
            return reverse("plans:plan", kwargs={"slug": found.slug})

        try:
            return once(request, form.token, act)
        except IntegrityError:
            form.add_error("title", "The plan has a priority of this title already.")
    return priority_page(request, found, form, "New priority", "Add priority")


@requires(Verb.MANAGE_PLAN, Priority)
@answers(*FORM)
def priority(request: SignedInRequest, found: Priority) -> HttpResponse:
    initial = {name: getattr(found, name) for name in ("title", "reference", "description", "version")}
    form = PriorityForm(request.POST or None, initial=initial)
    if form.is_valid():

        def act() -> str:
            with transaction.atomic():
                services.edit_priority(
                    priority=found, by=request.user, version=form.cleaned_data["version"], **form.facts()
                )
            return reverse("plans:plan", kwargs={"slug": found.plan.slug})

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            theirs = {name: getattr(stale.current, name) for name in ("title", "reference", "description")}
            return both_texts(request, form, stale.current, theirs)
        except IntegrityError:
            form.add_error("title", "The plan has a priority of this title already.")
    return priority_page(request, found.plan, form, found.title, "Save the priority")


def priority_page(request: SignedInRequest, of: Plan, form: PriorityForm, heading: str, button: str) -> HttpResponse:
    back = reverse("plans:plan", kwargs={"slug": of.slug})
    page = {"form": form, "heading": heading, "lede": of.title, "button": button, "back": back}
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


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
    back = reverse("reports:dashboard", kwargs={"slug": of.slug})
    if form.is_valid():

        def act() -> str:
            services.declare(plan=of, priority=of_priority, by=request.user, on=timezone.localdate(), **form.facts())
            messages.success(request, f"The colour of “{of_priority or of}” is declared.")
            return back

        return once(request, form.token, act)
    page = {"form": form, "heading": f"Declare a colour: {of_priority or of}", "button": "Declare", "back": back}
    page["lede"] = "It stands beside what rolls up from below, with your reason, on the dashboard and in the paper."
    return render(request, "form_page.html", page, status=400 if form.errors else 200)
