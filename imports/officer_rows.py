"""A list of officers as its rows say it: which column is which, and what is written in each. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imports.limits import Refused
from people.joining import MOST_ROWS, Written
from people.units import JOINED

WORDS = {
    "name": ("name", "officer", "full name", "officer name", "who"),
    "post": ("post", "job title", "title", "position", "post title", "job"),
    "unit": ("unit", "team", "service", "department", "division", "directorate"),
    "email": ("e-mail address", "email address", "e-mail", "email", "mail", "address"),
    "roles": ("roles", "role"),
}
HEADINGS = ("Name", "Post", "Unit", "E-mail address", "Roles")
LEVELS = (
    ("directorate",),
    ("department", "division"),
    ("service", "service area", "section"),
    ("team",),
)  # of a list that has a column for each, the largest first
FIRST_LAST = ("first name", "last name"), ("forename", "surname"), ("first name", "surname")
BETWEEN = re.compile(r"[,;/\n]| and ")


def written_rows(rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> list[Written]:
    """What each row below the headings says; blank rows are left out.

    Raises:
        Refused: no column of names, or more rows than one list may have.
    """
    heading = [" ".join(cell.split()).casefold().rstrip(":") for cell in rows[0]]
    columns = {field: at for field, words in WORDS.items() if (at := first_of(heading, words)) is not None}
    pair = next(((heading.index(a), heading.index(b)) for a, b in FIRST_LAST if a in heading and b in heading), None)
    levels = [at for words in LEVELS if (at := first_of(heading, words)) is not None]
    if "name" not in columns and pair is None:
        raise Refused(f"No column is headed “Name”. Head the columns {', '.join(HEADINGS)}; only the name is needed.")
    below = [(number, row) for number, row in zip(numbers[1:], rows[1:], strict=False) if any(map(str.strip, row))]
    if len(below) > MOST_ROWS:
        raise Refused(f"The list has {len(below):,} rows. Take in up to {MOST_ROWS:,} at a time.")

    def of(row: Sequence[str], field: str) -> str:
        at = columns.get(field)
        return " ".join(row[at].split()) if at is not None and at < len(row) else ""

    def name_of(row: Sequence[str]) -> str:
        if "name" in columns or pair is None:
            return of(row, "name")
        return " ".join(" ".join(row[at].split()) for at in pair if at < len(row)).strip()

    def unit_of(row: Sequence[str]) -> str:
        if len(levels) < 2 or "unit" in heading:
            return of(row, "unit")
        return JOINED.join(" ".join(row[at].split()) for at in levels if at < len(row) and row[at].strip())

    return [
        Written(
            number,
            name_of(row),
            of(row, "post"),
            of(row, "email"),
            tuple(word.strip() for word in BETWEEN.split(of(row, "roles")) if word.strip()),
            unit_of(row),
        )
        for number, row in below
    ]


def first_of(heading: Sequence[str], words: Sequence[str]) -> int | None:
    return next((heading.index(word) for word in words if word in heading), None)
