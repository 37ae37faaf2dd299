"""An officer's sign-in: tied to one there is already, or untied again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from people import accounts
from people.answering import form_page, press
from people.forms import AccountForm
from people.models import Officer
from people.permissions import FORM, POST, Verb, answers, requires
from people.requests import SignedInRequest


def page_of(officer: Officer) -> str:
    return reverse("people:officer", kwargs={"pk": officer.pk})


@requires(Verb.ADMINISTER, Officer)
@answers(*FORM)
def tie(request: SignedInRequest, found: Officer) -> HttpResponse:
    """Say whose sign-in is this officer's."""
    free = accounts.free_accounts(found)
    form = AccountForm(request.POST or None, accounts=free, initial={"version": found.version})

    def act() -> None:
        sent = form.cleaned_data
        accounts.tie_account(officer=found, user=sent["account"], by=request.user, version=sent["version"])
        messages.success(request, f"{found} signs in with {sent['account'].email}.")

    page: dict[str, Any] = {"officer": found, "has_free": free.exists(), "button": "This is their sign-in"}
    return form_page(request, form, act, back=page_of(found), template="people/account.html", **page)


@requires(Verb.ADMINISTER, Officer)
@answers(*POST)
def untie(request: SignedInRequest, found: Officer) -> HttpResponse:
    """The sign-in is somebody else's."""

    def act(version: int) -> str:
        accounts.untie_account(officer=found, by=request.user, version=version)
        return f"{found} has no sign-in now. The sign-in itself and its roles stay."

    return press(request, act, back=page_of(found))
