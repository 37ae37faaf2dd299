"""The actions of a plan as a list to take away."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from actions.models import Action
from actions.rated import RatedAction, rated_actions
from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from people.takeaway import taken_away
from plans.models import Plan
from plans.rag import MEANINGS

HEADS = (
    "Number", "Priority", "Section", "Part of", "Action", "Audience", "Date", "Due", "Who", "Method", "Declared", "Proposed", "Counts as",
    "Progress", "Last update", "By",
)  # fmt: skip


@requires(Verb.SEE_PLAN, Plan, by="slug")
@answers(*SAFE)
def actions_list(request: SignedInRequest, plan: Plan, kind: str) -> HttpResponse:
    """Every action with its date, people and colours, as CSV or Excel."""
    rows = rated_actions(Action.objects.filter(plan=plan).in_order(), on=timezone.localdate())
    lines = [
        line for row in rows for line in (line_of(row, ""), *(line_of(part, called(row)) for part in row.sub_actions))
    ]
    return taken_away(kind, [HEADS, *lines], f"{plan.title} actions")


def called(row: RatedAction) -> str:
    return f"{row.action.reference} {row.action.title}".strip()


def line_of(row: RatedAction, part_of: str) -> list[Any]:
    action, update = row.action, row.update
    colours = (row.rating.declared, row.rating.proposed, row.rating.rating)
    return [
        action.reference, action.priority.numbered if action.priority else "", action.section, part_of, action.title, row.audiences,
        action.timing.as_written, row.due, [one.name for one in row.assignments], action.method,
        *(MEANINGS[colour].label if colour in MEANINGS else "" for colour in colours),
        update.done if update else "", update.on if update else "", update.by_name if update else "",
    ]  # fmt: skip
