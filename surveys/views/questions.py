"""The questions of a survey."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from people.answering import form_page
from people.forms import OneTimeForm
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest
from surveys.forms.questions import QuestionForm
from surveys.models import Question, Survey
from surveys.services.questions import add_question, edit_question, remove_question


@requires(Verb.ENTER_COUNTS, Survey)
@answers(*FORM)
def add(request: SignedInRequest, survey: Survey) -> HttpResponse:
    form = QuestionForm(request.POST or None, plan=survey.plan, initial={"version": 1})

    def act() -> None:
        add_question(survey=survey, by=request.user, **form.question_facts())
        messages.success(request, "The question has been added.")

    page: dict[str, Any] = {"heading": "Add a question", "lede": survey.title, "button": "Add the question"}
    return form_page(request, form, act, back=address_of(survey.pk), **page)


@requires(Verb.ENTER_COUNTS, Question)
@answers(*FORM)
def edit(request: SignedInRequest, question: Question) -> HttpResponse:
    form = QuestionForm(request.POST or None, plan=question.plan, initial=QuestionForm.initial_of(question))

    def act() -> None:
        version, facts = form.cleaned_data["version"], form.question_facts()
        edit_question(question=question, by=request.user, version=version, **facts)
        messages.success(request, "The question has been saved.")

    page: dict[str, Any] = {
        "heading": "Edit the question",
        "lede": question.survey.title,
        "button": "Save the question",
    }
    return form_page(request, form, act, back=address_of(question.survey_id), theirs=QuestionForm.initial_of, **page)


@requires(Verb.ENTER_COUNTS, Question)
@answers(*FORM)
def remove(request: SignedInRequest, question: Question) -> HttpResponse:
    """Take a question away that nobody has answered: told first, then done."""
    form = OneTimeForm(request.POST or None)

    def act() -> None:
        remove_question(question=question, by=request.user)
        messages.success(request, f"“{question}” has been removed.")

    page: dict[str, Any] = {"heading": "Remove the question?", "lede": str(question), "button": "Remove the question"}
    return form_page(request, form, act, back=address_of(question.survey_id), **page)


def address_of(survey: int) -> str:
    return f"{reverse('surveys:survey', kwargs={'pk': survey})}#questions"
