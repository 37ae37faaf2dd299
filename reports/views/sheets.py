"""A paper of one page as a file, drawn while somebody waits."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.text import slugify

from people.requests import SignedInRequest
from reports.attachments import MEDIA
from reports.paper_parts import Paper
from reports.rendering import RenderFailed, render_pdf

KEPT_FOR = 24 * 60 * 60  # seconds; the same paper gives the same bytes, so that it need not be drawn again
SECONDS = 20


def sheet_pdf(request: SignedInRequest, paper: Paper, *, name: str, back: str) -> HttpResponse:
    """The paper as a download of that name; where it cannot be drawn, the page it is of, with a sentence."""
    html = render_to_string("reports/sheet_paper.html", {"paper": paper})
    key = f"sheet-{hashlib.sha256(html.encode()).hexdigest()}"
    drawn = cache.get(key)
    if drawn is None:
        try:
            drawn = render_pdf(html, timeout=SECONDS)
        except RenderFailed as fault:
            messages.warning(request, fault.sentence)
            return redirect(back)
        cache.set(key, drawn, KEPT_FOR)
    answer = HttpResponse(drawn, content_type=MEDIA["pdf"])
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)[:80]}.pdf"'
    return answer
