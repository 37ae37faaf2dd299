"""The units of a council: who is in them, and renaming them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from people import units as kept
from people.models import Organisation
from people.once import once
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest
from people.unit_form import UnitForm


@requires(Verb.ADMINISTER, Organisation)
@answers(*FORM)
def units(request: SignedInRequest, found: Organisation) -> HttpResponse:
    """Every unit with its officers; `?unit=` names the one that is to be renamed."""
    tree = kept.tree_of(found)
    asked = request.GET.get("unit", "")
    chosen = request.POST.get("unit") or (asked if asked in {unit.path for unit in tree} else "")
    form = UnitForm(request.POST or None, initial={"unit": chosen, "to": chosen})
    here = reverse("people:units", kwargs={"pk": found.pk})
    if form.is_valid():

        def act() -> str:
            sent = form.facts()
            new, number = kept.rename(organisation=found, by=request.user, **sent)
            moved = "1 officer moved" if number == 1 else f"{number} officers moved"
            messages.success(request, f"“{sent['unit']}” is “{new}” now. {moved} with it.")
            return here

        try:
            return once(request, form.token, act)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {
        "organisation": found,
        "units": tree,
        "form": form if chosen or form.errors else None,
        "chosen": chosen,
        "here": here,
    }
    return render(request, "people/units.html", page, status=400 if form.errors else 200)
