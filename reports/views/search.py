"""Looking for something by its words."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from people.text import cleaned
from reports.search import SHORTEST, search

LONGEST = 100


@requires(Verb.SIGN_IN)
@answers(*SAFE)
def find(request: SignedInRequest) -> HttpResponse:
    """`?q=`: what there is with these words."""
    words = " ".join(cleaned(request.GET.get("q", "")).split())[:LONGEST]
    page = {"words": words, "groups": search(request.user, words), "is_short": 0 < len(words) < SHORTEST}
    return render(request, "reports/search.html", page)
