"""How high the rows of a long table will be, from the widths of letters: so that it is cut before it is laid out, and not
laid out twice. Whatever is estimated wrong is cut again afterwards, where it stands.

Lines break at spaces only and every word is taken to be a little wider than it is, so rows are rather thought too high.
"""

from __future__ import annotations

import functools
from pathlib import Path

from fontTools.ttLib import TTFont
from lxml import html

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
LONG = 60  # rows; shorter tables are laid out twice in less time than this takes
WIDER = 1.015  # kerning is not counted
LEADING = 1.32  # line-height of a table in paper.css
UNKNOWN = 1.0  # em of a letter that is of another of our fonts


@functools.cache
def advances(weight: str) -> dict[str, float]:
    """{letter: its width in em}."""
    font = TTFont(FONTS / f"noto-sans-{weight}.woff2")
    metrics, em = font["hmtx"], font["head"].unitsPerEm
    return {chr(code): metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}


@functools.lru_cache(maxsize=20_000)
def word_width(word: str, weight: str) -> float:
    """In em."""
    table = advances(weight)
    return sum(table.get(letter, UNKNOWN) for letter in word) * WIDER


def line_count(cell: html.HtmlElement, width: float, size: float) -> int:
    """How many lines a cell takes at that width, in a font of that size (both in px)."""
    weight = "Bold" if cell.tag == "th" else "Regular"
    space = word_width(" ", weight) * size
    lines = 0
    for words in segments(cell):
        free = 0.0
        for word in words:
            need = word_width(word, weight) * size
            if need > free:
                lines += max(1, int(-(-need // width)))
                free = width - need % width
            else:
                free -= need
            free -= space
    return max(lines, 1)


def segments(cell: html.HtmlElement) -> list[list[str]]:
    """The words of a cell, those of every line that its markup breaks by themselves."""
    found: list[list[str]] = [[]]
    for node in cell.iter():
        if node.tag == "br" or "was" in node.get("class", "").split():
            found.append([])
        found[-1] += (node.text or "").split()
        if node is not cell:
            found[-1] += (node.tail or "").split()
    return found


def row_height(row: html.HtmlElement, widths: list[float], size: float, rest: float) -> float:
    """In px: the lines of its fullest cell, and `rest` for padding and rule. A cell that spans takes the columns it does."""
    at, most = 0, 1
    for cell in row:
        span = int(cell.get("colspan", 1))
        most = max(most, line_count(cell, sum(widths[at : at + span]) or widths[-1], size))
        at += span
    return most * size * LEADING + rest
