"""A table under headings that nobody knows: what its columns hold is told by their content, and said to be a guess."""

import re
from statistics import mean

from actions.owner_words import is_person, is_post
from actions.timing import parse_timing
from imports.rag_words import read_rag
from imports.tables import Row
from imports.vocabulary import REFERENCE, Column, Layout, field_of

GRADE = re.compile(r"(?i)(very )?(high|medium|low)|yes|no|nil|none|agreed|open|closed")
ELSE = re.compile(r"(?i)updat|meeting|review|added|creat|raised|modif|report|author|approv|risk")
SHORT, SHARE, LOOKED_AT = 60, 0.6, 60


def guess_layout(rows: list[Row]) -> tuple[int, Layout] | None:
    """(which row is the heading, what its columns hold), or None for what has no shape of a table of actions.

    A heading that is known says what it always says. Of the others the column of the longest words is the action, if
    none is known for it; dates, owners, colours and numbers are told by most of their cells; everything else stays beside
    the action under its own heading.
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
    headers = [" ".join(cell.text.split()) for cell in rows[place].cells] + [""] * (width - len(rows[place].cells))
    known = [found[0] if (found := field_of(header)) else "" for header in headers]
    fields = [known[index] or kind_of(column, index, headers[index]) for index, column in enumerate(texts)]
    fields = [name if known[index] or name not in known else "" for index, name in enumerate(fields)]
    words = {index: mean(map(len, column)) for index, column in enumerate(texts) if column and not fields[index]}
    if "title" not in known:
        if not words:
            return None
        fields[max(words, key=lambda index: words[index])] = "title"
    seen: set[str] = set()
    columns = []
    for index in range(width):
        name = fields[index] if fields[index] not in seen else ""
        seen.add(name)
        columns.append(Column(index, headers[index] or f"Column {index + 1}", name or "extra"))
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


def kind_of(texts: list[str], index: int, header: str) -> str:
    """The field that most texts of a column belong to; "" for words. Numbers are references in the first column only; a
    date or a name under a heading that says when or by whom something else was done is none of the action's."""
    tests = (
        ("reference", lambda text: index == 0 and bool(REFERENCE.fullmatch(text))),
        ("rag", lambda text: bool(read_rag(text)[0])),
        ("date", lambda text: (timing := parse_timing(text, None)).is_dated and not timing.needs_review),
        (
            "owner",
            lambda text: (
                all(is_person(name) or is_post(name) for name in re.split(r"\s*[/,;\n]\s*", text))
                and not GRADE.fullmatch(text)
            ),
        ),
    )
    for name, test in tests:
        if name in ("date", "owner") and ELSE.search(header):
            continue
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
