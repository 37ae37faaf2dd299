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
from people.answering import form_page, press
from people.models import Organisation
from people.permissions import FORM, POST, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest
from plans.models import Meeting


@requires(Verb.KEEP_MEETINGS)
@answers(*FORM)
def meetings(request: SignedInRequest) -> HttpResponse:
    """The meetings, and the form that adds one."""
    councils = organisations_for(request.user, Verb.KEEP_MEETINGS)
    form = MeetingForm(request.POST or None, organisations=councils, is_new=True, initial={"version": 1})

    def act() -> None:
        made = services.add_meeting(by=request.user, on=timezone.localdate(), **form.facts())
        messages.success(request, f"{made} is kept. Dates that hang on it have followed.")

    rows = Meeting.objects.visible_to(request.user).select_related("organisation").order_by("-date", "body")
    table = MeetingTable.shown(request, rows)
    if file := table.file():
        return file
    page: dict[str, Any] = {"table": table, "button": "Add meeting"}
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
    page["remove"] = reverse("actions:remove-meeting", kwargs={"pk": found.pk})
    back = reverse("actions:meetings")
    return form_page(request, form, act, back=back, template="actions/event.html", theirs=facts_of, **page)


@requires(Verb.KEEP_MEETINGS, Meeting)
@answers(*POST)
def remove(request: SignedInRequest, found: Meeting) -> HttpResponse:
    """Take away a meeting that is not held."""

    def act(version: int) -> str:
        services.remove_meeting(meeting=found, by=request.user, version=version, on=timezone.localdate())
        return f"{found} is removed, and what was still due for it."

    return press(request, act, back=reverse("actions:meetings"))


def facts_of(found: Meeting) -> dict[str, object]:
    """What stands of a meeting, as its form shows it."""
    return {"body": found.body, "day": found.date}
