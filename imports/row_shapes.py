"""What a row looks like before it is known what it says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from imports.tables import Row, Table
from imports.vocabulary import REFERENCE, Layout, find_layout

UNNAMED = re.compile(r"Column \d+")
_ROWS_BELOW = 100  # enough to tell what a column holds


def notices_of(table: Table, row: Row) -> str:
    told = [f"{table.place(row, index)} {notice}." for index, cell in enumerate(row.cells) for notice in cell.notices]
    return " ".join([*row.notices, *told])


def heads(row: Row, title: int | None, rag: int | None) -> bool:
    """Whether a row has one text only, first or in the title's place, and at most a colour beside it."""
    filled = [index for index in row.filled if index != rag]
    return len(filled) == 1 and filled[0] in (0, title) and not REFERENCE.fullmatch(row.cells[filled[0]].text)


def stacked(upper: Layout, lower: Layout) -> Layout:
    """A heading of two rows as one: "Timescale" over "Start" and "End". The lower has its say where it says something."""
    known = {column.field for column in lower.columns} - {"extra"}
    columns = []
    for above, below in zip(upper.columns, lower.columns, strict=True):
        is_said = not UNNAMED.fullmatch(below.header)
        field = "extra" if above.field in known else above.field
        columns.append(below if is_said else replace(above, field=field))
    return Layout(tuple(columns))


def heading_layouts(rows: Sequence[Row], width: int, said: Mapping[str, str]) -> dict[int, Layout]:
    """The rows that are headings, by number, each with what it says of the columns below it."""
    headings: dict[int, Layout] = {}
    above: Row | None = None
    for place, row in enumerate(rows):
        layout = find_layout(row, rows[place + 1 : place + 1 + _ROWS_BELOW], width, said)
        upper = headings.get(above.number) if above else None
        if layout and upper and layout.index("title") is None and upper.index("title") not in {None, *row.filled}:
            layout = stacked(upper, layout)
        if layout:
            headings[row.number] = layout
        above = row
    return headings


def is_bracketed(text: str) -> bool:
    return text.startswith("(") and text.endswith(")")


def section_title(text: str, layout: Layout) -> str:
    """Under a heading "Workstream" the section "Asset Management workstream" is Asset Management."""
    label = next((column.label for column in layout.columns if column.field == "section"), "")
    return re.sub(rf"\s+{re.escape(label)}$", "", text, flags=re.IGNORECASE) if label else text
