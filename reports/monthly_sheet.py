"""The communications dashboard of a month on one side of A4. Pure.

Each table has a few of its lines first; then each in its turn one more, for as long as there is room.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from math import ceil

from plans.rag import MEANINGS, NOT_RATED
from reports.monthly import TITLE, Line, Monthly, Part
from reports.paper_colours import Tag
from reports.paper_parts import Paper, Row, Section, Table
from reports.table_estimates import WIDER, advances

COLUMNS = {  # mm, as paper.css has them
    "delivered": (64, 30, 42, 42),
    "upcoming": (64, 30, 42, 42),
    "measured": (75, 23, 50, 30),
    "finished": (41, 30, 62, 45),
}
LINES = {"delivered": 2, "upcoming": 2, "measured": 2, "finished": 4}  # that a row has at most
LEAST = {"delivered": 3, "upcoming": 3, "measured": 4, "finished": 2}  # rows, whatever there is of the others
SIZE, PADDING = 3.0, 3.0  # mm: the letters of a table, and what parts the words of two columns
LINE, BETWEEN, ROOM = 3.8, 1.6, 143.0  # mm: a line, what parts two rows, and what all rows may have of the page,
# where authority and captions are a line each, the tiles four, and there is no note
NOTHING_THERE = 3.0  # mm that the table of a part without lines leaves to the others
PAGE, TILE = 178.0, 32.0  # mm wide
AUTHORITY, PROSE = (3.6, 4.8), (3.4, 5.6)  # mm: the letters, and how high a line of them is
TILE_LINES = 4
MORE = ", and {:,} more, on the page"
NAMED = 8.0  # em of a letter that none of our fonts may hold: it is printed by its name
NOTE = 9.0  # mm of the note that says so
LONGEST = 600  # letters: no cell holds more


def sheet_of(monthly: Monthly) -> Paper:
    """The dashboard on one page; what does not fit is counted in the caption of its table."""
    rows = [[shortened(line, part.kind) for line in part.lines] for part in monthly.parts]
    named = any(is_named(row) for table in rows for row in table)
    tables = [(part.kind, table) for part, table in zip(monthly.parts, rows, strict=True)]
    shown = fitted(tables, room_of(monthly) - (NOTE if named else 0))
    numbers = table_numbers(monthly)
    sections = tuple(
        _section(at, number, part, table, most)
        for at, (number, part, table, most) in enumerate(zip(numbers, monthly.parts, rows, shown, strict=True), start=1)
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


def table_numbers(monthly: Monthly) -> list[int]:
    """By part, what its table is numbered; a part without lines has no table, and uses up no number."""
    return list(accumulate(int(bool(part.lines)) for part in monthly.parts))


def tag_of(rag: str) -> Tag:
    return Tag(MEANINGS.get(rag, NOT_RATED).label, rag.replace("_", "-"))


def shortened(line: Line, kind: str) -> Row:
    """The line with as many words as its columns have room for."""
    first, *widths = COLUMNS[kind]
    head = cut(line.head, first, "Bold", LINES[kind])
    if line.rag:
        widths = widths[1:]
    cells = [cut(words, width, "Regular", LINES[kind]) for words, width in zip(line.cells, widths, strict=True)]
    if line.rag:
        return Row(head, tag_of(line.rag), "", tuple(cells))
    return Row(head, None, cells[0], tuple(cells[1:]))


def cut(words: str, width: float, weight: str, lines: int) -> str:
    """The words, or as many letters of them as these lines hold, with a mark that there is more."""
    if len(words) <= LONGEST and line_count(words, width, weight) <= lines:
        return words
    low, high = 0, min(len(words), LONGEST)
    while low < high:
        middle = (low + high + 1) // 2
        if line_count(f"{words[:middle].rstrip()}…", width, weight) <= lines:
            low = middle
        else:
            high = middle - 1
    return f"{words[:low].rstrip()}…"


def line_count(words: str, width: float, weight: str, size: float = SIZE, padding: float = PADDING) -> int:
    """How many lines the words take in so many mm; a word that is longer than a line is broken."""
    room = (width - padding) / size
    space, lines, free = width_of(" ", weight), 0, 0.0
    for word in words.split(" "):
        need = width_of(word, weight)
        if need <= free:
            free -= need + space
            continue
        more = max(1, ceil(need / room))
        lines, free = lines + more, more * room - need - space
    return max(lines, 1)


@lru_cache(maxsize=20_000)
def width_of(word: str, weight: str) -> float:
    """In em."""
    letters = advances(weight)
    return sum(0.0 if letter == "\u200b" else letters.get(letter, NAMED) for letter in word) * WIDER


def room_of(monthly: Monthly) -> float:
    """What the rows of all tables may have of the page, in mm, beside everything else that stands on it."""
    tiles = max(line_count(tile.words, TILE, "Regular", padding=0) for tile in monthly.tiles)
    room = ROOM - (line_count(monthly.authority, PAGE, "Bold", AUTHORITY[0], 0) - 1) * AUTHORITY[1]
    room -= max(0, tiles - TILE_LINES) * LINE
    for number, part in zip(table_numbers(monthly), monthly.parts, strict=True):
        longest = caption_of(number, part, len(part.lines))
        room += -(line_count(longest, PAGE, "Bold", padding=0) - 1) * LINE if part.lines else NOTHING_THERE
        room -= line_count(part.note, PAGE, "Regular", PROSE[0], 0) * PROSE[1] if part.note else 0
    return room


def fitted(tables: list[tuple[str, list[Row]]], room: float) -> list[int]:
    """How many rows of each table there is room for, in mm."""
    heights = [[height(row, kind) for row in rows] for kind, rows in tables]
    shown = [min(LEAST[kind], len(rows)) for kind, rows in tables]
    left = room - sum(sum(high[:most]) for high, most in zip(heights, shown, strict=True))
    while left < 0 and max(shown) > 1:
        at = shown.index(max(shown))
        shown[at] -= 1
        left += heights[at][shown[at]]
    growing = [at for at, high in enumerate(heights) if shown[at] < len(high)]
    while growing:
        for at in list(growing):
            if shown[at] == len(heights[at]) or heights[at][shown[at]] > left:
                growing.remove(at)
                continue
            left -= heights[at][shown[at]]
            shown[at] += 1
    return shown


def is_named(row: Row) -> bool:
    """Has it a letter that may have to be printed by its name?"""
    return any(letter not in advances("Regular") for words in (row.head, *row.cells) for letter in words)


def height(row: Row, kind: str) -> float:
    """How high a row is at most, in mm."""
    cells = (row.tag.label if row.tag else row.note, *row.cells)
    first, *widths = COLUMNS[kind]
    lines = [line_count(words, width, "Regular") for words, width in zip(cells, widths, strict=True)]
    return max(line_count(row.head, first, "Bold"), *lines) * LINE + BETWEEN


def _section(at: int, number: int, part: Part, rows: list[Row], most: int) -> Section:
    section = Section(at, part.title)
    if not rows:
        section.opening = [section.say(words) for words in (part.empty, part.note) if words]
        return section
    section.table = Table(
        caption_of(number, part, len(rows) - most), f"monthly-{part.kind}", part.heads, tuple(rows[:most])
    )
    if part.note:
        section.closing = [section.say(part.note)]
    return section


def caption_of(number: int, part: Part, more: int) -> str:
    return f"Table {number}: {part.caption}{MORE.format(more) if more else ''}"
