"""The words of a Word document from outside: headings, paragraphs, items of lists and tables, in their order."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table

MOST_BLOCKS = 20_000
INFLATED = 100 * 1024 * 1024  # bytes


@dataclass
class Block:
    """`kind`: heading, paragraph, item or table; a table has `rows` of texts. `pictures` stood in it; `has_head`: its first
    row names the columns, as its author has marked."""

    kind: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    pictures: int = 0
    has_head: bool = False


def blocks_of(content: bytes) -> list[Block]:
    """Raises ValueError, with the reason, where it cannot be read. Call it in a process of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(one.file_size for one in package.infolist()) > INFLATED:
                raise ValueError("it holds more than can be read")
        body = list(Document(io.BytesIO(content)).iter_inner_content())
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError):
        raise ValueError("it is damaged, or no Word document") from None
    if len(body) > MOST_BLOCKS:
        raise ValueError("it holds more than can be read")
    found = [_table(one) if isinstance(one, Table) else _paragraph(one) for one in body]
    return [one for one in found if one.text or one.rows or one.pictures]


def _paragraph(one: Any) -> Block:
    style = (one.style.name or "") if one.style is not None else ""
    is_item = style.startswith("List") or one._p.find(".//{*}numPr") is not None
    kind = "heading" if style.startswith(("Heading", "Title")) else "item" if is_item else "paragraph"
    pictures = len(one._p.findall(".//{*}drawing")) + len(one._p.findall(".//{*}pict"))
    return Block(kind, " ".join(one.text.split()), pictures=pictures)


def _table(one: Table) -> Block:
    rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in one.rows]
    pictures = len(one._tbl.findall(".//{*}drawing"))
    look = one._tbl.find(".//{*}tblLook")
    marked = look is not None and (
        _attribute(look, "firstRow") == "1" or bool(int(_attribute(look, "val") or "0", 16) & 0x20)
    )
    has_head = len(rows) > 1 and (marked or one._tbl.find(".//{*}tblHeader") is not None)
    return Block("table", rows=[row for row in rows if any(row)], pictures=pictures, has_head=has_head)


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.items() if key.endswith(f"}}{name}")), "")
