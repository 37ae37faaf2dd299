"""The pages on which measures are set."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from people.answering import form_page
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest
from plans.models import Plan
from surveys.forms.measures import MeasureForm
from surveys.models import Measure
from surveys.services.measures import add_measure, edit_measure

MEASURE_FIELDS = (
    "statement",
    "audience",
    "objective",
    "level",
    "unit",
    "better",
    "target",
    "floor",
    "frequency",
    "outturn_by",
    "owner",
    "outturn",
    "benchmark",
    "source",
)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def add(request: SignedInRequest, plan: Plan) -> HttpResponse:
    form = MeasureForm(request.POST or None, plan=plan, initial={"version": 1})

    def act() -> None:
        made = add_measure(plan=plan, by=request.user, **form.measure_facts())
        messages.success(request, f"“{made}” has been added.")

    page: dict[str, Any] = {"heading": "New measure", "lede": plan.title, "button": "Add measure"}
    return form_page(request, form, act, back=plan_address(plan), **page)


@requires(Verb.MANAGE_PLAN, Measure)
@answers(*FORM)
def edit(request: SignedInRequest, found: Measure) -> HttpResponse:
    """Correct a measure."""
    initial = facts_of(found) | {"version": found.version}
    form = MeasureForm(request.POST or None, plan=found.plan, initial=initial)

    def act() -> None:
        version = form.cleaned_data["version"]
        edit_measure(measure=found, by=request.user, version=version, **form.measure_facts())
        messages.success(request, f"“{found}” has been saved.")

    page: dict[str, Any] = {"heading": "Edit the measure", "lede": found.plan.title, "button": "Save the measure"}
    return form_page(request, form, act, back=plan_address(found.plan), theirs=facts_of, **page)


def facts_of(found: Measure) -> dict[str, Any]:
    """What stands of a measure, as its form shows it: 66, not 66.00."""
    facts = {name: getattr(found, name) for name in MEASURE_FIELDS}
    targets = {target.period: target.value for target in found.targets.all()}
    facts |= {"by_period": bool(targets)} | {f"target_{period}": value for period, value in targets.items()}
    return {name: f"{value.normalize():f}" if isinstance(value, Decimal) else value for name, value in facts.items()}


def plan_address(plan: Plan) -> str:
    return reverse("plans:section", kwargs={"slug": plan.slug, "section": "measures"})
