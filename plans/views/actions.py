"""The table of actions on a plan's own page, as its manager sees it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from plans.models import Plan, Priority


@dataclass
class Line:
    """An action of the plan page's table; `depth` 1 stands under the action above it."""

    action: Any
    depth: int
    is_first: bool
    is_last: bool
    who: str

    @property
    def words(self) -> str:
        return f"{self.action.reference} {self.action.title} {self.who}".casefold()


def action_groups(found: Plan, query: str) -> list[tuple[Priority | None, list[Line]]]:
    """The plan's actions by priority, each with those under it, in order; only those with `query` in their words."""
    rows: Any = (
        found.actions.select_related("priority").prefetch_related("assignments__officer").order_by("position", "pk")
    )
    under: dict[tuple[int | None, int | None], list[Any]] = defaultdict(list)
    for row in rows:
        under[row.priority_id if row.parent_id is None else None, row.parent_id].append(row)
    groups = []
    for priority in [*found.priorities.in_order(), None]:
        top = under[priority.pk if priority else None, None]
        lines = []
        for row in top:
            parts = under[None, row.pk]
            lines += [line_of(row, top, 0), *(line_of(part, parts, 1) for part in parts)]
        if query:
            lines = [line for line in lines if query.casefold() in line.words]
        if lines:
            groups.append((priority, lines))
    return groups


def line_of(row: Any, beside: list[Any], depth: int) -> Line:
    who = ", ".join(one.name for one in row.assignments.all())
    return Line(row, depth, row is beside[0], row is beside[-1], who)
