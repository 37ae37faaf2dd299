"""An officer leaves, or hands over: everything of theirs on one page, a look at what would change, and one press."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from people import handing_over
from people.answering import press
from people.belongings import Item, everything_of
from people.handover_form import HandOverForm
from people.models import Officer, StaleVersionError
from people.once import once
from people.permissions import FORM, POST, Verb, answers, requires
from people.requests import SignedInRequest
from people.services import roles_of

MEANWHILE = "Somebody saved {} meanwhile. Look at the list again; what you chose is kept."


@requires(Verb.ADMINISTER, Officer)
@answers(*FORM)
def leave(request: SignedInRequest, found: Officer) -> HttpResponse:
    """All that is theirs goes to others, and their sign-in for this council is closed."""
    return handing(request, found, leaves=True)


@requires(Verb.ADMINISTER, Officer)
@answers(*FORM)
def hand_over(request: SignedInRequest, found: Officer) -> HttpResponse:
    """Some of it goes to others, and they stay."""
    return handing(request, found, leaves=False)


def handing(request: SignedInRequest, found: Officer, *, leaves: bool) -> HttpResponse:
    is_decided = "do" in request.POST
    items = everything_of(found, timezone.localdate())
    form = HandOverForm(request.POST or None, officer=found, items=items, leaves=leaves, is_decided=is_decided)
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return page(request, form, is_checked=request.method == "POST" and "change" not in request.POST)
    if not is_decided:
        return render(request, "people/leaving_look.html", what_changes(form) | {"form": form})
    try:
        return once(request, form.token, lambda: done(request, form))
    except StaleVersionError as stale:
        form.add_error(None, MEANWHILE.format(stale.current))
    except ValidationError as refusal:
        form.take_errors(refusal)
    # The list and the version are those that now stand; what was chosen is kept.
    found = Officer.objects.get(pk=found.pk)
    again = HandOverForm(request.POST, officer=found, items=everything_of(found, timezone.localdate()), leaves=leaves)
    again.is_decided = True
    again.is_valid()
    for error in form.non_field_errors():
        again.add_error(None, error)
    return page(request, again, is_checked=True, status=409)


def page(request: SignedInRequest, form: HandOverForm, *, is_checked: bool, status: int = 400) -> HttpResponse:
    officer, today = form.officer, timezone.localdate()
    context: dict[str, Any] = {
        "form": form,
        "officer": officer,
        "leaves": form.leaves,
        "is_self": officer.user_id == request.user.pk,
        "roles": roles_of(officer),
        "ways_in": handing_over.ways_in_of(officer, today) if form.leaves else {},
        "is_wrong": is_checked and bool(form.errors),
    }
    return render(request, "people/leaving.html", context, status=status if context["is_wrong"] else 200)


@dataclass(frozen=True)
class Change:
    """What one person is given, as the preview shows it."""

    to: Officer
    items: list[Item]


def what_changes(form: HandOverForm) -> dict[str, Any]:
    given: dict[Officer, list[Item]] = defaultdict(list)
    for item in form.items:
        if to := form.choices.get(item.key):
            given[to].append(item)
    nobody = [one for one in form.items if one.key not in form.choices or form.choices[one.key] is None]
    keeps = [] if form.leaves else [one for one in nobody if one.key not in form.choices]
    officer, today = form.officer, timezone.localdate()
    return {
        "officer": officer,
        "leaves": form.leaves,
        "changes": [Change(to, those) for to, those in given.items()],
        "nobody": [one for one in nobody if one not in keeps],
        "keeps": keeps,
        "roles": roles_of(officer),
        "ways_in": handing_over.ways_in_of(officer, today) if form.leaves else {},
        "sent": [
            (name, value) for name, value in form.data.items() if name.startswith(("to-", "ok-", "one-")) and value
        ],
    }


def done(request: SignedInRequest, form: HandOverForm) -> str:
    officer = form.officer
    outcome = handing_over.hand_over(
        officer=officer,
        by=request.user,
        version=form.cleaned_data["version"],
        shown=form.data.get("shown", ""),
        choices=form.choices,
        leaves=form.leaves,
        accepted=form.accepted,
        now=timezone.now(),
    )
    messages.success(request, in_words(officer, outcome, leaves=form.leaves))
    return reverse("people:officer", kwargs={"pk": officer.pk})


def in_words(officer: Officer, outcome: handing_over.Outcome, *, leaves: bool) -> str:
    given = [f"{to} ({number})" for to, number in outcome.given.items()]
    said = f"{officer} has left, and what they could open is closed." if leaves else f"{officer} has handed over."
    said += f" Given to {get_text_list(given, 'and')}." if given else ""
    if outcome.without:
        said += f" {outcome.without} {'is' if outcome.without == 1 else 'are'} without an owner."
    return said


@requires(Verb.ADMINISTER, Officer)
@answers(*POST)
def come_back(request: SignedInRequest, found: Officer) -> HttpResponse:
    """They had left, and are here again."""

    def act(version: int) -> str:
        handing_over.come_back(officer=found, by=request.user, version=version)
        return f"{found} is here again. Give them a role if they are to sign in."

    return press(request, act, back=reverse("people:officer", kwargs={"pk": found.pk}))
