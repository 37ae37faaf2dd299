"""What a row looks like before it is known what it says."""

import re

from imports.tables import Row, Table
from imports.vocabulary import REFERENCE, Layout


def notices_of(table: Table, row: Row) -> str:
    told = [f"{table.place(row, index)} {notice}." for index, cell in enumerate(row.cells) for notice in cell.notices]
    return " ".join([*row.notices, *told])


def heads(row: Row, title: int | None, rag: int | None) -> bool:
    """Whether a row has one text only, first or in the title's place, and at most a colour beside it."""
    filled = [index for index in row.filled if index != rag]
    return len(filled) == 1 and filled[0] in (0, title) and not REFERENCE.fullmatch(row.cells[filled[0]].text)


def is_bracketed(text: str) -> bool:
    return text.startswith("(") and text.endswith(")")


def section_title(text: str, layout: Layout) -> str:
    """Under a heading "Workstream" the section "Asset Management workstream" is Asset Management."""
    label = next((column.label for column in layout.columns if column.field == "section"), "")
    return re.sub(rf"\s+{re.escape(label)}$", "", text, flags=re.IGNORECASE) if label else text
