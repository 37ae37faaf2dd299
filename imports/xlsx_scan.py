"""What openpyxl does not tell of a sheet when it streams: hidden rows, merged cells, formulas without a result."""

import io
import re
from dataclasses import dataclass, field

from lxml import etree

from imports import limits
from imports.limits import Refused
from imports.package import Package

LAST_ROW = 1_048_576
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TAGS = tuple(_MAIN + name for name in ("row", "c", "mergeCell", "col"))
_COORDINATE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class Merge:
    """Rows and columns of a merged cell, both ends included; rows from 1, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class SheetScan:
    """`uncached` maps (row, column) to the formula as written; `columns` is how many are used."""

    filled_rows: int = 0
    last_row: int = 0
    filled_cells: int = 0
    blank: int = 0
    columns: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[int] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    uncached: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass
class _Position:
    row: int = 0
    column: int = -1
    row_is_filled: bool = False


def check_sizes(package: Package) -> None:
    """Refuse a workbook of far more rows, cells or texts than a plan can have, before anything reads them one by one."""
    for name in package.names():
        if name.lower().endswith(".xml"):
            content = package.read(name)
            counts = {tag: sum(map(content.count, (b"<" + tag, b":" + tag))) for tag in (b"row ", b"c ", b"c>", b"si>")}
            limits.check_cells(counts[b"si>"])
            limits.check_blank(max(counts[b"row "], counts[b"c "] + counts[b"c>"] - limits.CELLS))


def scan_sheet(content: bytes) -> SheetScan:
    """One pass over a sheet's XML. Only cells with a value or a formula count against rows and columns."""
    scan, position = SheetScan(), _Position()
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=_TAGS,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for event, element in events:
            _take(event, element, position, scan)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("A sheet of the workbook is damaged; save it again in Excel and upload that copy.") from error
    limits.check_columns(scan.columns)
    limits.check_rows(scan.filled_rows)
    return scan


def _take(event: str, element: etree._Element, position: _Position, scan: SheetScan) -> None:
    name = element.tag.removeprefix(_MAIN)
    if (event, name) == ("start", "row"):
        _start_row(element, position, scan)
    elif (event, name) == ("end", "c"):
        _take_cell(element, position, scan)
        element.clear(keep_tail=False)
    elif (event, name) == ("end", "row"):
        if position.row_is_filled:
            scan.filled_rows, scan.last_row = scan.filled_rows + 1, position.row
        else:
            scan.blank += 1
        limits.check_rows(scan.filled_rows)  # at once: the rest of a million rows need not be read
        limits.check_cells(scan.filled_cells)
        limits.check_blank(scan.blank)
        element.clear(keep_tail=False)
        while element.getprevious() is not None:
            del element.getparent()[0]
    elif (event, name) == ("end", "mergeCell"):
        scan.merges.append(_merge(element.get("ref", "")))
        limits.check_cells(len(scan.merges))
    elif (event, name) == ("end", "col") and element.get("hidden") in ("1", "true"):
        first, last = int(element.get("min", "1")), int(element.get("max", "1"))
        scan.hidden_columns += range(first - 1, min(last, limits.COLUMNS))


def _start_row(element: etree._Element, position: _Position, scan: SheetScan) -> None:
    row = int(float(element.get("r", position.row + 1)))
    if row <= position.row or row > LAST_ROW:
        raise ValueError("rows out of order")  # openpyxl would leave such rows out and say nothing
    position.row, position.column, position.row_is_filled = row, -1, False
    if element.get("hidden") in ("1", "true"):
        scan.hidden_rows.add(row)


def _take_cell(element: etree._Element, position: _Position, scan: SheetScan) -> None:
    written = element.get("r")
    position.column = _coordinate(written)[1] if written else position.column + 1
    formula, value = element.find(f"{_MAIN}f"), element.find(f"{_MAIN}v")
    has_value = element.find(f"{_MAIN}is") is not None or bool(value is not None and value.text)
    is_cached = has_value or (value is not None and element.get("t") == "str")
    if formula is not None and not is_cached:
        scan.uncached[position.row, position.column] = f"={formula.text or '…'}"
    scan.blank += not has_value
    scan.filled_cells += has_value
    if has_value or formula is not None:
        scan.columns = max(scan.columns, position.column + 1)
        position.row_is_filled = True


def _coordinate(written: str) -> tuple[int, int]:
    found = _COORDINATE.fullmatch(written)
    if not found:
        raise ValueError(f"not a cell: {written}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1


def _merge(reference: str) -> Merge:
    first, _, last = reference.partition(":")
    return Merge(*_coordinate(first), *_coordinate(last or first))
