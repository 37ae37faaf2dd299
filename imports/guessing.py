"""A table under headings that nobody knows: what its columns hold is told by their content, and said to be a guess."""

import re
from statistics import mean

from actions.timing import parse_timing
from imports.owner_words import is_person, is_post
from imports.rag_words import read_rag
from imports.tables import Row
from imports.vocabulary import REFERENCE, Column, Layout

SHORT, SHARE, LOOKED_AT = 60, 0.6, 60


def guess_layout(rows: list[Row]) -> tuple[int, Layout] | None:
    """(which row is the heading, what its columns hold), or None for what has no shape of a table of actions.

    The column of the longest words is the action; dates, owners, colours and numbers are told by most of their cells;
    everything else stays beside the action under its own heading.
    """
    width = max((len(row.cells) for row in rows), default=0)
    place = next((number for number, row in enumerate(rows[:10]) if is_heading(row, rows[number + 1 :])), None)
    if place is None or width < 2:
        return None
    below = rows[place + 1 : place + 1 + LOOKED_AT]
    texts = [
        [row.cells[index].text for row in below if index < len(row.cells) and row.cells[index].text]
        for index in range(width)
    ]
    fields = [kind_of(column) for column in texts]
    words = {index: mean(map(len, column)) for index, column in enumerate(texts) if column and not fields[index]}
    if not words:
        return None
    fields[max(words, key=lambda index: words[index])] = "title"
    seen: set[str] = set()
    columns = []
    for index in range(width):
        name = fields[index] if fields[index] not in seen else ""
        seen.add(name)
        header = " ".join(rows[place].cells[index].text.split()) if index < len(rows[place].cells) else ""
        columns.append(Column(index, header or f"Column {index + 1}", name or "extra"))
    return place, Layout(tuple(distinct(columns)))


def is_heading(row: Row, below: list[Row]) -> bool:
    """Short words in nearly every column, over at least two rows that are filled."""
    filled = [cell.text for cell in row.cells if cell.text]
    full = [other for other in below[:5] if len(other.filled) >= 2]
    return (
        len(filled) >= 2
        and len(filled) * 2 > len(row.cells)
        and all(len(text) <= SHORT for text in filled)
        and len(full) >= 2
    )


def kind_of(texts: list[str]) -> str:
    """The field that most of a column's texts belong to; "" for words."""
    tests = (
        ("reference", lambda text: bool(REFERENCE.fullmatch(text))),
        ("rag", lambda text: bool(read_rag(text)[0]) and not re.fullmatch(r"(?i)high|medium|low", text)),
        ("date", lambda text: (timing := parse_timing(text, None)).is_dated and not timing.needs_review),
        ("owner", lambda text: all(is_person(name) or is_post(name) for name in re.split(r"\s*[/,;\n]\s*", text))),
    )
    for name, test in tests:
        if texts and sum(test(text) for text in texts) >= SHARE * len(texts):
            return name
    return ""


def distinct(columns: list[Column]) -> list[Column]:
    """No heading twice, as rows are keyed by it."""
    seen: dict[str, int] = {}
    named = []
    for column in columns:
        seen[column.header] = seen.get(column.header, 0) + 1
        header = column.header if seen[column.header] == 1 else f"{column.header} ({seen[column.header]})"
        named.append(Column(column.index, header, column.field))
    return named
