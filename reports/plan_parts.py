"""The pieces a plan's paper is made of, and how words become cells. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reports.stakeholder_map import Map

MOST_UPRIGHT = 5  # columns of a table on a page that stands upright
ACTION_TABLE, BUSINESS_PLAN = "action-table", "business-plan"  # the shapes a plan is printed in
BLANK = "–"  # no cell of a tagged table is empty


@dataclass
class Cell:
    """Lines of a cell; `spans` columns where it is the text of a group row. `head` is its column's, for a phone."""

    lines: list[str]
    spans: int = 1
    head: str = ""

    @property
    def is_blank(self) -> bool:
        return self.lines == [BLANK]


@dataclass
class Row:
    head: list[str]
    cells: list[Cell]
    is_group: bool = False
    is_total: bool = False


@dataclass
class Table:
    caption: str
    heads: list[str]
    rows: list[Row]
    css: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            for one, head in zip(row.cells, self.heads[1:], strict=False):
                one.head = head if one.spans == 1 else ""


@dataclass
class Part:
    """One section: what leads in, then lists, a picture, tables; `parts` stand under headings of their own. `key` says
    where it is edited: a section of the plan, its "header", its "actions", or nowhere of its own."""

    title: str
    key: str = ""
    paragraphs: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    map: Map | None = None
    tables: list[Table] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def is_wide(self) -> bool:
        """Does it have a table that takes a page turned sideways?"""
        return any(len(table.heads) > MOST_UPRIGHT for one in (self, *self.parts) for table in one.tables)

    @property
    def is_empty(self) -> bool:
        return not (self.paragraphs or self.items or self.map or self.tables or self.parts)


def groups_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The priorities with their actions, and last the actions under none."""
    return [*data["priorities"], {"actions": data["actions"], "reference": "", "title": "", "description": ""}]


def grouped(rows: list[dict[str, Any]], name: str) -> dict[str, list[dict[str, Any]]]:
    """Rows by what they say under `name`, each group once, in the order of its first row."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def columns_that_say(columns: dict[str, str], rows: list[dict[str, Any]]) -> dict[str, str]:
    """Those of {field: heading} that say something in some row."""
    return {name: head for name, head in columns.items() if any(row[name] for row in rows)}


def cell(text: str, spans: int = 1) -> Cell:
    return Cell(lines_of(text) or [BLANK], spans)


def row_of(texts: list[str]) -> Row:
    first, *rest = texts
    return Row(cell(first).lines, [cell(text) for text in rest])
