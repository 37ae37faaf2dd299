"""The action table of a plan as a list to take away: the columns of the paper, and what the register knows besides."""

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
from reports.plan_actions import ACTION_COLUMNS, titled
from reports.progress_actions import action_data

HEADS = [
    *(head for head, _ in ACTION_COLUMNS), "Reference", "Section", "Priority", "Part of", "Date is understood as",
    "Next due", "RAG", "RAG declared", "RAG proposed", "Last update", "Last update by",
]  # fmt: skip


@requires(Verb.SEE_PLAN, Plan, by="slug")
@answers(*SAFE)
def actions_list(request: SignedInRequest, plan: Plan, kind: str) -> HttpResponse:
    """Every action with its date, people and colours, as CSV or Excel; those with `?q=` in their words, as the plan's
    own page narrows them down."""
    query = " ".join(request.GET.get("q", "").split())[:100].casefold()
    rows = rated_actions(Action.objects.filter(plan=plan).in_order(), on=plan.as_at(timezone.localdate()))
    every = [pair for row in rows for pair in ((row, ""), *((part, called(row)) for part in row.sub_actions))]
    lines = [line_of(row, part_of) for row, part_of in every if query in f"{called(row)} {names(row)}".casefold()]
    return taken_away(kind, [HEADS, *lines], f"{plan.title} actions")


def called(row: RatedAction) -> str:
    return f"{row.action.reference} {row.action.title}".strip()


def names(row: RatedAction) -> str:
    return ", ".join(one.name for one in row.assignments)


def line_of(row: RatedAction, part_of: str) -> list[Any]:
    action, update, data = row.action, row.update, action_data(row)
    colours = (row.rating.rating, row.rating.declared, row.rating.proposed)
    return [
        titled(data), *(say(data) for _, say in ACTION_COLUMNS[1:]), action.reference, action.section,
        action.priority.numbered if action.priority else "", part_of, data["date_words"], row.due,
        *(MEANINGS[colour].label if colour in MEANINGS else "" for colour in colours),
        update.on if update else "", update.by_name if update else "",
    ]  # fmt: skip
