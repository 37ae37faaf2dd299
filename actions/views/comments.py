"""Comments on an action."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone

from actions.forms import CommentForm
from actions.models import Action, ActionComment
from actions.services import comments as services
from actions.views.pages import page_of
from people.answering import form_page
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest


@requires(Verb.COMMENT, Action)
@answers(*FORM)
def comment(request: SignedInRequest, found: Action) -> HttpResponse:
    """Comment on an action. The form stands on the action's page too."""
    form = CommentForm(request.POST or None)

    def act() -> str:
        made = services.comment_on(action=found, by=request.user, on=timezone.localdate(), **form.facts())
        messages.success(request, whom_it_told(made))
        return page_of(found)

    page: dict[str, Any] = {"heading": "Comment on the action", "lede": found.title, "button": "Comment"}
    return form_page(request, form, act, back=page_of(found), **page)


def whom_it_told(comment: ActionComment) -> str:
    if comment.told:
        return f"Your comment is posted. Told by e-mail: {comment.told}."
    if "@" in comment.text:
        return (
            "Your comment is posted, and nobody is told. To tell somebody, write @ and their full name, as it stands in the "
            "list of officers; they need a sign-in."
        )
    return "Your comment is posted."
