"""A list taken away as CSV or Excel: the one writer of both, so that no cell of any of them runs as a formula.

What a spreadsheet would run (= + - @, a tab or a line break first, their full-width twins) stands behind an apostrophe
in CSV, which the import takes off again; in Excel every text is typed as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

RUNS = tuple("=+-@\t\r\n＝＋－＠")
CSV, XLSX = "csv", "xlsx"
KINDS = (CSV, XLSX)
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST = 32_767  # what one cell of Excel can hold
Rows = Iterable[Sequence[Any]]


def words(value: Any) -> str:
    """A cell's value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, list | tuple):
        return ", ".join(map(words, value))
    return str(value)


def as_csv(rows: Rows) -> bytes:
    """Rows as CSV that Excel opens in the right alphabet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    for row in rows:
        writer.writerow([f"'{text}" if text.startswith(RUNS) else text for text in map(words, row)])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows, title: str) -> bytes:
    """Rows as a workbook of one sheet, the first of them its heading."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("".join(mark for mark in title if mark not in "[]:*?/\\'")[:31] or "List")
    sheet.freeze_panes = "A2"
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", words(value))[:LONGEST]
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def taken_away(kind: str, rows: Rows, title: str) -> HttpResponse:
    """The answer to whoever asked for a list as a file, named after it and the day."""
    body = as_csv(rows) if kind == CSV else as_xlsx(rows, title)
    answer = HttpResponse(body, content_type=TYPES[kind])
    name = f"{slugify(title)[:80] or 'list'}-{timezone.localdate():%Y-%m-%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
