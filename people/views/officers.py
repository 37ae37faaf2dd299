"""An administrator keeps organisations, officers and roles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from people import second_factor, services, units
from people.answering import form_page, press
from people.conflict import both_texts
from people.doubles import pairs_alike
from people.forms import AddressForm, EditForm, OfficerForm, OneTimeForm, OrganisationForm
from people.models import Membership, Officer, Organisation, StaleVersionError
from people.once import once
from people.permissions import FORM, POST, SAFE, Verb, answers, can, organisations_for, requires
from people.requests import SignedInRequest
from people.tables import OfficerTable, OrganisationTable


@requires(Verb.ADMINISTER)
@answers(*SAFE)
def officers(request: SignedInRequest) -> HttpResponse:
    councils = organisations_for(request.user, Verb.ADMINISTER)
    rows = Officer.objects.filter(organisation__in=councils).select_related("organisation", "user").in_order()
    held = Prefetch("user__memberships", queryset=Membership.objects.order_by("role"))
    table = OfficerTable.shown(request, rows.prefetch_related(held))
    page = {"table": table, "can_install": can(request.user, Verb.INSTALL), "doubles": written_twice(councils)}
    only = list(councils[:2])  # of several, each one's units stand on its own page
    page |= {"button_form": OneTimeForm(auto_id=False), "council": only[0] if len(only) == 1 else None}
    return table.file() or render(request, "people/officers.html", page)


def written_twice(councils: QuerySet[Organisation]) -> list[tuple[Officer, Officer, str]]:
    """Every two officers of a council whose names are alike, and how; not those somebody has told apart."""
    officers = Officer.objects.filter(organisation__in=councils).only("name", "post", "organisation").in_order()
    apart = set(Officer.told_apart.through.objects.values_list("from_officer", "to_officer"))
    of_council: dict[int, dict[int, Officer]] = {}
    for officer in officers:
        of_council.setdefault(officer.organisation_id, {})[officer.pk] = officer
    return [
        (there[one], there[other], why)
        for there in of_council.values()
        for one, other, why in pairs_alike({pk: officer.name for pk, officer in there.items()})
        if (one, other) not in apart
    ]


@requires(Verb.NAME_OFFICERS, Officer)
@answers(*FORM)
def give_address(request: SignedInRequest, found: Officer) -> HttpResponse:
    """An address for an officer who has none: without it nobody reminds them."""
    form = AddressForm(request.POST or None, initial={"version": found.version})
    asked = request.GET.get("back", "")
    back = asked if url_has_allowed_host_and_scheme(asked, None) else reverse("actions:mine")

    def act() -> None:
        sent = form.cleaned_data
        services.give_address(officer=found, by=request.user, version=sent["version"], email=sent["email"])
        messages.success(request, f"{found} is reminded at {sent['email']} from now on.")

    page: dict[str, Any] = {
        "heading": f"An address for {found}",
        "lede": f"{found.organisation}. Reminders go there.",
        "button": "Save",
    }
    return form_page(request, form, act, back=back, **page)


@requires(Verb.ADMINISTER, Officer)
@answers(*POST)
def tell_apart(request: SignedInRequest, found: Officer, other: int) -> HttpResponse:
    """Say that two whose names are alike are two."""
    second = get_object_or_404(Officer, organisation=found.organisation_id, pk=other)

    def act(_: int) -> str:
        services.tell_apart(one=found, other=second, by=request.user)
        return f"{found} and {second} are two. They are not asked about again."

    return press(request, act, back=reverse("people:officers"), form=OneTimeForm)


@requires(Verb.ADMINISTER)
@answers(*FORM)
def add_officer(request: SignedInRequest) -> HttpResponse:
    councils = organisations_for(request.user, Verb.ADMINISTER)
    form = OfficerForm(request.POST or None, organisations=councils, initial={"version": 1})
    if form.is_valid():
        try:
            return once(request, form.token, lambda: added(request, form))
        except ValidationError as refusal:
            form.take_errors(refusal)
    only = list(councils[:2])
    there = units.units_of(only[0]) if len(only) == 1 else []  # of several councils the names would be mixed
    return officer_page(request, form, "Add an officer", "Add officer", units=there)


def added(request: SignedInRequest, form: OfficerForm) -> str:
    officer = services.add_officer(by=request.user, **form.facts())
    sent = ""
    if officer.user and not officer.user.has_usable_password():
        sent = f" A link to choose a password is on its way to {officer.email}."
    elif officer.user:
        sent = f" {officer.user} signs in as before, with {officer.email}."
    messages.success(request, f"{officer} has been added.{sent}")
    return reverse("people:officers")


@requires(Verb.ADMINISTER, Officer)
@answers(*FORM)
def officer(request: SignedInRequest, found: Officer) -> HttpResponse:
    initial = officer_facts(found) | {"version": found.version}
    form = OfficerForm(request.POST or None, organisations=Organisation.objects.none(), is_new=False, initial=initial)
    if form.is_valid():
        try:
            return once(request, form.token, lambda: saved(request, found, form))
        except StaleVersionError as stale:
            theirs = officer_facts(stale.current)
            return both_texts(request, form, stale.current, theirs, back=reverse("people:officers"))
        except ValidationError as refusal:
            form.take_errors(refusal)
    page: dict[str, object] = {"officer": found, "token_form": EditForm(initial={"version": found.version})}
    page["units"] = units.units_of(found.organisation)
    if found.user:
        page["has_second_factor"] = second_factor.has_one(found.user)
        page["is_required"] = second_factor.is_required_of(found.user)
    return officer_page(request, form, found.name, "Save", **page)


def officer_facts(found: Officer) -> dict[str, object]:
    """What stands of an officer, as the form shows it."""
    facts = {name: getattr(found, name) for name in ("name", "post", "unit", "email")}
    return {**facts, "roles": services.roles_of(found)}


def saved(request: SignedInRequest, found: Officer, form: OfficerForm) -> str:
    signed_in = found.user is not None and found.user.is_active
    services.edit_officer(officer=found, by=request.user, version=form.cleaned_data["version"], **form.facts())
    is_out = signed_in and found.user is not None and not found.user.is_active
    told = " Without a role anywhere they can no longer sign in." if is_out else ""
    messages.success(request, f"{found} has been saved.{told}")
    return reverse("people:officers")


def officer_page(
    request: SignedInRequest, form: OfficerForm, heading: str, button: str, **context: object
) -> HttpResponse:
    page = {"form": form, "heading": heading, "button": button, "back": reverse("people:officers"), **context}
    return render(request, "people/officer.html", page, status=400 if form.errors else 200)


@requires(Verb.ADMINISTER, Officer)
@answers(*POST)
def send_password_link(request: SignedInRequest, found: Officer) -> HttpResponse:
    form = EditForm(request.POST)
    if form.is_valid():

        def act() -> str:
            address = services.send_password_link(officer=found, by=request.user)
            messages.success(request, f"A link to choose a password is on its way to {address}.")
            return reverse("people:officers")

        try:
            return once(request, form.token, act)
        except ValidationError as refusal:
            messages.warning(request, " ".join(refusal.messages))
    return redirect("people:officer", pk=found.pk)


@requires(Verb.INSTALL)
@answers(*FORM)
def organisations(request: SignedInRequest) -> HttpResponse:
    table = OrganisationTable.shown(request, Organisation.objects.visible_to(request.user).in_order())
    if file := table.file():
        return file
    form = OrganisationForm(request.POST or None, initial={"version": 1})
    if form.is_valid():

        def act() -> str:
            made = services.add_organisation(by=request.user, **form.facts())
            messages.success(request, f"{made} has been added.")
            return reverse("people:organisations")

        try:
            return once(request, form.token, act)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {"table": table, "form": form, "heading": "Organisations", "button": "Add organisation"}
    return render(request, "people/organisations.html", page, status=400 if form.errors else 200)


@requires(Verb.ADMINISTER, Organisation)
@answers(*FORM)
def organisation(request: SignedInRequest, found: Organisation) -> HttpResponse:
    form = OrganisationForm(request.POST or None, initial=organisation_facts(found) | {"version": found.version})
    if form.is_valid():

        def act() -> str:
            services.edit_organisation(
                organisation=found, by=request.user, version=form.cleaned_data["version"], **form.facts()
            )
            messages.success(request, f"{found} has been saved.")
            return reverse("people:officers")

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            theirs = organisation_facts(stale.current)
            return both_texts(request, form, stale.current, theirs, back=reverse("people:officers"))
        except ValidationError as refusal:
            form.take_errors(refusal)
    page: dict[str, Any] = {"form": form, "heading": found.name, "button": "Save", "back": reverse("people:officers")}
    page |= {"before": "people/organisation_links.html", "organisation": found}
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


def organisation_facts(found: Organisation) -> dict[str, str]:
    """What stands of a council, as its form shows it."""
    return {"name": found.name, "colour": found.colour, "nation": found.nation}
