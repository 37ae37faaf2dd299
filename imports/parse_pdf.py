"""`python -m imports.parse_pdf FILENAME YEARS < input > preview.json`: as `imports.parse`, for a PDF.

A process of its own, as the library that reads PDFs is large and no other kind of file needs it.
"""

import json
import sys

from imports.confined import answer, confine
from imports.parse import read_years
from imports.pdf_tables import read_pdf
from imports.preview import preview_of

CPU_SECONDS = 20  # about a hundred close pages, each of which is timed by itself too


def main(arguments: list[str]) -> int:
    """Read standard input whole, write the preview. `arguments` are FILENAME and YEARS."""
    _, years = arguments
    columns = json.loads(sys.stdin.buffer.readline())
    return answer(lambda data: preview_of(read_pdf(data), read_years(years), columns))


if __name__ == "__main__":
    confine(CPU_SECONDS)
    sys.exit(main(sys.argv[1:]))
