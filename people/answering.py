"""How a page answers a form that is sent: done once, refused in its own words, or in conflict with somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from people.conflict import both_texts
from people.forms import EditForm, OneTimeForm
from people.models import StaleVersionError
from people.once import once
from people.requests import SignedInRequest


def nothing(current: Any) -> Mapping[str, Any]:
    """Of a thing saved meanwhile there is no text of the same field to show."""
    return {}


def form_page(
    request: SignedInRequest,
    form: OneTimeForm,
    act: Callable[[], str | None],
    *,
    back: str,
    template: str = "form_page.html",
    theirs: Callable[[Any], Mapping[str, Any]] = nothing,
    **page: Any,
) -> HttpResponse:
    """A page that is one form. `act` does the work and may say where to go next; else it is `back`.

    `theirs` gives what now stands in a thing that somebody else has saved meanwhile, by field; `page` is what the
    template shows beside the form.
    """
    if form.is_valid():
        try:
            return once(request, form.token, lambda: act() or back)
        except StaleVersionError as stale:
            if not isinstance(form, EditForm):
                raise
            again = {"multipart": page.get("multipart"), "back": back}
            return both_texts(request, form, stale.current, theirs(stale.current), **again)
        except ValidationError as refusal:
            form.take_errors(refusal)
    return render(request, template, {"form": form, "back": back, **page}, status=400 if form.errors else 200)


def press(
    request: SignedInRequest, act: Callable[[int], str], *, back: str, form: type[OneTimeForm] = EditForm
) -> HttpResponse:
    """A form that is one button. `act` is given the version it was made from (0 where it carries none), does the work
    and says in a sentence what was done; why it was not is said where the button stands.
    """
    sent = form(request.POST)
    if not sent.is_valid():
        messages.warning(request, "That form had expired. Press the button again.")
        return redirect(back)

    def answer() -> str:
        messages.success(request, act(sent.cleaned_data.get("version", 0)))
        return back

    try:
        return once(request, sent.token, answer)
    except StaleVersionError as stale:
        messages.warning(
            request, f"Somebody saved “{stale.current}” meanwhile. Look at it again, then press once more."
        )
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect(back)
