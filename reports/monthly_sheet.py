"""The communications dashboard of a month on one side of A4. Pure.

Each table has a few of its lines first; then each in its turn one more, for as long as there is room.
"""

from __future__ import annotations

from textwrap import wrap

from plans.rag import MEANINGS, NOT_RATED
from reports.monthly import TITLE, Line, Monthly, Part
from reports.paper_colours import Tag
from reports.paper_dashboard import short
from reports.paper_parts import Paper, Row, Section, Table

LETTERS = {  # of a line of each column
    "delivered": (34, 18, 24, 23),
    "upcoming": (34, 18, 24, 23),
    "measured": (48, 15, 26, 20),
    "finished": (24, 18, 36, 26),
}
LINES = {"delivered": 2, "upcoming": 2, "measured": 2, "finished": 4}  # that a row has at most
LEAST = {"delivered": 3, "upcoming": 3, "measured": 5, "finished": 2}  # rows, whatever there is of the others
LINE, BETWEEN, ROOM = 3.8, 1.6, 120.0  # mm: a line, what parts two rows, and what all rows may have of the page
NOTHING_THERE = 3.0  # mm that the table of a part without lines leaves to the others


def sheet_of(monthly: Monthly) -> Paper:
    """The dashboard on one page; what does not fit is counted in the caption of its table."""
    cut = [[shortened(line, part.kind) for line in part.lines] for part in monthly.parts]
    shown = fitted([(part.kind, rows) for part, rows in zip(monthly.parts, cut, strict=True)])
    sections = tuple(
        _section(number, part, rows, most)
        for number, (part, rows, most) in enumerate(zip(monthly.parts, cut, shown, strict=True), start=1)
    )
    return Paper(
        authority=monthly.authority,
        body="",
        meeting="",
        title=monthly.title,
        short_title=TITLE,
        running_foot=" ".join(monthly.facts[-1]),
        report_of="",
        facts=monthly.facts,
        sections=sections,
        contents_on_front=False,
        has_contents=False,
        is_sheet=True,
        tiles=tuple((tile.figure, tile.words) for tile in monthly.tiles),
    )


def tag_of(rag: str) -> Tag:
    return Tag(MEANINGS.get(rag, NOT_RATED).label, rag.replace("_", "-"))


def shortened(line: Line, kind: str) -> Row:
    """The line with as many words as its columns have room for; a date is short enough as it is."""
    letters, lines = LETTERS[kind], LINES[kind]
    head = short(line.head, letters[0] * lines - lines)
    if line.rag:
        return Row(head, tag_of(line.rag), "", _cells(line.cells, letters[2:], lines))
    note, *cells = _cells(line.cells, letters[1:], lines)
    return Row(head, None, note, tuple(cells))


def _cells(cells: tuple[str, ...], letters: tuple[int, ...], lines: int) -> tuple[str, ...]:
    return tuple(short(words, most * lines - lines) for words, most in zip(cells, letters, strict=True))


def fitted(tables: list[tuple[str, list[Row]]]) -> list[int]:
    """How many rows of each table the page has room for."""
    shown = [min(LEAST[kind], len(rows)) for kind, rows in tables]
    left = ROOM - sum(
        height(row, kind) for (kind, rows), most in zip(tables, shown, strict=True) for row in rows[:most]
    )
    left += NOTHING_THERE * sum(not rows for _, rows in tables)
    growing = [at for at, (_, rows) in enumerate(tables) if shown[at] < len(rows)]
    while growing:
        for at in list(growing):
            kind, rows = tables[at]
            high = height(rows[shown[at]], kind)
            if high > left:
                growing.remove(at)
                continue
            left, shown[at] = left - high, shown[at] + 1
            if shown[at] == len(rows):
                growing.remove(at)
    return shown


def height(row: Row, kind: str) -> float:
    """How high a row is at most, in mm."""
    words = (row.head, row.tag.label if row.tag else row.note, *row.cells)
    return max(len(wrap(one, most)) for one, most in zip(words, LETTERS[kind], strict=True)) * LINE + BETWEEN


def _section(number: int, part: Part, rows: list[Row], most: int) -> Section:
    section = Section(number, part.title)
    if not rows:
        section.opening = [section.say(words) for words in (part.empty, part.note) if words]
        return section
    more = f", and {len(rows) - most:,} more, on the page" if len(rows) > most else ""
    caption = f"Table {number}: {part.caption}{more}"
    section.table = Table(caption, f"monthly-{part.kind}", part.heads, tuple(rows[:most]))
    if part.note:
        section.closing = [section.say(part.note)]
    return section
