"""`python -m imports.parse_replies FILENAME < file > rows.json`: the rows of an export of replies, or of a list of officers, as texts.

In a process that has limits, as `imports.parse` is. Exit 0 with the JSON; exit 2 with one sentence on standard error.
"""

import sys
from typing import Any

from imports import limits
from imports.confined import answer, confine
from imports.limits import Refused
from imports.readers import read_tables

CPU_SECONDS = 15  # somebody waits for it
COLUMNS = 300  # a tool writes a column for each answer that can be ticked
CELLS = 250_000


def rows_of(data: bytes, filename: str) -> dict[str, Any]:
    """{"rows": the texts of its longest table, "numbers": which rows of the file they are, "warnings": sentences}."""
    reading = read_tables(data, filename)
    tables = [table for table in reading.tables if not table.unread and table.rows]
    if not tables:
        raise Refused("The file holds no table: one row for each person, under a row of headings.")
    longest = max(tables, key=lambda table: len(table.rows))
    others = [table.name for table in tables if table is not longest and len(table.rows) > 1]
    warnings = [f"{longest.name} was read, which has most rows; not {', '.join(others)}."] if others else []
    rows = [["" if cell.carried else cell.text for cell in row.cells] for row in longest.rows]
    start = title_rows(rows)
    rows = rows[start:]
    if len(rows) < 2:
        raise Refused("The file holds headings and nothing below them.")
    return {
        "rows": rows,
        "numbers": [row.number for row in longest.rows[start:]],
        "warnings": [*reading.warnings[:10], *warnings],
    }


def title_rows(rows: list[list[str]]) -> int:
    """How many rows above the headings hold the survey's name, or nothing."""
    filled = [sum(map(bool, row)) for row in rows]
    if max(filled) < 3:
        return 0
    return next(at for at, count in enumerate(filled) if count > 1)


def main(arguments: list[str]) -> int:
    (filename,) = arguments
    return answer(lambda data: rows_of(data, filename))


if __name__ == "__main__":
    confine(CPU_SECONDS)
    limits.COLUMNS, limits.CELLS, limits.BLANK = COLUMNS, CELLS, 2 * CELLS  # of this process alone
    sys.exit(main(sys.argv[1:]))
