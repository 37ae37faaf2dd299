"""Sheets of an Excel workbook, streamed. What the file hides or has not computed is told, never passed over."""

import datetime
import io
import re
import warnings as python_warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from imports import limits
from imports.fills import OTHER, fill_colour
from imports.limits import Refused
from imports.package import Package
from imports.tables import Cell, Reading, Row, Table, column_letters, tidy
from imports.xlsx_scan import Merge, SheetScan, check_sizes, scan_sheet

_DAMAGED = "The workbook is damaged or of an unknown make; save it again in Excel as .xlsx and upload that copy."
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NOT_LETTERS_OF_A_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_THEME_GREYS = 3  # the first four are the theme's black, white and their like
_DECIMALS = re.compile(r"0\.(0+)")
_MALFORMED = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    ParseError,
    InvalidFileException,
    zipfile.BadZipFile,
)


def read_xlsx(package: Package) -> Reading:
    """Every worksheet as one table; Refused above a limit, or if openpyxl cannot make sense of the file."""
    if _STRICT in package.read(package.main):
        raise Refused("The workbook is saved as “Strict Open XML”; save it as “Excel Workbook” and upload that.")
    check_sizes(package)
    try:
        with python_warnings.catch_warnings(action="ignore"):
            return _read(package)
    except _MALFORMED as error:
        raise Refused(_DAMAGED) from error


def _read(package: Package) -> Reading:
    workbook = load_workbook(io.BytesIO(package.data), read_only=True, data_only=True, keep_links=False)
    if len(workbook.worksheets) > limits.SHEETS:
        raise Refused(f"The workbook has more than {limits.SHEETS} sheets, which is the limit.")
    if not workbook.worksheets:
        raise Refused("The workbook has no worksheet with cells.")
    tables: list[Table] = []
    warnings: list[str] = []
    rows = 0
    for sheet in workbook.worksheets:
        scan = scan_sheet(package.read(sheet._worksheet_path))  # openpyxl has no public name for the part
        rows += scan.filled_rows
        limits.check_rows(rows)
        name = f"Sheet {tidy(sheet.title)[0]}"
        hidden = "" if sheet.sheet_state == "visible" else f"{name} is hidden, so no action is taken from it."
        tables.append(Table(name, tuple(_rows(sheet, scan, name)), lettered=True, unread=hidden))
        warnings += [f"{name}: column {column_letters(c)} is hidden; it is read like any other."
                     for c in scan.hidden_columns if c < scan.columns]  # fmt: skip
    return Reading(tuple(tables), tuple(warnings))


def _rows(sheet: ReadOnlyWorksheet, scan: SheetScan, name: str) -> Iterator[Row]:
    """Rows with at least one value. The file's own `dimension` is ignored: it is often wrong and costs rows."""
    sheet.reset_dimensions()
    merges = {(merge.first_row, merge.first_column): merge for merge in scan.merges}
    open_merges: dict[int, tuple[int, Cell]] = {}
    for number, values in enumerate(
        sheet.iter_rows(max_row=max(scan.last_row, 1), max_col=max(scan.columns, 1)), start=1
    ):
        if all(value.value is None and (number, column) not in scan.uncached for column, value in enumerate(values)):
            continue
        cells = [_cell(value, scan.uncached.get((number, column)), f"{name}, {column_letters(column)}{number}")
                 for column, value in enumerate(values)]  # fmt: skip
        _merge_cells(cells, number, merges, open_merges)
        while cells and not (cells[-1].text or cells[-1].notices or cells[-1].colour):
            cells.pop()
        hidden = f"Row {number} of {name[0].lower()}{name[1:]} is hidden; it is read like any other."
        yield Row(number, tuple(cells), (hidden,) if number in scan.hidden_rows else ())


def _merge_cells(
    cells: list[Cell], row: int, merges: dict[tuple[int, int], Merge], open_merges: dict[int, tuple[int, Cell]]
) -> None:
    for column, cell in enumerate(cells):
        last_row, above = open_merges.get(column, (0, cell))
        if merge := merges.get((row, column)):
            cells[column] = replace(cell, spans=merge.last_column - column + 1)
            open_merges[column] = (merge.last_row, cells[column])
        elif row <= last_row and not cell.text:
            cells[column] = replace(above, carried=True, notices=cell.notices)


def _cell(cell: ReadOnlyCell | EmptyCell, uncached: str | None, place: str) -> Cell:
    written = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), _text(cell))
    limits.check_cell(written, place)
    text, notices = tidy(written)
    if uncached is not None:
        notices += (f"holds a formula whose result was never saved: “{uncached}”",)
    if text and cell.data_type == "e":
        notices += (f"shows the error {text}",)
    return Cell(text, notices, colour=_colour(cell))


def _colour(cell: ReadOnlyCell | EmptyCell) -> str:
    """What the cell is filled with. A colour of the workbook's theme has a place there and no value of its own."""
    if isinstance(cell, EmptyCell) or not cell.has_style or cell.fill.fill_type != "solid":
        return ""
    shown = cell.fill.fgColor
    if shown.type == "theme":
        return OTHER if shown.theme > _THEME_GREYS else ""
    if shown.type == "indexed":
        return fill_colour(COLOR_INDEX[shown.indexed]) if shown.indexed < len(COLOR_INDEX) else ""
    return fill_colour(str(shown.rgb))


def _text(cell: ReadOnlyCell | EmptyCell) -> str:
    """The value as a person reads it in the sheet: Excel keeps "Mar-16" as a day, shown by its format as a month."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        return _date_text(value, cell.number_format)
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format)
    return str(value)


def _date_text(value: datetime.datetime, number_format: str) -> str:
    shown = _NOT_LETTERS_OF_A_DATE.sub("", number_format.partition(";")[0].lower())
    if "d" not in shown and "y" in shown:
        return f"{value:%B %Y}" if "m" in shown else f"{value:%Y}"
    clock = f" {value:%H:%M}" if (value.hour, value.minute) != (0, 0) else ""
    return f"{value.day} {value:%B %Y}{clock}"


def _number_text(value: int | float, number_format: str) -> str:
    shown = number_format.partition(";")[0]
    decimals = _DECIMALS.search(shown)
    if shown.endswith("%"):
        return f"{value * 100:.{len(decimals[1]) if decimals else 0}f}%"
    if decimals and set(shown) <= set("#,0."):
        return f"{value:.{len(decimals[1])}f}"
    return str(int(value)) if float(value).is_integer() else repr(value)
