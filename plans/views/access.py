"""The access review of a council: who can see and do what, what has changed, and that somebody has looked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from people.answering import press
from people.forms import OneTimeForm
from people.models import Organisation
from people.permissions import POST, SAFE, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest
from plans import access
from plans.tables import AccessTable


@requires(Verb.ADMINISTER)
@answers(*SAFE)
def choose(request: SignedInRequest) -> HttpResponse:
    """Which council's: whoever administers one only goes there at once."""
    councils = list(organisations_for(request.user, Verb.ADMINISTER))
    if len(councils) == 1:
        return redirect("plans:access", pk=councils[0].pk)
    return render(request, "plans/access_choose.html", {"councils": councils})


@requires(Verb.ADMINISTER, Organisation)
@answers(*SAFE)
def review(request: SignedInRequest, found: Organisation) -> HttpResponse:
    rows = access.access_to(found, on=timezone.localdate())
    table = AccessTable.shown(request, rows)
    if file := table.file(str(found)):
        return file
    last = access.last_review(found)
    changes = access.changes_since(found, last)
    page = {
        "organisation": found,
        "table": table,
        "own": sum(not row.is_partner for row in rows),
        "partners": sum(row.is_partner for row in rows),
        "to_look_at": sum(bool(row.mark) for row in rows if not row.is_partner),
        "last": last,
        "changes": [(one, access.in_words(one)) for one in changes],
        "is_cut": len(changes) == access.MOST_CHANGES,
        "button_form": OneTimeForm(auto_id=False),
    }
    return render(request, "plans/access.html", page)


@requires(Verb.ADMINISTER, Organisation)
@answers(*POST)
def reviewed(request: SignedInRequest, found: Organisation) -> HttpResponse:
    """An administrator has looked through it."""

    def act(_: int) -> str:
        rows = access.access_to(found, on=timezone.localdate())
        shown = {
            "sign-ins": sum(not row.is_partner for row in rows),
            "of partners": sum(row.is_partner for row in rows),
        }
        access.record_review(organisation=found, by=request.user, shown=shown)
        return f"Kept: you have reviewed who can see and do what in {found}."

    return press(request, act, back=reverse("plans:access", kwargs={"pk": found.pk}), form=OneTimeForm)
