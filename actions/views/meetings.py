"""Meetings, kept by hand."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from actions.forms import MeetingForm
from actions.services import meetings as services
from actions.tables import MeetingTable
from people.conflict import both_texts
from people.models import Organisation, StaleVersionError
from people.once import once
from people.permissions import FORM, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest
from plans.models import Meeting


@requires(Verb.KEEP_MEETINGS)
@answers(*FORM)
def meetings(request: SignedInRequest) -> HttpResponse:
    """The meetings, and the form that adds one."""
    councils = organisations_for(request.user, Verb.KEEP_MEETINGS)
    form = MeetingForm(request.POST or None, organisations=councils, is_new=True, initial={"version": 1})
    if form.is_valid():

        def act() -> str:
            made = services.add_meeting(by=request.user, **form.facts())
            messages.success(request, f"{made} is kept. Dates that hang on it have followed.")
            return reverse("actions:meetings")

        return once(request, form.token, act)
    rows = Meeting.objects.visible_to(request.user).select_related("organisation").order_by("-date", "body")
    page = {"table": MeetingTable.shown(request, rows), "form": form, "button": "Add meeting"}
    return render(request, "actions/meetings.html", page, status=400 if form.errors else 200)


@requires(Verb.KEEP_MEETINGS, Meeting)
@answers(*FORM)
def meeting(request: SignedInRequest, found: Meeting) -> HttpResponse:
    initial = {"body": found.body, "day": found.date, "version": found.version}
    form = MeetingForm(request.POST or None, organisations=Organisation.objects.none(), is_new=False, initial=initial)
    back = reverse("actions:meetings")
    if form.is_valid():

        def act() -> str:
            with transaction.atomic():
                services.move_meeting(
                    meeting=found, by=request.user, version=form.cleaned_data["version"], **form.facts()
                )
            messages.success(request, f"{found} is saved. Dates that hang on it have followed.")
            return back

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return both_texts(
                request, form, stale.current, {"body": stale.current.body, "day": stale.current.date}, back=back
            )
        except IntegrityError:
            form.add_error("day", "This body already meets on that day.")
    page = {"form": form, "heading": "Move a meeting", "lede": str(found), "button": "Save the meeting", "back": back}
    return render(request, "form_page.html", page, status=400 if form.errors else 200)
