"""Taking meetings in from a calendar file: choose the file, look at what was read, import what is ticked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from actions.services.meetings import keep_sittings
from imports.calendar_rows import compare, counted, sittings, window
from imports.forms import CalendarConfirmForm, CalendarForm
from imports.limits import Refused
from imports.sandbox import calendar_in_subprocess
from people.models import Organisation, StaleVersionError
from people.once import once
from people.permissions import FORM, POST, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest
from people.text import cleaned

MEETINGS = "actions:meetings"


@requires(Verb.KEEP_MEETINGS)
@answers(*FORM)
def upload(request: SignedInRequest) -> HttpResponse:
    """Choose the file. What was read of it is shown at once, and nothing of it is saved."""
    councils = organisations_for(request.user, Verb.KEEP_MEETINGS)
    form = CalendarForm(request.POST or None, request.FILES or None, organisations=councils)
    if form.is_valid():
        file, council = form.cleaned_data["file"], form.cleaned_data["organisation"]
        try:
            found = calendar_in_subprocess(file.read(), *window(timezone.localdate()))
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            whose = {"user": request.user.pk, "organisation": council.pk, "name": cleaned(file.name)[:200]}
            return preview(request, found | whose)
    page = {
        "form": form,
        "heading": "Import from a calendar file",
        "lede": "You see what was read, what was not, and what it would change, before anything is saved.",
        "button": "Read the file",
        "multipart": True,
        "back": reverse(MEETINGS),
    }
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


def preview(
    request: SignedInRequest,
    read: dict[str, Any],
    *,
    ticked: set[int] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The rows as they would now be imported; `ticked` None: as the page offers them."""
    council = Organisation.objects.get(pk=read["organisation"])
    rows = compare(read["events"], council, on=timezone.localdate())
    read["versions"] = {str(row.meeting.pk): row.meeting.version for row in rows if row.meeting}
    form = CalendarConfirmForm(user=request.user, initial={"read": CalendarConfirmForm.signed(read)})
    page = {
        "form": form,
        "error": error,
        "name": read["name"],
        "council": council,
        "rows": [(row, row.is_ticked if ticked is None else row.number in ticked) for row in rows],
        "counted": counted(rows),
        "can_import": any(row.can_be_ticked for row in rows),
        "skipped": read["skipped"],
    }
    return render(request, "imports/calendar.html", page, status=status)


@requires(Verb.KEEP_MEETINGS)
@answers(*POST)
def add(request: SignedInRequest) -> HttpResponse:
    """Import the ticked rows of a file that was shown."""
    form = CalendarConfirmForm(request.POST, user=request.user)
    councils = organisations_for(request.user, Verb.KEEP_MEETINGS)
    if not form.is_valid():
        messages.warning(request, "The page had expired, so nothing has been imported. Choose the file again.")
        return redirect("imports:calendar")
    read, ticked = form.cleaned_data["read"], form.ticked()
    council = get_object_or_404(councils, pk=read["organisation"])
    if not ticked:
        return preview(request, read, ticked=ticked, error="Tick at least one row.", status=400)

    def act() -> str:
        today = timezone.localdate()
        rows = compare(read["events"], council, on=today)
        chosen = sittings(rows, ticked, read["versions"])
        made = keep_sittings(organisation=council, sittings=chosen, by=request.user, on=today)
        messages.success(request, said(len(made), len(ticked)))
        return reverse(MEETINGS)

    try:
        return once(request, form.token, act)
    except StaleVersionError as stale:
        error = f"Somebody changed {stale.current} meanwhile, so nothing has been imported. Look at the rows again."
        return preview(request, read, ticked=ticked, error=error, status=409)


def said(made: int, ticked: int) -> str:
    there = ticked - made
    imported = (
        f"{made} meeting{' has' if made == 1 else 's have'} been imported. Dates that hang on them have followed."
    )
    return imported + (f" {there} {'was' if there == 1 else 'were'} kept already." if there > 0 else "")
