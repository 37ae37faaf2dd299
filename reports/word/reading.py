"""The words of a Word document from outside: headings, paragraphs, items of lists and tables, in their order.

All that is shown is taken: within content controls, text boxes and nested tables, what was inserted under tracking, and
notes, at the end. What was deleted under tracking or is hidden is not.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

MOST_BLOCKS = 20_000
INFLATED = 100 * 1024 * 1024  # bytes
NOTES = ("footnotes", "endnotes")
SAFE = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
# What is not shown: deleted or moved away under tracking, and the second form of a drawing that has two.
UNSHOWN = {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
BREAKS = {qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:p")}


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
            notes = [note for name in NOTES for note in _notes(package, name)]
        document = Document(io.BytesIO(content))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, etree.XMLSyntaxError):
        raise ValueError("it is damaged, or no Word document") from None
    styles = {style.style_id: style.name or "" for style in document.styles}
    found = []
    for at, element in enumerate(_blocks(document.element.body)):
        if at > MOST_BLOCKS:
            raise ValueError("it holds more than can be read")
        found.append(_table(element) if element.tag == qn("w:tbl") else _paragraph(element, styles))
    found += [Block("paragraph", f"Note {number}: {text}") for number, text in enumerate(notes, 1)]
    return [one for one in found if one.text or one.rows or one.pictures]


def _blocks(element: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those that stand in a content control or were inserted."""
    for child in element:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
            yield from _blocks(child)


def _text(element: Any) -> str:
    """The words that are shown of an element, with single spaces."""
    said: list[str] = []

    def walk(node: Any) -> None:
        if node.tag in UNSHOWN or _is_hidden(node):
            return
        if node.tag == qn("w:t"):
            said.append(node.text or "")
        elif node.tag in BREAKS:
            said.append(" ")
        for child in node:
            walk(child)

    walk(element)
    return " ".join("".join(said).split())


def _is_hidden(node: Any) -> bool:
    if node.tag != qn("w:r"):
        return False
    mark = node.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(qn("w:val"), "1") not in ("0", "false", "off")


def _notes(package: zipfile.ZipFile, name: str) -> Iterator[str]:
    if f"word/{name}.xml" in package.namelist():
        tree = etree.fromstring(package.read(f"word/{name}.xml"), SAFE)
        for note in tree:
            if note.get(qn("w:type")) is None and (text := _text(note)):  # the others are only lines between
                yield text


def _pictures(element: Any) -> int:
    return len(element.findall(".//{*}drawing")) + len(element.findall(".//{*}pict"))


def _paragraph(element: Any, styles: dict[str, str]) -> Block:
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = styles.get(style.get(qn("w:val")), "") if style is not None else ""
    is_item = name.startswith("List") or element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    kind = "heading" if name.startswith(("Heading", "Title")) else "item" if is_item else "paragraph"
    return Block(kind, _text(element), pictures=_pictures(element))


def _within(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those in a content control; none of a nested table."""
    for child in element:
        if child.tag == qn(tag):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            yield from _within(child, tag)


def _table(element: Any) -> Block:
    rows = [[_text(cell) for cell in _within(row, "w:tc")] for row in _within(element, "w:tr")]
    look = element.find(f".//{qn('w:tblLook')}")
    marked = look is not None and (
        look.get(qn("w:firstRow")) == "1" or bool(int(look.get(qn("w:val"), "0"), 16) & 0x20)
    )
    kept = [row for row in rows if any(row)]
    has_head = len(kept) > 1 and (marked or element.find(f".//{qn('w:tblHeader')}") is not None)
    return Block("table", rows=kept, pictures=_pictures(element), has_head=has_head)
