"""A list taken away as CSV or Excel: the one writer of both, so that no cell of any of them runs as a formula.

In CSV every cell is quoted and guarded (`people.formulas`); in Excel a text is typed as text, a number as a number and a
day as a day, so that they sort.
"""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import openpyxl
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from people.formulas import guarded

CSV, XLSX = "csv", "xlsx"
KINDS = (CSV, XLSX)
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST = 32_767  # what one cell of Excel can hold
DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
EARLIEST = date(1900, 3, 1)  # before it Excel's days are not ours
Rows = Iterable[Sequence[Any]]
Answer = TypeVar("Answer", bound=HttpResponseBase)


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


def csv_lines(rows: Rows) -> Iterator[bytes]:
    """Rows as CSV that Excel opens in the right alphabet, a line at a time."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    yield BOM_UTF8
    for row in rows:
        writer.writerow([guarded(words(value)) for value in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def as_csv(rows: Rows) -> bytes:
    return b"".join(csv_lines(rows))


def as_xlsx(rows: Rows, title: str) -> bytes:
    """Rows as a workbook of one sheet, the first of them its heading."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("".join(mark for mark in title if mark not in "[]:*?/\\'")[:31] or "List")
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([typed(WriteOnlyCell(sheet), value) for value in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def typed(cell: Any, value: Any) -> Any:
    """The cell with its value: a day or a number as such, anything else as text, whatever it begins with."""
    if isinstance(value, datetime):
        cell.value, cell.number_format = timezone.localtime(value).replace(tzinfo=None), MOMENT
    elif isinstance(value, date) and value >= EARLIEST:
        cell.value, cell.number_format = value, DAY
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        cell.value = value
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", words(value))[:LONGEST]
        cell.data_type = "s"
    return cell


def taken_away(kind: str, rows: Rows, title: str) -> HttpResponse:
    """The answer to whoever asked for a list as a file, named after it and the day."""
    body = as_csv(rows) if kind == CSV else as_xlsx(rows, title)
    return named(HttpResponse(body, content_type=TYPES[kind]), kind, title)


def streamed(rows: Rows, title: str) -> StreamingHttpResponse:
    """The same as CSV, line by line as it is read: a list of any length in the memory of a few hundred rows."""
    return named(StreamingHttpResponse(csv_lines(rows), content_type=TYPES[CSV]), CSV, title)


def named(answer: Answer, kind: str, title: str) -> Answer:
    name = f"{slugify(title)[:80] or 'list'}-{timezone.localdate():%Y-%m-%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
