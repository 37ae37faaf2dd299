"""Tables that somebody typed, or pasted as plain text: lines divided by tabs, or one cell a line."""

import re
from collections import Counter
from itertools import groupby, takewhile

from imports import limits
from imports.lists import list_of
from imports.tables import Cell, Row, Table, tidy
from imports.vocabulary import field_of

LEAST_KNOWN = 2  # headings
MOST_UNKNOWN = 4  # headings that nobody knows behind those that are known
SECTION_LENGTH = 80
TYPED_LINES = 20_000  # more are no text that somebody typed
_LINES = 60  # the most that one row is pasted as
LABELLED = re.compile(r"(?P<label>[A-Z][\w /]{1,40}):\s*(?P<words>\S.*|)")
_PUT_TOGETHER = "The row stood on several lines, which were put together: check what stands in which column."
_UNEVEN = "The row has {} lines and the heading {}: check what stands in which column."
_BEFORE = "It stands before the first row."
_OUTSIDE = "It stands outside the lines that are divided by tabs, so it is not read as a row of the table."


def typed_table(lines: list[str], name: str) -> Table | None:
    """The table that these paragraphs of a document make, or the list; None if they are prose."""
    return tabbed(lines, name) or list_of(lines, name) or untabbed(lines, name)


def untabbed(lines: list[str], name: str) -> Table | None:
    return one_cell_a_line(lines, name) or labelled(lines, name)


def tabbed(lines: list[str], name: str) -> Table | None:
    """Lines divided by tabs. Several tabs in a row are one where that makes the rows more even, as they then only set
    the columns out."""
    cut = [[cell.strip() for cell in line.strip().split("\t")] for line in lines]
    if sum(len(cells) > 1 for cells in cut) < LEAST_KNOWN:
        return None
    squeezed = [[cell for cell in cells if cell] for cells in cut]
    cut = squeezed if evenness(squeezed) > evenness(cut) else cut
    rows: list[Row] = []
    left_out: list[tuple[str, str]] = []
    for number, cells in enumerate(cut, 1):
        following = next((later for later in cut[number:] if any(later)), [])
        is_section = bool(rows) and len(following) > 1 and len("".join(cells)) <= SECTION_LENGTH
        if len(cells) > 1 or is_section:
            rows.append(row_of(cells, number))
        elif any(cells):
            left_out.append((cells[0], _OUTSIDE))
    return Table(name, tuple(rows), left_out=tuple(left_out))


def evenness(cut: list[list[str]]) -> float:
    """Which share of the lines that are divided at all has the most common number of cells."""
    widths = Counter(len(cells) for cells in cut if len(cells) > 1)
    return max(widths.values(), default=0) / max(widths.total(), 1)


def one_cell_a_line(lines: list[str], name: str) -> Table | None:
    """The headings one a line, then each row so; rows are set off by blank lines, or a blank line is a blank cell."""
    lines = [line.strip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    known = list(takewhile(is_heading, lines[: limits.COLUMNS]))
    if len({field_of(line) for line in known}) < LEAST_KNOWN:
        return None
    blocks = [list(block) for is_filled, block in groupby(lines, key=bool) if is_filled]
    width = len(blocks[0])
    if len(blocks) > 1 and (width == len(known) or all(len(block) == width for block in blocks)):
        rows = [row_of(block, number, even_notice(block, width)) for number, block in enumerate(blocks, 1)]
        return Table(name, tuple(rows))
    for cells in (lines, [line for line in lines if line]):
        for width in range(len(known) + MOST_UNKNOWN, len(known) - 1, -1):
            if len(cells) > width and len(cells) % width == 0 and width_fits(cells, width, len(known)):
                records = [cells[start : start + width] for start in range(0, len(cells), width)]
                return Table(name, tuple(row_of(record, number) for number, record in enumerate(records, 1)))
    return None


def is_heading(line: str) -> bool:
    return bool(field_of(line)) and not LABELLED.fullmatch(line)


def labelled(lines: list[str], name: str) -> Table | None:
    """Every cell behind its heading: "Action: Newsletter", "Date: May 2015"; a row begins where the first heading comes
    again. A line without a heading goes on the one above."""
    found = [LABELLED.fullmatch(line.strip()) for line in lines if line.strip()]
    labels = list(dict.fromkeys(line["label"] for line in found if line and field_of(line["label"])))
    if len({field_of(label) for label in labels}) < LEAST_KNOWN or sum(map(bool, found)) * 2 < len(found):
        return None
    rows: list[dict[str, str]] = []
    last, left_out = "", []
    for line in filter(None, map(str.strip, lines)):
        pair = LABELLED.fullmatch(line)
        if pair and pair["label"] in labels:
            last = pair["label"]
            if not rows or last == labels[0] or last in rows[-1]:
                rows.append({})
            rows[-1][last] = pair["words"]
        elif rows:
            rows[-1][last] = f"{rows[-1][last]}\n{line}"
        else:
            left_out.append((line, _BEFORE))
    records = [labels, *([row.get(label, "") for label in labels] for row in rows)]
    return Table(
        name, tuple(row_of(record, number) for number, record in enumerate(records, 1)), left_out=tuple(left_out)
    )


def width_fits(cells: list[str], width: int, known: int) -> bool:
    """Headings that nobody knows are believed only between known ones, as nothing else tells them from a first row."""
    return width == known or is_heading(cells[width - 1])


def even_notice(block: list[str], width: int) -> tuple[str, ...]:
    return () if len(block) == width else (_UNEVEN.format(len(block), width),)


def row_of(cells: list[str], number: int, notices: tuple[str, ...] = ()) -> Row:
    limits.check_columns(len(cells))
    made = tuple(Cell(*tidy(cell)) for cell in cells)
    for cell in made:
        limits.check_cell(cell.text, f"Line {number}")
    return Row(number, made, notices)


def put_together(records: dict[int, list[str]]) -> dict[int, tuple[list[str], tuple[str, ...]]]:
    """Records by number, each with what there is to tell of it. Word pastes a cell of two paragraphs as two lines, the
    second going on in the middle of the row: lines too short for the table are put together where that makes one whole
    row."""
    widths = Counter(len(record) for record in records.values() if len(record) > 1).most_common(1)
    whole = widths[0][0] if widths else 0
    found: dict[int, tuple[list[str], tuple[str, ...]]] = {}
    left = list(records.items())
    place = 0
    while place < len(left):
        number, record = left[place]
        used = 1
        if 1 < len(record) < whole and (row := completed([one for _, one in left[place : place + _LINES]], whole)):
            record, used = row
        found[number] = (record, (_PUT_TOGETHER,) if used > 1 else ())
        place += used
    return found


def completed(records: list[list[str]], whole: int) -> tuple[list[str], int] | None:
    """The first record with the lines that complete it, and how many they are."""
    row = list(records[0])
    for used, following in enumerate(records[1:], 2):
        if len(following) >= whole or len(row) + len(following) - 1 > whole:
            return None
        row = [*row[:-1], f"{row[-1]}\n{following[0]}", *following[1:]]
        if len(row) == whole and len(following) > 1:
            return row, used
    return None
