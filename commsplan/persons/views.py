"""What a council holds about one of its officers, for its administrator to hand over."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from commsplan.persons.telling import told
from commsplan.persons.who import person_in_council
from people.models import Officer
from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest


@requires(Verb.ADMINISTER, Officer)
@answers(*SAFE)
def held(request: SignedInRequest, found: Officer) -> HttpResponse:
    """In short, and whole as a file. Nothing of what other councils hold."""
    answer = told(person_in_council(found), with_files=False)
    if request.GET.get("as") == "json":
        name = f"held-about-officer-{found.pk}.json"
        response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    page = {"officer": found, "answer": answer, "back": reverse("people:officer", kwargs={"pk": found.pk})}
    return render(request, "people/held.html", page)
