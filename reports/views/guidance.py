"""What may and may not be done before an election: the page, and the same on paper."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from plans.models import Election
from reports.attachments import MEDIA
from reports.guidance import TITLE, build_guidance
from reports.guidance_data import guidance_data
from reports.paper_parts import Paper
from reports.rendering import RenderFailed, render_pdf

KEPT_FOR = 24 * 60 * 60  # seconds; the same paper gives the same bytes, so that it need not be drawn again
SECONDS = 20


def paper_of(request: SignedInRequest, election: Election) -> Paper:
    return build_guidance(guidance_data(election, reader=request.user, on=timezone.localdate()))


@requires(Verb.SEE_PLAN, Election)
@answers(*SAFE)
def guidance(request: SignedInRequest, found: Election) -> HttpResponse:
    return render(request, "reports/guidance.html", {"election": found, "paper": paper_of(request, found)})


@requires(Verb.SEE_PLAN, Election)
@answers(*SAFE)
def guidance_pdf(request: SignedInRequest, found: Election) -> HttpResponse:
    html = render_to_string("reports/sheet_paper.html", {"paper": paper_of(request, found)})
    key = f"guidance-{hashlib.sha256(html.encode()).hexdigest()}"
    drawn = cache.get(key)
    if drawn is None:
        try:
            drawn = render_pdf(html, timeout=SECONDS)
        except RenderFailed as fault:
            messages.warning(request, fault.sentence)
            return redirect("reports:guidance", pk=found.pk)
        cache.set(key, drawn, KEPT_FOR)
    answer = HttpResponse(drawn, content_type=MEDIA["pdf"])
    name = slugify(f"{TITLE} {found.name}")[:80]
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
