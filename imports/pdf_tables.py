"""Ruled tables of a PDF: what is drawn with lines. A scan, or a table without lines, cannot be told from a picture or
from prose, and is refused with what to do instead. Imported only by the process that reads PDFs (`imports.parse_pdf`).
"""

import io
import re
import signal
import zlib

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from imports import limits
from imports.limits import Refused
from imports.tables import Cell, Reading, Row, Table, tidy

PAGES, LINES = 100, 3_000  # lines of a page: a close table of sixty rows and ten columns has a fifth of it
DRAWINGS_BYTES = 4 * 1024 * 1024
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_NO_DRAWING = re.compile(rb"/Image|/Length1|/Type1C|/CIDFontType0C|/OpenType|/ICCBased|/N 3")
PAGE_SECONDS = 1.0  # of processor time; a full page of a table takes a fifth of that
_OTHERWISE = 3  # how much larger a stream may become that is not packed in the common way
_DEPTH = 3
_DICTIONARY, _CHUNK = 600, 256 * 1024
SETTINGS = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "snap_tolerance": 4}
_SAVE = "Save the table as a Word document (.docx), a spreadsheet (.xlsx) or a CSV file, or paste it, and use that."
_LOCKED = "The PDF is protected with a password; save it without one and upload that copy."
_DAMAGED = f"The PDF is damaged and cannot be read. {_SAVE}"
_SCANNED = f"The PDF holds pictures of pages and no text (a scan), which cannot be read as a table. {_SAVE}"
_UNRULED = f"No table drawn with lines was found in the PDF; only such tables can be read from one. {_SAVE}"
_FROM_PDF = "The table was read from a PDF, by its lines: compare it with the paper before importing."


class _TooLongError(BaseException):
    """Of the kind that no library passes over."""


def _too_long(*_: object) -> None:
    raise _TooLongError


def read_pdf(data: bytes) -> Reading:
    """Every ruled table of the PDF, page by page; a table that begins a page may continue the one before it.

    Refused (one sentence) where there is none, or above a limit.
    """
    _check_streams(data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > PAGES:
                raise Refused(f"The PDF has more than {PAGES} pages, which is the limit.")
            signal.signal(signal.SIGVTALRM, _too_long)
            try:
                tables = _tables(pdf)
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _TooLongError as error:
        raise Refused(
            f"A page of the PDF holds more than a page of tables can, and takes too long to read. {_SAVE}"
        ) from error
    except (PDFEncryptionError, PDFPasswordIncorrect) as error:
        raise Refused(_LOCKED) from error
    except (PDFSyntaxError, MalformedPDFException, PdfminerException) as error:
        locked = isinstance(error.__cause__ or (error.args or (None,))[0], PDFEncryptionError | PDFPasswordIncorrect)
        raise Refused(_LOCKED if locked else _DAMAGED) from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, OSError) as error:
        raise Refused(_DAMAGED) from error
    return Reading(tables, (_FROM_PDF,))


def _check_streams(data: bytes) -> None:
    """Refuse a PDF whose drawings unpack to more than any page of tables needs, before anything draws them."""
    total = 0
    for found in _STREAM.finditer(data):
        if _NO_DRAWING.search(data, max(0, found.start() - _DICTIONARY), found.start()):
            continue
        end = data.find(b"endstream", found.end())
        total += _unpacked(data[found.end() : end if end > 0 else len(data)])
        if total > DRAWINGS_BYTES:
            raise Refused(
                f"The PDF unpacks to more than {DRAWINGS_BYTES // 1024 // 1024} MB, which is the limit. {_SAVE}"
            )


def _unpacked(piece: bytes, depth: int = 0) -> int:
    """To how many bytes a stream unpacks, counted up to a little more than the limit; packed again, to how many then."""
    inflated, total, kept = zlib.decompressobj(), 0, bytearray()
    try:
        while piece and not inflated.eof and total <= DRAWINGS_BYTES:
            part = inflated.decompress(piece, _CHUNK)
            total, piece = total + len(part), inflated.unconsumed_tail
            if depth < _DEPTH and (kept or part.startswith(b"x")):  # as what is packed begins
                kept += part
    except zlib.error:
        return total + len(piece) * _OTHERWISE  # not packed, or in another way, or damaged, which shows when it is read
    return max(total, _unpacked(bytes(kept), depth + 1)) if kept else total


def _tables(pdf: pdfplumber.PDF) -> tuple[Table, ...]:
    found: list[Table] = []
    letters = rows_read = cells_read = 0
    for page in pdf.pages:
        signal.setitimer(signal.ITIMER_VIRTUAL, PAGE_SECONDS)
        letters += len(page.chars)
        if len(page.rects) + len(page.lines) + len(page.curves) > LINES:
            raise Refused(f"A page of the PDF is drawn with more than {LINES:,} lines, which is the limit. {_SAVE}")
        for place, drawn in enumerate(page.extract_tables(SETTINGS)):
            rows = [row for row in drawn if any(row)]
            rows_read += len(rows)
            cells_read += sum(bool(text) for row in rows for text in row)
            limits.check_rows(rows_read)
            limits.check_cells(cells_read)
            limits.check_columns(max((len(row) for row in rows), default=0))
            if len(rows) > 1 or (found and place == 0 and rows):
                name = f"Page {page.page_number}, table {place + 1}"
                found.append(Table(name, _rows(name, rows), continues=bool(found) and place == 0))
        page.close()
    if not found:
        raise Refused(_UNRULED if letters else _SCANNED)
    return tuple(found)


def _rows(name: str, rows: list[list[str | None]]) -> tuple[Row, ...]:
    return tuple(
        Row(number, tuple(_cell(text, f"{name}, row {number}") for text in row)) for number, row in enumerate(rows, 1)
    )


def _cell(text: str | None, place: str) -> Cell:
    """A cell's text; where a line merely ran to its end, the words go on."""
    tidied, notices = tidy(text or "")
    limits.check_cell(tidied, place)
    return Cell(" ".join(tidied.split("\n")), notices)
