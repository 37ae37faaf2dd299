"""The limits an uploaded file must keep, and the one exception that says which of them it broke."""

UPLOAD_BYTES = 10 * 1024 * 1024
INFLATED_BYTES = 60 * 1024 * 1024
RATIO = 100
RATIO_FROM_BYTES = 1024 * 1024  # small parts of styles and themes compress better than 100:1 and harm nobody
MEMBERS = 2_000
ROWS = 10_000
COLUMNS = 100
CELLS = 150_000  # filled ones, of the whole file
BLANK = 300_000  # cells and rows of a sheet that hold nothing but a format
SHEETS = 50
PARAGRAPHS = 200_000
CELL_CHARACTERS = 32_767  # what one cell of Excel can hold


class Refused(Exception):
    """The file is not read. Its text is one whole sentence for the person who uploaded it."""


def check_upload(data: bytes) -> None:
    """Refuse an empty file and one above the upload limit, before anything looks inside."""
    if not data:
        raise Refused("The file is empty.")
    if len(data) > UPLOAD_BYTES:
        raise Refused("The file is larger than 10 MB, which is the limit for an upload.")


def check_rows(count: int) -> None:
    """Refuse more rows than one import may hold; `count` is of the whole file."""
    if count > ROWS:
        raise Refused(f"The file has more than {ROWS:,} rows, which is the limit.")


def check_cells(count: int) -> None:
    """Refuse more filled cells than one import may hold; `count` is of the whole file."""
    if count > CELLS:
        raise Refused(
            f"The file has more than {CELLS:,} filled cells, which is the limit; take out columns that are not needed,"
            " or divide it into smaller files."
        )


def check_blank(count: int) -> None:
    if count > BLANK:
        raise Refused(
            "A sheet of the workbook has hundreds of thousands of rows or cells, blank ones counted; delete the blank"
            " rows and columns beside the table, save it, and upload that."
        )


def check_columns(count: int) -> None:
    if count > COLUMNS:
        raise Refused(f"A table of the file has more than {COLUMNS} columns, which is the limit.")


def check_cell(text: str, place: str) -> None:
    if len(text) > CELL_CHARACTERS:
        raise Refused(f"{place} holds more than {CELL_CHARACTERS:,} characters, which is the limit for one cell.")
