"""Rows of found actions with what is shown of them: on a page fifty at a time, in a file five hundred at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from actions.models import Assignment
from plans.rag import MEANINGS
from reports.models import ActionStanding

AT_ONCE = 500
SHOWN = (
    "rating", "declared", "proposed", "forecast", "is_part", "is_leaf", "is_disputed", "is_overdue", "on", "due",
    "heard_on", "silent_days", "slipped_days", "reasons", "rank", "plan__title", "plan__slug", "priority__title",
    "priority__reference", "action__title", "action__reference", "action__timing", "action__exempt",
    "action__parent__title",
)  # fmt: skip
HEADS = (
    "Plan", "Priority", "Part of", "Reference", "Action", "Who", "Date as written", "Next due", "RAG", "RAG declared",
    "RAG proposed", "Expected at the year end", "Why", "Last update", "Days silent", "Days slipped",
)  # fmt: skip


def with_words(rows: QuerySet[ActionStanding]) -> QuerySet[ActionStanding]:
    """With the columns a row shows, and no others."""
    return rows.select_related("plan", "priority", "action__parent").only(*SHOWN)


def name_owners(rows: Iterable[ActionStanding]) -> None:
    """Give each row its `owners`, in the order of the action. One query."""
    found = list(rows)
    owners = defaultdict(list)
    given = Assignment.objects.filter(action__in=[row.pk for row in found]).select_related("officer").in_order()
    for one in given:
        owners[one.action_id].append(one.name)
    for row in found:
        row.owners = list(dict.fromkeys(owners[row.pk]))


def lines(rows: QuerySet[ActionStanding]) -> Iterator[list[Any]]:
    """Every row as cells, read and let go in portions."""
    yield list(HEADS)
    reading = with_words(rows).iterator(chunk_size=AT_ONCE)
    while portion := list(islice(reading, AT_ONCE)):
        name_owners(portion)
        yield from (line(row) for row in portion)


def line(row: ActionStanding) -> list[Any]:
    action = row.action
    return [
        row.plan.title, row.priority.numbered if row.priority else "", action.parent.title if action.parent else "",
        action.reference, action.title, row.owners, action.timing.as_written, row.due,
        *(label(colour) for colour in (row.rating, row.declared, row.proposed, row.forecast)),
        " ".join(row.reasons), row.heard_on, row.silent_days or None, row.slipped_days or None,
    ]  # fmt: skip


def label(colour: str) -> str:
    return MEANINGS[colour].label if colour in MEANINGS else ""
