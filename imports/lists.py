"""Actions typed as a list and not as a table: one a line, behind a bullet or a number, under headings without one."""

import re

from imports import limits
from imports.drafts import Collected, Draft, Section, Skipped
from imports.tables import Cell, Row, Table, tidy
from imports.vocabulary import Column, Layout

LAYOUT = Layout((Column(0, "List", "title"), Column(1, "Number", "reference")))
ITEM = re.compile(r"\s*(?:(?P<bullet>[-–•*·▪●o])|(?P<number>\d{1,3}(?:\.\d{1,3})?)[.)]?)\s+(?P<words>\S.*)", re.DOTALL)
LEAST, SHARE = 2, 0.4
_TOLD = "The actions stand in a list and not in a table, so they have neither date nor owner: each line is one action."
_HEADING_LENGTH = 100


def list_of(lines: list[str], name: str) -> Table | None:
    """A table of one column made of lines, if enough of them are items of a list."""
    limits.check_rows(len(lines))
    rows = [Row(number, (Cell(*tidy(line)),)) for number, line in enumerate(lines, 1) if line.strip()]
    items = sum(bool(ITEM.fullmatch(row.text)) for row in rows)
    return Table(name, tuple(rows)) if items >= LEAST and items >= SHARE * len(rows) else None


def is_list(table: Table) -> bool:
    rows = [row for row in table.rows if not row.is_blank]
    items = sum(bool(ITEM.fullmatch(row.text)) for row in rows)
    return all(len(row.filled) <= 1 for row in rows) and items >= LEAST and items >= SHARE * len(rows)


def collect_list(table: Table, out: Collected) -> None:
    """Items are actions; a short line before them is the heading of a section; any other line goes on the item above."""
    section, last = "", None
    for row in (row for row in table.rows if not row.is_blank):
        place, found = table.place(row), ITEM.fullmatch(row.text)
        if found:
            last = Draft(LAYOUT, section=section, place=place)
            last.texts = {"title": found["words"].strip()} | ({"reference": found["number"]} if found["number"] else {})
            last.source["title"] = place
            last.cells.append(["List", row.text])
            out.drafts.append(last)
        elif last and row.text[:1].islower():
            last.join("title", row.text)
            last.cells.append(["List", row.text])
        elif len(row.text) <= _HEADING_LENGTH and not row.text.endswith((".", ";", ",")):
            section, last = row.text.rstrip(":"), None
            out.sections.append(Section(section, "", place))
            out.skipped.append(
                Skipped(row.text, f"It is the heading of the section “{section}”, not an action.", place)
            )
        else:
            out.skipped.append(Skipped(row.text, "It is a paragraph beside the items of the list.", place))
    out.warnings.append(_TOLD)
    out.columns |= {"List": "title"}
