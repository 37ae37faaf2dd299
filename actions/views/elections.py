"""Elections, kept by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from actions.forms import ElectionForm
from actions.services import elections as services
from actions.tables import ElectionTable
from people.answering import form_page, press
from people.models import Organisation
from people.permissions import FORM, POST, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest
from plans.models import Election

FIELDS = ("name", "kind", "wards", "notice_date", "polling_day")


@requires(Verb.KEEP_MEETINGS)
@answers(*FORM)
def elections(request: SignedInRequest) -> HttpResponse:
    """The elections, and the form that adds one."""
    councils = organisations_for(request.user, Verb.KEEP_MEETINGS)
    form = ElectionForm(request.POST or None, organisations=councils, is_new=True, initial={"version": 1})

    def act() -> None:
        made = services.add_election(by=request.user, on=timezone.localdate(), **form.facts())
        messages.success(request, f"{made} is kept. Dates that hang on it have followed.")

    rows = Election.objects.visible_to(request.user).select_related("organisation").order_by("-polling_day", "name")
    table = ElectionTable.shown(request, rows)
    if file := table.file():
        return file
    page: dict[str, Any] = {"table": table, "button": "Add election"}
    return form_page(request, form, act, back=reverse("actions:elections"), template="actions/elections.html", **page)


@requires(Verb.KEEP_MEETINGS, Election)
@answers(*FORM)
def election(request: SignedInRequest, found: Election) -> HttpResponse:
    initial = facts_of(found) | {"version": found.version}
    form = ElectionForm(request.POST or None, organisations=Organisation.objects.none(), is_new=False, initial=initial)

    def act() -> None:
        version, today = form.cleaned_data["version"], timezone.localdate()
        services.move_election(election=found, by=request.user, version=version, on=today, **form.facts())
        messages.success(request, f"{found} is saved. Dates that hang on it have followed.")

    page: dict[str, Any] = {"heading": "Change an election", "lede": str(found), "button": "Save the election"}
    page["remove"] = reverse("actions:remove-election", kwargs={"pk": found.pk})
    back = reverse("actions:elections")
    return form_page(request, form, act, back=back, template="actions/event.html", theirs=facts_of, **page)


@requires(Verb.KEEP_MEETINGS, Election)
@answers(*POST)
def remove(request: SignedInRequest, found: Election) -> HttpResponse:
    """Take away an election that is not held."""

    def act(version: int) -> str:
        services.remove_election(election=found, by=request.user, version=version, on=timezone.localdate())
        return f"{found} is removed, and what was still due for it."

    return press(request, act, back=reverse("actions:elections"))


def facts_of(found: Election) -> dict[str, object]:
    """What stands of an election, as its form shows it."""
    return {name: getattr(found, name) for name in FIELDS}
