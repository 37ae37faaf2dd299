"""`python -m imports.parse_calendar FIRST LAST < file > events.json`: a calendar's events between two days (2026-03-31).

In a process that has limits, as `imports.parse` is. Exit 0 with the JSON; exit 2 with one sentence on standard error.
"""

import sys
from datetime import date

from imports.calendar_file import read_calendar
from imports.confined import answer, confine

CPU_SECONDS = 5  # somebody waits for it


def main(arguments: list[str]) -> int:
    first, last = map(date.fromisoformat, arguments)
    return answer(lambda data: read_calendar(data, first, last))


if __name__ == "__main__":
    confine(CPU_SECONDS)
    sys.exit(main(sys.argv[1:]))
