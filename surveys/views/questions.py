"""The questions of a survey."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from people.conflict import both_texts
from people.forms import OneTimeForm
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest
from surveys.forms.questions import QuestionForm
from surveys.models import Question, Survey
from surveys.services.questions import add_question, edit_question, remove_question


@requires(Verb.ENTER_COUNTS, Survey)
@answers(*FORM)
def add(request: SignedInRequest, survey: Survey) -> HttpResponse:
    form = QuestionForm(request.POST or None, plan=survey.plan, initial={"version": 1})
    back = reverse("surveys:survey", kwargs={"pk": survey.pk})
    if form.is_valid():

        def act() -> str:
            add_question(survey=survey, by=request.user, **form.question_facts())
            messages.success(request, "The question has been added.")
            return f"{back}#questions"

        try:
            return once(request, form.token, act)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {"form": form, "heading": "Add a question", "lede": survey.title, "button": "Add the question", "back": back}
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


@requires(Verb.ENTER_COUNTS, Question)
@answers(*FORM)
def edit(request: SignedInRequest, question: Question) -> HttpResponse:
    form = QuestionForm(request.POST or None, plan=question.plan, initial=QuestionForm.initial_of(question))
    back = reverse("surveys:survey", kwargs={"pk": question.survey_id})
    if form.is_valid():

        def act() -> str:
            facts, version = form.question_facts(), form.cleaned_data["version"]
            edit_question(question=question, by=request.user, version=version, **facts)
            messages.success(request, "The question has been saved.")
            return f"{back}#questions"

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return both_texts(request, form, stale.current, QuestionForm.initial_of(stale.current), back=back)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {"form": form, "heading": "Edit the question", "lede": question.survey.title, "button": "Save the question"}
    return render(request, "form_page.html", page | {"back": back}, status=400 if form.errors else 200)


@requires(Verb.ENTER_COUNTS, Question)
@answers(*FORM)
def remove(request: SignedInRequest, question: Question) -> HttpResponse:
    """Take a question away that nobody has answered: told first, then done."""
    form = OneTimeForm(request.POST or None)
    back = reverse("surveys:survey", kwargs={"pk": question.survey_id})
    if form.is_valid():

        def act() -> str:
            remove_question(question=question, by=request.user)
            messages.success(request, f"“{question}” has been removed.")
            return f"{back}#questions"

        try:
            return once(request, form.token, act)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {"form": form, "heading": "Remove the question?", "lede": str(question), "button": "Remove the question"}
    return render(request, "form_page.html", page | {"back": back}, status=400 if form.errors else 200)
