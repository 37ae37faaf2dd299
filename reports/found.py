"""Rows of found actions with what is shown of them: on a page fifty at a time, in a file five hundred at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from actions.models import ActionQuestion, Assignment
from plans.periods import in_words
from plans.rag import MEANINGS
from reports.models import ActionStanding

AT_ONCE = 500
TITLE, PARENT = 200, 80
SHOWN = (
    "rating", "declared", "proposed", "forecast", "ruling", "said", "is_part", "is_leaf", "is_disputed", "is_overdue", "on",
    "due", "heard_on", "silent_days", "slipped_days", "reasons", "rank", "plan__title", "plan__slug", "plan__status",
    "priority__title", "priority__reference", "action__title", "action__reference", "action__timing", "action__exempt",
    "action__parent__title",
)  # fmt: skip
HEADS = (
    "Plan", "Priority", "Part of", "Reference", "Action", "Who", "Date as written", "Next due", "RAG", "RAG declared",
    "RAG proposed", "Expected at the year end", "Declared by a director", "Why it is amber or red", "What the dates say",
    "Last update", "Days silent", "Days slipped",
)  # fmt: skip


def with_words(rows: QuerySet[ActionStanding]) -> QuerySet[ActionStanding]:
    """With the columns a row shows, and no others."""
    return rows.select_related("plan", "priority", "action__parent").only(*SHOWN)


@dataclass(frozen=True)
class Words:
    """What a row of a page says, ready made: a template that works it out for fifty rows takes as long as all the rest."""

    link: str
    title: str
    below: str
    plan_link: str
    plan: str
    due: str
    heard: str

    @classmethod
    def of(cls, row: ActionStanding, address: str, plan_address: str) -> Words:
        action = row.action
        part_of = f"part of {shortened(action.parent.title, PARENT)}; " if action.parent else ""
        where = f"{row.plan.title}, {row.priority.numbered}" if row.priority else row.plan.title
        return cls(
            link=address.replace("/0/", f"/{row.pk}/"),
            title=shortened(f"{action.reference} {action.title}".strip(), TITLE),
            below=f"{part_of}{', '.join(row.owners) or 'Nobody yet'}",
            plan_link=plan_address.replace("/0/", f"/{row.plan.slug}/"),
            plan=where,
            due=in_words(row.due) if row.due else action.timing.as_written or "(blank)",
            heard=in_words(row.heard_on) if row.heard_on else "never",
        )


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def put_into_words(rows: Iterable[ActionStanding]) -> None:
    """Give each row of a page its `owners` and its `words`. One query."""
    found = list(rows)
    name_owners(found)
    address, plan_address = reverse("actions:action", args=[0]), reverse("reports:dashboard", args=["0"])
    for row in found:
        row.words = Words.of(row, address, plan_address)


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
        row.ruling, row.said, " ".join(row.reasons), row.heard_on, row.silent_days or None, row.slipped_days or None,
    ]  # fmt: skip


def label(colour: str) -> str:
    return MEANINGS[colour].label if colour in MEANINGS else ""


def asked_about(pks: Iterable[int]) -> dict[int, ActionQuestion]:
    """{action: the last question about it that waits for an answer}. One query."""
    open_ones = ActionQuestion.objects.open().filter(action__in=list(pks)).in_order()
    return {question.action_id: question for question in open_ones}
