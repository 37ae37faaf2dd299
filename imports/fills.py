"""Colours that a cell is filled with: what a status is often told by, without a word."""

import colorsys
import re
from collections.abc import Sequence

from imports.drafts import Draft
from imports.tables import Cell, Row, Table
from imports.vocabulary import Layout

OTHER = "another colour"
_HUES = (("red", 0, 12), ("amber", 20, 62), ("green", 75, 165), ("red", 340, 360))  # degrees
_PALE, _FAINT, _DARK = 0.15, 0.08, 0.35
_RGB = re.compile(r"(?:[0-9A-F]{2})?([0-9A-F]{6})", re.IGNORECASE)
_LEAST = 2  # colours in a column that is coloured by meaning; one alone is likelier to be the table's design


def fill_colour(rgb: str) -> str:
    """ "red", "amber" or "green"; OTHER for a colour that is none of those; "" for white, grey, black and no fill."""
    found = _RGB.fullmatch(rgb)
    if not found:
        return ""
    red, green, blue = (int(found[1][place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < _FAINT or value < _DARK:
        return ""
    named = next((name for name, first, last in _HUES if first <= hue * 360 <= last), "")
    return named if named and saturation >= _PALE else OTHER


def propose(draft: Draft, header: str, cell: Cell) -> None:
    """Of a blank cell in the column of colours, the colour it is filled with stands for the word, with a warning."""
    if cell.colour == OTHER:
        draft.warnings.append(f"The cell “{header}” is filled in a colour that is not red, amber or green.")
    elif cell.colour:
        draft.texts["rag"] = cell.colour.title()
        draft.cells.append([header, f"(filled in {cell.colour})"])
        draft.warnings.append(f"No colour is written; “{header}” is filled in {cell.colour}, which is taken. Check it.")


def told_of_fills(table: Table, rows: Sequence[Row], layout: Layout) -> list[str]:
    """One sentence where a column that holds other things than colours is filled by meaning, as the meaning is lost."""
    told = []
    for column in layout.columns:
        fills = [row.cells[column.index].colour for row in rows if column.index < len(row.cells)]
        colours = [name for name in ("red", "amber", "green") if name in fills]
        if column.field != "rag" and len(colours) >= _LEAST:
            told.append(column.header)
    if not told:
        return []
    headers = ", ".join(f"“{header}”" for header in told)
    return [f"{table.name or 'The table'}: cells under {headers} are filled in colours, which are not read there."]
