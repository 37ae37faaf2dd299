"""What directors ask about actions, and what officers answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from actions.forms import AnswerForm, AskForm
from actions.models import Action, ActionQuestion
from actions.permissions import check_can_update, check_is_running
from actions.services import questions as services
from actions.tables import QuestionTable
from actions.views.pages import page_of
from people.answering import form_page, press
from people.forms import OneTimeForm
from people.models import User
from people.permissions import FORM, POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest


@requires(Verb.ASK, Action)
@answers(*FORM)
def ask(request: SignedInRequest, found: Action) -> HttpResponse:
    """Ask the officers of an action."""
    check_is_running(found)
    form = AskForm(request.POST or None)

    def act() -> None:
        asked = services.ask_question(action=found, by=request.user, on=timezone.localdate(), **form.facts())
        if asked.asked_of:
            messages.success(request, f"Your question on “{found}” is asked of {asked.asked_of}, by e-mail.")
        else:
            messages.warning(request, f"Your question stands on “{found}”, but nobody on it can be written to.")

    lede = f"{found.title}. Those named on the action are told by e-mail, and you are when they answer."
    page: dict[str, Any] = {"heading": "Ask why", "lede": lede, "button": "Ask"}
    return form_page(request, form, act, back=page_of(found), **page)


@requires(Verb.POST_UPDATE, ActionQuestion)
@answers(*FORM)
def answer(request: SignedInRequest, asked: ActionQuestion) -> HttpResponse:
    """Answer in words alone."""
    check_can_update(request.user, asked.action)
    form = AnswerForm(request.POST or None)

    def act() -> None:
        services.answer_question(question=asked, by=request.user, on=timezone.localdate(), **form.facts())
        messages.success(request, f"Your answer is given. {asked.by_name} is told by e-mail.")

    lede = f"{asked.by_name} asks of “{asked.action}”: “{asked.text}”"
    page: dict[str, Any] = {"heading": "Answer in words", "lede": lede, "button": "Answer"}
    return form_page(request, form, act, back=page_of(asked.action), **page)


@requires(Verb.ASK, ActionQuestion)
@answers(*POST)
def withdraw(request: SignedInRequest, asked: ActionQuestion) -> HttpResponse:
    """Take a question back."""

    def act(version: int) -> str:
        services.withdraw_question(question=asked, by=request.user, on=timezone.localdate())
        return "Your question is withdrawn. Nobody is asked to answer it any more."

    return press(request, act, back=page_of(asked.action), form=OneTimeForm)


@requires(Verb.SIGN_IN)
@answers(*SAFE)
def questions(request: SignedInRequest) -> HttpResponse:
    """The questions this person asked , or (`?whose=of-you`) those asked of them; open ones first."""
    asks = can(request.user, Verb.ASK)
    is_asker = asks and request.GET.get("whose") != "of-you"
    table = QuestionTable.shown(request, listed(request.user, is_asker=is_asker))
    table.caption = "Questions you asked" if is_asker else "Questions asked of you"
    table.is_asker = is_asker
    if file := table.file():
        return file
    return render(request, "actions/questions.html", {"table": table, "asks": asks, "is_asker": is_asker})


def listed(user: User, *, is_asker: bool) -> list[ActionQuestion]:
    """Those of plans the person may see; three queries."""
    found = ActionQuestion.objects.visible_to(user)
    given = Action.objects.visible_to(user).given_to(user, on=timezone.localdate())
    found = found.filter(by=user) if is_asker else found.filter(action__in=given.values("pk"))
    rows = found.select_related("action__plan").with_answers().order_by("-on", "-pk")
    return sorted(rows, key=lambda one: not one.is_open)
