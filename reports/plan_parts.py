"""The pieces a plan's paper is made of, and how words become cells. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reports.stakeholder_map import Map

MOST_UPRIGHT = 5  # columns of a table on a page that stands upright
BLANK = "–"  # no cell of a tagged table is empty


@dataclass
class Cell:
    """Lines of a cell; `spans` columns where it is the text of a group row."""

    lines: list[str]
    spans: int = 1


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


@dataclass
class Part:
    """One section: what leads in, then lists, a picture, tables; `parts` stand under headings of their own."""

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
    return [*data["priorities"], {"actions": data["actions"], "reference": "", "title": ""}]


def cell(text: str, spans: int = 1) -> Cell:
    lines = [line.strip() for line in (text or "").split("\n") if line.strip()]
    return Cell(lines or [BLANK], spans)


def row_of(texts: list[str]) -> Row:
    first, *rest = texts
    return Row(cell(first).lines, [cell(text) for text in rest])
