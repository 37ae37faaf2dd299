"""A person's tokens for the API: made, shown once, and revoked."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people import tokens as services
from people.answering import press
from people.forms import OneTimeForm
from people.models import ApiToken
from people.once import once
from people.permissions import FORM, POST, Verb, answers, requires
from people.requests import SignedInRequest
from people.tables import TokenTable
from people.token_forms import TokenForm


@requires(Verb.SEE_PLAN)
@answers(*FORM)
def tokens(request: SignedInRequest) -> HttpResponseBase:
    """The person's tokens, and the form that makes one.

    The token stands in the answer to the form that made it and nowhere else, so that one form is not redirected.
    """
    on = timezone.localdate()
    form = TokenForm(request.POST or None, on=on)
    token = services.new_token()
    made: list[ApiToken] = []
    if form.is_valid():

        def act() -> str:
            made.append(services.make_token(by=request.user, token=token, on=on, **form.facts()))
            return reverse("people:tokens")

        try:
            answer = once(request, form.token, act)
        except ValidationError as refusal:
            form.take_errors(refusal)
        else:
            if not made:
                messages.warning(
                    request,
                    "That token had been made already, and was shown once. "
                    "If you have not kept it, revoke it and make another.",
                )
                return answer
    table = TokenTable.shown(request, ApiToken.objects.visible_to(request.user).in_order())
    if file := table.file():
        return file
    page = {
        "table": table,
        "form": TokenForm(on=on) if made else form,
        "button": "Make a token",
        "made": made[-1] if made else None,
        "token": token,
    }
    return render(request, "people/tokens.html", page, status=400 if form.errors else 200)


@requires(Verb.SIGN_IN, ApiToken)
@answers(*POST)
def revoke(request: SignedInRequest, found: ApiToken) -> HttpResponse:

    def act(_: int) -> str:
        services.revoke_token(token=found, by=request.user, at=timezone.now())
        return f"The token “{found}” is revoked. Whoever has it reads nothing any more."

    return press(request, act, back=reverse("people:tokens"), form=OneTimeForm)
