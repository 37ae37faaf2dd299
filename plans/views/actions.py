"""The table of actions on a plan's own page, as its manager sees it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
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
        return f"{self.action.reference} {self.action.title} {self.action.section} {self.who}".casefold()


@dataclass
class Block:
    """The actions that stand together under one heading of the printed table; `section` "" has none."""

    section: str
    is_first: bool
    is_last: bool
    lines: list[Line] = field(default_factory=list)


def action_groups(found: Plan, query: str) -> list[tuple[Priority | None, list[Block]]]:
    """The plan's actions by priority and by section, each with those under it, in order; only those with `query` in
    their words."""
    rows: Any = (
        found.actions.select_related("priority").prefetch_related("assignments__officer").order_by("position", "pk")
    )
    under: dict[tuple[int | None, int | None], list[Any]] = defaultdict(list)
    for row in rows:
        under[row.priority_id if row.parent_id is None else None, row.parent_id].append(row)
    groups = []
    for priority in [*found.priorities.in_order(), None]:
        top = under[priority.pk if priority else None, None]
        beside = alike(top)
        sections = [*beside]
        blocks = []
        for section, stand in groupby(top, key=lambda row: row.section):
            block = Block(section, section == sections[0], section == sections[-1])
            for row in stand:
                parts = under[None, row.pk]
                next_to = alike(parts)
                block.lines += [
                    line_of(row, beside[section], 0),
                    *(line_of(part, next_to[part.section], 1) for part in parts),
                ]
            block.lines = [line for line in block.lines if query.casefold() in line.words]
            if block.lines:
                blocks.append(block)
        if blocks:
            groups.append((priority, blocks))
    return groups


def alike(rows: list[Any]) -> dict[str, list[Any]]:
    """The actions by section, among which they are moved up and down."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.section].append(row)
    return found


def line_of(row: Any, beside: list[Any], depth: int) -> Line:
    who = ", ".join(one.name for one in row.assignments.all())
    return Line(row, depth, row is beside[0], row is beside[-1], who)
