"""`python -m imports.parse FILENAME YEARS < input > preview.json`: one preview, in a process that has limits.

YEARS is a comma-separated list such as "2015/16,2016/17", or "". The input is a line of JSON, {heading: field}, and
then the file. Exit 0 with the JSON; exit 2 with one sentence on standard error if the file is refused.
"""

import json
import sys

from imports.confined import answer, confine
from imports.preview import preview
from plans.periods import FinancialYear, Years

CPU_SECONDS = 20


def read_years(labels: str) -> Years | None:
    """The plan's years from their labels, divided by commas; None for none."""
    years = [FinancialYear.parse(label) for label in labels.split(",") if label]
    return Years(years[0], years[-1]) if years else None


def main(arguments: list[str]) -> int:
    """Read standard input whole, write the preview. `arguments` are FILENAME and YEARS."""
    filename, years = arguments
    columns = json.loads(sys.stdin.buffer.readline())
    return answer(lambda data: preview(data, filename, read_years(years), columns))


if __name__ == "__main__":
    confine(CPU_SECONDS)
    sys.exit(main(sys.argv[1:]))
