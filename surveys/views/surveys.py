"""A plan's surveys, and each by itself: what it asked, of whom, what came of it and who was told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.conflict import both_texts
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan
from surveys.forms.surveys import FedBackForm, SurveyForm
from surveys.models import Survey
from surveys.results import results_of
from surveys.services.surveys import add_survey, edit_survey, record_fed_back


@requires(Verb.ENTER_COUNTS, Plan, by="slug")
@answers(*FORM)
def surveys(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """The plan's surveys, and the form that records one."""
    form = SurveyForm(request.POST or None, plan=plan, initial={"version": 1})
    if form.is_valid():

        def act() -> str:
            measures = form.cleaned_data.get("measures", ())
            made = add_survey(
                plan=plan,
                by=request.user,
                questions={measure: measure.statement for measure in measures},
                counts_dont_know=form.cleaned_data["counts_dont_know"],
                **form.survey_facts(),
            )
            return reverse("surveys:counts" if measures else "surveys:survey", kwargs={"pk": made.pk})

        try:
            return once(request, form.token, act)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {
        "plan": plan,
        "form": form,
        "button": "Record the survey",
        "surveys": plan.surveys.in_order(),
        "has_measures": "measures" in form.fields,
        "can_manage": can(request.user, Verb.MANAGE_PLAN, plan),
    }
    return render(request, "surveys/surveys.html", page, status=400 if form.errors else 200)


@requires(Verb.SEE_PLAN, Survey)
@answers(*SAFE)
def survey(request: SignedInRequest, found: Survey) -> HttpResponse:
    """What a survey asked, of whom, and what came of it."""
    return survey_page(request, found, FedBackForm())


def survey_page(request: SignedInRequest, found: Survey, form: FedBackForm) -> HttpResponse:
    page = {
        "survey": found,
        "plan": found.plan,
        "surveyed": found.surveyed.select_related("organisation").order_by("organisation__name"),
        "results": results_of(found, on=timezone.localdate()),
        "fed_back": found.fed_back.all(),
        "can_count": can(request.user, Verb.ENTER_COUNTS, found),
        "form": form,
        "smallest_base": settings.SMALLEST_BASE,
    }
    return render(request, "surveys/survey.html", page, status=400 if form.errors else 200)


@requires(Verb.ENTER_COUNTS, Survey)
@answers(*POST)
def fed_back(request: SignedInRequest, found: Survey) -> HttpResponse:
    """Say who was told of the results."""
    form = FedBackForm(request.POST)
    if not form.is_valid():
        return survey_page(request, found, form)

    def act() -> str:
        record_fed_back(survey=found, by=request.user, **form.facts())
        messages.success(request, f"{form.cleaned_data['to']}: saved.")
        return f"{reverse('surveys:survey', kwargs={'pk': found.pk})}#told"

    return once(request, form.token, act)


@requires(Verb.ENTER_COUNTS, Survey)
@answers(*FORM)
def edit(request: SignedInRequest, found: Survey) -> HttpResponse:
    """Correct what is known of a survey."""
    form = SurveyForm(request.POST or None, plan=found.plan, survey=found, initial=initial_of(found))
    back = reverse("surveys:survey", kwargs={"pk": found.pk})
    if form.is_valid():

        def act() -> str:
            facts = form.survey_facts()
            edit_survey(survey=found, by=request.user, version=form.cleaned_data["version"], **facts)
            messages.success(request, f"{found} has been saved.")
            return back

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return both_texts(request, form, stale.current, initial_of(stale.current), back=back)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {"form": form, "heading": "Edit the survey", "lede": found.plan.title, "button": "Save the survey"}
    return render(request, "form_page.html", page | {"back": back}, status=400 if form.errors else 200)


def initial_of(found: Survey) -> dict[str, Any]:
    """What stands of a survey, as its form shows it."""
    asked = {f"asked_{row.organisation_id}": row.population for row in found.surveyed.all()}
    return {**{name: getattr(found, name) for name in (*SurveyForm.FACTS, "version")}, **asked}
