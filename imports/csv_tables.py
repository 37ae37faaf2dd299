"""A text file of separated values: which alphabet, which separator, then its rows."""

import codecs
import csv
import html
import io
import re
from collections import Counter
from itertools import islice

from imports import limits
from imports.limits import Refused
from imports.lists import ITEM, list_of
from imports.tables import Cell, Reading, Row, Table, tidy
from imports.typed_tables import TYPED_LINES, put_together, untabbed
from people.formulas import unguarded

SEPARATORS = (",", ";", "\t", "|")
_SNIFFED_RECORDS = 200
_SNIFFED_CHARACTERS = 200_000
_EVEN = 0.8
_MARK = re.compile(r"</?(?:p|b|i|u|strong|em|br|span|div|ul|ol|li|font|a|h[1-6])\b[^<>\n]{0,200}>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</p>\s*<p>|<br\s*/?>|</li>\s*<li>", re.IGNORECASE)
_FEWEST_MARKS = 4  # one or two may be what somebody writes about
_MARKS_TOLD = "The cells held marks of a web page (such as <p> and <b>), which were taken out."
_UNMATCHED = "A quotation mark of the file is not closed, or text follows it: check that no row has swallowed the next."


def read_csv(data: bytes) -> Reading:
    """The rows of a separated text. Refused if it is no text, no table, or above a limit."""
    text = _decode(data)
    text, marks = without_marks(text)
    separator, text = _declared_separator(text)
    if not separator and not _has_even_heading(text):
        lines = text.splitlines() if text.count("\n") <= TYPED_LINES else []
        if table := list_of(lines, "") or untabbed(lines, ""):
            return Reading((table,), marks)
    csv.field_size_limit(limits.UPLOAD_BYTES * 2)  # the cell limit is checked below, with a sentence of our own
    separator = separator or _sniff(text)
    records, warnings = _records(text, separator)
    numbered = put_together(records) if separator == "\t" else {number: (one, ()) for number, one in records.items()}
    rows = tuple(Row(number, _cells(record, number), told) for number, (record, told) in numbered.items())
    return Reading((Table("", rows),), (*marks, *warnings))


def without_marks(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the marks of a web page, which some systems export inside their cells: <p>, <b>, &amp;."""
    if sum(1 for _ in islice(_MARK.finditer(text), _FEWEST_MARKS)) < _FEWEST_MARKS:
        return text, ()
    return html.unescape(_MARK.sub("", _PARAGRAPH.sub("\n", text))), (_MARKS_TOLD,)


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16")
    if b"\0" in data:
        raise Refused("The file holds NUL bytes, so it is not a text; save the table as “CSV UTF-8” and upload that.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decoded(data, "cp1252")
    if sum(character < " " and character not in "\t\r\n\f\v" for character in text) > len(text) // 100:
        raise Refused("The file is not a text; upload a .docx, an .xlsx, a .csv or .txt file, or a ruled PDF.")
    return text


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("The file's letters cannot be read; save the table as “CSV UTF-8” and upload that.") from error


def _declared_separator(text: str) -> tuple[str, str]:
    """Excel's own first line `sep=;` names the separator and is no row."""
    first, _, rest = text.partition("\n")
    declared = first.strip().strip('"').lower()
    if declared.startswith("sep=") and declared[4:] in SEPARATORS:
        return declared[4:], rest
    return ("\t", rest) if first.rstrip("\r\n") == "sep=\t" else ("", text)


def _sniff(text: str) -> str:
    """The separator that cuts most records into the same number of cells, more than one."""
    scores = {separator: _evenness(text, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: scores[separator])
    if scores[best] == (0.0, 0):
        raise Refused("No table was found in the file: no line is divided by commas, semicolons, tabs or bars.")
    return best


def _has_even_heading(text: str) -> bool:
    """Is the first line, which is no item of a list, cut into as many cells as nearly all lines below it?"""
    start = text[:_SNIFFED_CHARACTERS]
    first, *below = [line for line in start.splitlines() if line.strip()] or [""]
    widths = {separator: _widths(start, separator) for separator in SEPARATORS}
    return any(
        below and not ITEM.fullmatch(first) and cut[0] > 1 and cut.count(cut[0]) >= _EVEN * len(cut)
        for cut in widths.values()
        if cut
    )


def _widths(text: str, separator: str) -> list[int]:
    """Into how many cells the first records are cut; of none where they cannot be."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [len(record) for record in islice(records, _SNIFFED_RECORDS) if any(record)]
    except csv.Error:
        return []


def _evenness(text: str, separator: str) -> tuple[float, int]:
    widths = Counter(_widths(text, separator))
    total = sum(widths.values())
    return max(((count / total, width) for width, count in widths.items() if width > 1 and count), default=(0.0, 0))


def _records(text: str, separator: str) -> tuple[dict[int, list[str]], tuple[str, ...]]:
    """The records that are not blank by their number in the file, and what there is to tell of their quotation marks."""
    for strict, warnings in ((True, ()), (False, (_UNMATCHED,))):
        records: dict[int, list[str]] = {}
        filled = 0
        try:
            for number, record in enumerate(
                csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict), start=1
            ):
                if any(record):
                    records[number] = record
                    filled += sum(map(bool, record))
                    limits.check_rows(len(records))
                    limits.check_cells(filled)
        except csv.Error:
            continue
        return records, warnings
    raise Refused(f"A cell of the file holds more than {limits.CELL_CHARACTERS:,} characters, which is the limit.")


def _cells(record: list[str], number: int) -> tuple[Cell, ...]:
    while record and not record[-1].strip():
        record.pop()
    limits.check_columns(len(record))
    return tuple(_cell(text, number) for text in record)


def _cell(written: str, number: int) -> Cell:
    text, notices = tidy(unguarded(written))
    limits.check_cell(text, f"Row {number}")
    return Cell(text, notices)
