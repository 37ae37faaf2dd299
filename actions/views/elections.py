"""Elections, kept by hand."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from actions.forms import ElectionForm
from actions.services import elections as services
from actions.tables import ElectionTable
from people.conflict import both_texts
from people.models import Organisation, StaleVersionError
from people.once import once
from people.permissions import FORM, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest
from plans.models import Election

FIELDS = ("name", "notice_date", "polling_day")


@requires(Verb.KEEP_MEETINGS)
@answers(*FORM)
def elections(request: SignedInRequest) -> HttpResponse:
    """The elections, and the form that adds one."""
    councils = organisations_for(request.user, Verb.KEEP_MEETINGS)
    form = ElectionForm(request.POST or None, organisations=councils, is_new=True, initial={"version": 1})
    if form.is_valid():

        def act() -> str:
            made = services.add_election(by=request.user, **form.facts())
            messages.success(request, f"{made} is kept. Dates that hang on it have followed.")
            return reverse("actions:elections")

        try:
            return once(request, form.token, act)
        except ValidationError as refusal:
            form.take_errors(refusal)
    rows = Election.objects.visible_to(request.user).select_related("organisation").order_by("-polling_day", "name")
    page = {"table": ElectionTable.shown(request, rows), "form": form, "button": "Add election"}
    return render(request, "actions/elections.html", page, status=400 if form.errors else 200)


@requires(Verb.KEEP_MEETINGS, Election)
@answers(*FORM)
def election(request: SignedInRequest, found: Election) -> HttpResponse:
    initial = facts_of(found) | {"version": found.version}
    form = ElectionForm(request.POST or None, organisations=Organisation.objects.none(), is_new=False, initial=initial)
    back = reverse("actions:elections")
    if form.is_valid():

        def act() -> str:
            services.move_election(
                election=found, by=request.user, version=form.cleaned_data["version"], **form.facts()
            )
            messages.success(request, f"{found} is saved. Dates that hang on it have followed.")
            return back

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return both_texts(request, form, stale.current, facts_of(stale.current), back=back)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {
        "form": form,
        "heading": "Move an election",
        "lede": str(found),
        "button": "Save the election",
        "back": back,
    }
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


def facts_of(found: Election) -> dict[str, object]:
    """What stands of an election, as its form shows it."""
    return {name: getattr(found, name) for name in FIELDS}
