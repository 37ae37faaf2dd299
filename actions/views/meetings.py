"""Meetings, kept by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from actions.forms import MeetingForm
from actions.services import meetings as services
from actions.tables import MeetingTable
from people.answering import form_page
from people.models import Organisation
from people.permissions import FORM, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest
from plans.models import Meeting


@requires(Verb.KEEP_MEETINGS)
@answers(*FORM)
def meetings(request: SignedInRequest) -> HttpResponse:
    """The meetings, and the form that adds one."""
    councils = organisations_for(request.user, Verb.KEEP_MEETINGS)
    form = MeetingForm(request.POST or None, organisations=councils, is_new=True, initial={"version": 1})

    def act() -> None:
        made = services.add_meeting(by=request.user, **form.facts())
        messages.success(request, f"{made} is kept. Dates that hang on it have followed.")

    rows = Meeting.objects.visible_to(request.user).select_related("organisation").order_by("-date", "body")
    page: dict[str, Any] = {"table": MeetingTable.shown(request, rows), "button": "Add meeting"}
    return form_page(request, form, act, back=reverse("actions:meetings"), template="actions/meetings.html", **page)


@requires(Verb.KEEP_MEETINGS, Meeting)
@answers(*FORM)
def meeting(request: SignedInRequest, found: Meeting) -> HttpResponse:
    form = MeetingForm(
        request.POST or None,
        organisations=Organisation.objects.none(),
        is_new=False,
        initial=facts_of(found) | {"version": found.version},
    )

    def act() -> None:
        version, today = form.cleaned_data["version"], timezone.localdate()
        services.move_meeting(meeting=found, by=request.user, version=version, on=today, **form.facts())
        messages.success(request, f"{found} is saved. Dates that hang on it have followed.")

    page: dict[str, Any] = {"heading": "Move a meeting", "lede": str(found), "button": "Save the meeting"}
    return form_page(request, form, act, back=reverse("actions:meetings"), theirs=facts_of, **page)


def facts_of(found: Meeting) -> dict[str, object]:
    """What stands of a meeting, as its form shows it."""
    return {"body": found.body, "day": found.date}
