"""What may and may not be done before an election: the page, and the same on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from plans.models import Election
from reports.guidance import ROOM, TITLE, WHOLE, build_guidance
from reports.guidance_data import guidance_data
from reports.paper_parts import Paper
from reports.views.sheets import sheet_pdf


def paper_of(request: SignedInRequest, election: Election, room: float) -> Paper:
    return build_guidance(guidance_data(election, reader=request.user, on=timezone.localdate()), room=room)


@requires(Verb.SEE_PLAN, Election)
@answers(*SAFE)
def guidance(request: SignedInRequest, found: Election) -> HttpResponse:
    return render(request, "reports/guidance.html", {"election": found, "paper": paper_of(request, found, WHOLE)})


@requires(Verb.SEE_PLAN, Election)
@answers(*SAFE)
def guidance_pdf(request: SignedInRequest, found: Election) -> HttpResponse:
    back = reverse("reports:guidance", kwargs={"pk": found.pk})
    return sheet_pdf(request, paper_of(request, found, ROOM), name=f"{TITLE} {found.name}", back=back)
