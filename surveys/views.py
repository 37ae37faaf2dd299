"""Measures of a plan, and the counts of its surveys."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.conflict import both_texts
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest
from plans.models import Plan
from surveys import services
from surveys.evidence import latest_counts
from surveys.forms import CountsForm, MeasureForm, SurveyForm, box_name
from surveys.models import Survey


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def add_measure(request: SignedInRequest, plan: Plan) -> HttpResponse:
    form = MeasureForm(request.POST or None, plan=plan)
    back = reverse("plans:plan", kwargs={"slug": plan.slug})
    if form.is_valid():

        def act() -> str:
            made = services.add_measure(plan=plan, by=request.user, **form.facts())
            messages.success(request, f"“{made}” has been added.")
            return back

        return once(request, form.token, act)
    page = {"form": form, "heading": "New measure", "lede": plan.title, "button": "Add measure", "back": back}
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


@requires(Verb.ENTER_COUNTS, Plan, by="slug")
@answers(*FORM)
def surveys(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """The plan's surveys, and the form that records one."""
    form = SurveyForm(request.POST or None, plan=plan)
    if form.is_valid():

        def act() -> str:
            facts = form.cleaned_data
            questions = {measure: measure.statement for measure in facts["measures"]}
            made = services.add_survey(
                plan=plan,
                by=request.user,
                title=facts["title"],
                held_on=facts["held_on"],
                questions=questions,
                populations=form.populations(),
            )
            return reverse("surveys:counts", kwargs={"pk": made.pk})

        return once(request, form.token, act)
    page = {"plan": plan, "form": form, "button": "Record the survey", "surveys": plan.surveys.in_order()}
    return render(request, "surveys/surveys.html", page, status=400 if form.errors else 200)


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
            services.enter_counts(
                survey=survey, by=request.user, version=version, counts=form.counts(), on=timezone.localdate()
            )
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
