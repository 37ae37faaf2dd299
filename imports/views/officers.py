"""Taking in a list of officers: the file or what was pasted, a look at every row, and one press."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from imports.forms import OfficerListForm, OfficersConfirmForm
from imports.limits import Refused
from imports.officer_rows import HEADINGS, written_rows
from imports.sandbox import rows_in_subprocess
from people import joining
from people.joining import Comparison, Standing, Written
from people.models import Organisation
from people.once import once
from people.permissions import FORM, POST, SAFE, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest
from people.takeaway import taken_away
from people.text import cleaned

EXAMPLE = ("Jane Clarke", "Communications Officer", "jane.clarke@example.gov.uk", "Officer, Plan manager")


@requires(Verb.ADMINISTER)
@answers(*FORM)
def upload(request: SignedInRequest) -> HttpResponse:
    """Choose the file. What was read of it is shown at once, and nothing of it is saved."""
    councils = organisations_for(request.user, Verb.ADMINISTER)
    form = OfficerListForm(request.POST or None, request.FILES or None, organisations=councils)
    if form.is_valid():
        name, content = form.content(timezone.localtime())
        try:
            found = rows_in_subprocess(content, name)
            rows = written_rows(found["rows"], found["numbers"])
        except Refused as refusal:
            form.add_error("file" if form.cleaned_data.get("file") else "pasted", str(refusal))
        else:
            council = form.cleaned_data["organisation"]
            read = {"user": request.user.pk, "organisation": council.pk, "name": cleaned(name)[:200]}
            read |= {"rows": [row.as_json() for row in rows], "warnings": found["warnings"]}
            return preview(request, read, council)
    page = {"form": form, "heading": "Take in a list of officers", "button": "Read the list", "multipart": True}
    page |= {"back": reverse("people:officers"), "councils": councils, "before": "imports/officers_before.html"}
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


def preview(
    request: SignedInRequest, read: dict[str, Any], council: Organisation, *, error: str = "", status: int = 200
) -> HttpResponse:
    """Every row as it would now be taken in, and who is in no row."""
    rows = written_of(read)
    found = joining.compare(rows, council)
    read["shown"] = found.mark
    form = OfficersConfirmForm(user=request.user, initial={"read": OfficersConfirmForm.signed(read)})
    page = {
        "form": form,
        "error": error,
        "name": read["name"],
        "warnings": read["warnings"],
        "council": council,
        "found": found,
        "counted": counted(found),
        "invited": sum(one.is_invited for one in found.rows),
        "can_take_in": bool(found.of(Standing.ADD, Standing.CHANGE)),
    }
    return render(request, "imports/officers.html", page, status=status)


def written_of(read: dict[str, Any]) -> list[Written]:
    return [Written(**{**row, "roles": tuple(row["roles"])}) for row in read["rows"]]


def counted(found: Comparison) -> str:
    """What becomes of how many rows, in a sentence’s part."""
    numbers = {one: len(found.of(one)) for one in Standing}
    return ", ".join(f"{number} {one.value.lower()}" for one, number in numbers.items() if number)


@requires(Verb.ADMINISTER)
@answers(*POST)
def take_in(request: SignedInRequest) -> HttpResponse:
    """Take in the list that was shown."""
    form = OfficersConfirmForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.warning(request, "The page had expired, so nothing has been taken in. Choose the file again.")
        return redirect("imports:officers")
    read = form.cleaned_data["read"]
    council = get_object_or_404(organisations_for(request.user, Verb.ADMINISTER), pk=read["organisation"])

    def act() -> str:
        found = joining.take_in(organisation=council, rows=written_of(read), by=request.user, shown=read["shown"])
        messages.success(request, f"The list of {council} has been taken in: {counted(found)}.")
        return reverse("people:officers")

    try:
        return once(request, form.token, act)
    except ValidationError as refusal:
        return preview(request, read, council, error=" ".join(refusal.messages), status=409)


@requires(Verb.ADMINISTER)
@answers(*SAFE)
def template(request: SignedInRequest, kind: str) -> HttpResponse:
    """The columns, with one row as an example."""
    return taken_away(kind, [HEADINGS, EXAMPLE], "Officers to take in")


@requires(Verb.ADMINISTER, Organisation)
@answers(*SAFE)
def present_list(request: SignedInRequest, found: Organisation, kind: str) -> HttpResponse:
    """The officers of a council in the same columns, to be put right and taken in again."""
    return taken_away(kind, [HEADINGS, *joining.as_listed(found)], f"{found} officers")
