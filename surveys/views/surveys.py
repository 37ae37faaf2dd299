"""A plan's surveys, and the counts of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.conflict import both_texts
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan
from surveys.evidence import latest_counts
from surveys.forms.surveys import CountsForm, SurveyForm, box_name
from surveys.models import Survey
from surveys.services.surveys import add_survey, edit_survey, enter_counts


@requires(Verb.ENTER_COUNTS, Plan, by="slug")
@answers(*FORM)
def surveys(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """The plan's surveys, and the form that records one."""
    form = SurveyForm(request.POST or None, plan=plan, initial={"version": 1})
    if form.is_valid():

        def act() -> str:
            questions = {measure: measure.statement for measure in form.cleaned_data["measures"]}
            made = add_survey(plan=plan, by=request.user, questions=questions, **form.survey_facts())
            return reverse("surveys:counts", kwargs={"pk": made.pk})

        return once(request, form.token, act)
    page = {
        "plan": plan,
        "form": form,
        "button": "Record the survey",
        "surveys": plan.surveys.in_order(),
        "has_measures": plan.measures.to_be_surveyed().exists(),
        "can_manage": can(request.user, Verb.MANAGE_PLAN, plan),
    }
    return render(request, "surveys/surveys.html", page, status=400 if form.errors else 200)


@requires(Verb.ENTER_COUNTS, Survey)
@answers(*FORM)
def edit(request: SignedInRequest, found: Survey) -> HttpResponse:
    """Correct what is known of a survey."""
    form = SurveyForm(request.POST or None, plan=found.plan, survey=found, initial=initial_of(found))
    back = reverse("surveys:list", kwargs={"slug": found.plan.slug})
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
    first = found.questions.first()
    asked = {f"asked_{row.organisation_id}": row.population for row in found.surveyed.all()}
    names = ("title", "held_on", "method", "is_self_selected", "version")
    facts = {name: getattr(found, name) for name in names}
    return {**facts, "counts_dont_know": first is None or first.counts_dont_know, **asked}


@requires(Verb.ENTER_COUNTS, Survey)
@answers(*FORM)
def counts(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """Enter the counts of a survey, by question and council."""
    form = CountsForm(request.POST or None, survey=survey)
    form.initial.update(standing(form), version=survey.version)
    back = reverse("reports:dashboard", kwargs={"slug": survey.plan.slug})
    if form.is_valid():

        def act() -> str:
            version = form.cleaned_data["version"]
            enter_counts(survey=survey, by=request.user, version=version, counts=form.counts(), on=timezone.localdate())
            messages.success(request, f"The counts of {survey} are saved.")
            return f"{back}#measures"

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            words = {"form_template": "surveys/counts_form.html", "button": "Save mine", "back": back}
            return both_texts(request, form, stale.current, standing(form), **words)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {"survey": survey, "form": form, "button": "Save counts", "back": back}
    return render(request, "surveys/counts.html", page, status=400 if form.errors else 200)


def standing(form: CountsForm) -> dict[str, int]:
    """The counts entered so far, by box."""
    latest = latest_counts([question.pk for question in form.questions], timezone.localdate())
    return {
        box_name(question, result.organisation, answer): getattr(result, answer)
        for question in form.questions
        for result in latest.get(question.pk, [])
        for answer in ("yes", "no", "dont_know")
    }
