"""Meeting mode: a plan on a screen in a room, one priority at a time, turned with the arrow keys."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from plans.models import Plan
from plans.rag import NEEDS_EXPLANATION
from reports.narrowing import of_priority
from reports.progress import build_plan_progress
from reports.progress_figures import attention_of, by_urgency, families

MOST = 7  # lines that can be read from the end of a table


@requires(Verb.SEE_PLAN, Plan, by="slug")
@answers(*SAFE)
def meeting(request: SignedInRequest, plan: Plan, number: int = 0) -> HttpResponse:
    """The plan (0), or its priority of that number: how it stands, and what needs talking about."""
    progress = build_plan_progress(plan, on=timezone.localdate())
    slides = [None, *progress.priorities]
    if number >= len(slides):
        raise Http404("The plan has no such priority.")
    entry = slides[number]
    shown = of_priority(progress, entry.priority) if entry else progress
    rows = [row for row, _ in families(shown.everything) if not row.sub_actions]
    talk = sorted((r for r in rows if r.rating.in_dispute or r.rating.rating in NEEDS_EXPLANATION), key=by_urgency)
    page = {
        "plan": plan, "entry": entry, "stands": entry or progress, "progress": shown, "attention": attention_of(shown.everything),
        "talk": talk[:MOST], "more": len(talk) - MOST, "number": number, "last": len(slides) - 1,
        "before": number - 1 if number else None, "after": number + 1 if number + 1 < len(slides) else None,
        "coming": sorted((r for r in rows if r.is_running and r.due and r.due >= r.on), key=lambda r: (r.due, r.action.pk))[:3],
    }  # fmt: skip
    return render(request, "reports/meeting.html", page)
