"""The actions of a plan as they stand, in the words by which a paper's rows are compared with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from actions.models import Action, Assignment, ProgressUpdate
from actions.timing import Timing
from plans.models import Plan


@dataclass(frozen=True)
class Standing:
    """One action as it stands. `paper` is the row it was imported from, {} where it came in otherwise."""

    pk: int
    key: str | None
    file: str
    reference: str
    title: str
    section: str
    method: str
    timing: Timing
    has_priority: bool
    is_dropped: bool
    paper: dict[str, Any]
    audiences: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    done: str = ""
    rag: str = ""


def standing_actions(plan: Plan) -> list[Standing]:
    """Every action of the plan, in order. Four queries, however many there are."""
    actions = list(Action.objects.filter(plan=plan).in_order())
    audiences = grouped(
        Action.audiences.through._default_manager.filter(action__plan=plan).values_list("action_id", "audience__name")
    )
    assignments = Assignment.objects.filter(action__plan=plan).select_related("officer").in_order()
    owners = grouped((one.action_id, one.name) for one in assignments)
    updates = ProgressUpdate.objects.filter(action__plan=plan).order_by("on", "pk")
    last = {pk: (done, rag) for pk, done, rag in updates.values_list("action_id", "done", "rag")}
    return [
        Standing(
            pk=action.pk,
            key=action.source_key,
            file=action.source.get("file", ""),
            reference=action.reference,
            title=action.title,
            section=action.section,
            method=action.method,
            timing=action.timing,
            has_priority=action.priority_id is not None,
            is_dropped=action.dropped_on is not None,
            paper=action.source if "title" in action.source else {},
            audiences=audiences.get(action.pk, []),
            owners=owners.get(action.pk, []),
            done=last.get(action.pk, ("", ""))[0],
            rag=last.get(action.pk, ("", ""))[1],
        )
        for action in actions
    ]


def grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for pk, text in pairs:
        found.setdefault(pk, []).append(text)
    return found
