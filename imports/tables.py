"""What every reader hands on: tables of cells that remember where in the paper they stood."""

import re
import unicodedata
from dataclasses import dataclass, field

# Characters that a reader cannot see and that make a text look like another: C0 and C1 controls but tab and newline,
# surrogates, zero-width space and byte-order mark, and the overrides of writing direction.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\u00a0\u2007\u202f]+")


@dataclass(frozen=True)
class Cell:
    """One cell. `notices` are ends of sentences ("holds a picture, which is not read").

    `carried` is true where the text stands in a merged cell that began in a row above; `spans` is how many columns
    the cell covers (the covered ones follow as blank cells). `colour` is what it is filled with (`imports.fills`).
    """

    text: str = ""
    notices: tuple[str, ...] = ()
    carried: bool = False
    spans: int = 1
    colour: str = ""


@dataclass(frozen=True)
class Row:
    """One row; `number` is counted from 1 as in the paper, `notices` are whole sentences about the row."""

    number: int
    cells: tuple[Cell, ...]
    notices: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not any(cell.text or cell.notices for cell in self.cells)

    @property
    def filled(self) -> list[int]:
        """Columns with a text of their own, not one carried down from above."""
        return [index for index, cell in enumerate(self.cells) if cell.text and not cell.carried]

    @property
    def text(self) -> str:
        return " | ".join(cell.text for cell in self.cells if cell.text)


@dataclass(frozen=True)
class Table:
    """One table or sheet. `name` is "Table 1", "Sheet Actions", or "" for a text file, which holds only one."""

    name: str
    rows: tuple[Row, ...]
    lettered: bool = False
    continues: bool = False  # may be the rest of the table before it, as over a page break
    unread: str = ""  # why no action is taken from it (a hidden sheet)
    left_out: tuple[tuple[str, str], ...] = ()  # (text, why) of rows the paper itself marks as deleted

    def place(self, row: Row, column: int | None = None, label: str = "") -> str:
        """Where a cell stands, for people: "Table 1, row 3, Date", "Sheet Actions, C7", "Row 3, Date"."""
        if self.lettered and column is not None:
            return f"{self.name}, {column_letters(column)}{row.number}"
        where = f"{self.name}, row {row.number}" if self.name else f"Row {row.number}"
        return f"{where}, {label}" if label else where


@dataclass(frozen=True)
class Reading:
    """All tables of one file, in order, with whole-sentence warnings that concern the file and no single row.

    `typed` is a list, or lines set out by tabs, beside them: it is read only where the tables hold nothing.
    """

    tables: tuple[Table, ...]
    warnings: tuple[str, ...] = field(default=())
    typed: Table | None = None


def column_letters(column: int) -> str:
    """Column 0 is A, 26 is AA, as spreadsheets name them."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def tidy(text: str) -> tuple[str, tuple[str, ...]]:
    """The text in NFC without unseen characters and idle white space, and the notices that owes the reader."""
    seen = _UNSEEN.sub("", _NEWLINES.sub("\n", text))
    notices = ("held control characters that cannot be seen; they were taken out",) if _hides(text) else ()
    lines = (_SPACES.sub(" ", line).strip() for line in unicodedata.normalize("NFC", seen).split("\n"))
    return "\n".join(line for line in lines if line), notices


def _hides(text: str) -> bool:
    return any(mark not in "\u200b\ufeff" for mark in _UNSEEN.findall(text.replace("\r\n", "\n")))
