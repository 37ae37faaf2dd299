"""Tables of a Word document, read from its XML.

python-docx leaves out tracked insertions, the text of content controls and whole rows inside them, and repeats
merged cells; council plans are edited with track changes on, so the XML itself is walked here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lxml import etree

from imports import limits
from imports.fills import fill_colour
from imports.limits import Refused
from imports.package import Package, parse_xml
from imports.tables import Cell, Reading, Row, Table, tidy
from imports.typed_tables import TYPED_LINES, typed_table

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # the same words in a file saved as "Strict Open XML"
)
_OFTEN = 500  # rows between one count of the cells and the next
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_DELETED = frozenset({"del", "moveFrom"})
_TABS = frozenset({"tab", "ptab"})
_MARKS = {"br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_UNREAD = {
    "drawing": "holds a picture or a drawing, which is not read",
    "pict": "holds a picture, which is not read",
    "object": "holds an embedded object, which is not read",
    "sym": "holds a symbol of a special font, which is not read",
    "footnoteReference": "has a footnote, which is not read",
    "endnoteReference": "has an endnote, which is not read",
    "vanish": "holds text formatted as hidden, which is read like any other",
    "altChunk": "holds an inserted file, which is not read",
}


@dataclass
class _Content:
    """What one cell holds while it is being walked: its text, what cannot be read, and tables nested in it."""

    pieces: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    nested: list[etree._Element] = field(default_factory=list)
    tab: str = " "


def read_docx(package: Package) -> Reading:
    """Every table of the body, nested ones after the table that holds them. Refused if there is none."""
    content = package.read(package.main)
    limits.check_cells(content.count(b":tc>") // 2)
    if content.count(b":p>") > 2 * limits.PARAGRAPHS:
        raise Refused(
            f"The document has more than {limits.PARAGRAPHS:,} paragraphs; copy its table into one of its own."
        )
    body = parse_xml(content)
    queue = list(_tables_in(body))
    typed = typed_table(_lines_of(body), "Text")
    if not queue and typed:
        return Reading((typed,))
    if not queue:
        raise Refused("No table was found in the document; set the actions out in a table or a list.")
    tables: list[Table] = []
    rows = cells = 0
    while queue:
        table, nested = _read_table(queue.pop(0), f"Table {len(tables) + 1}")
        queue[:0] = nested
        rows += len(table.rows)
        cells += sum(len(row.filled) for row in table.rows)
        limits.check_rows(rows)
        limits.check_cells(cells)
        tables.append(table)
    return Reading(tuple(tables), typed=typed)


def _lines_of(body: etree._Element) -> list[str]:
    """The paragraphs outside every table, with their tabs, and a bullet before each that is an item of a list."""
    lines = []
    for paragraph in _within(body, "p"):
        content = _Content(tab="\t")
        _walk(paragraph, content)
        properties = _child(paragraph, "pPr")
        style = _value(_child(properties, "pStyle")) or ""
        is_item = _child(properties, "numPr") is not None or style.casefold().startswith("list")
        for line in "".join(content.pieces).split("\n"):
            lines.append(f"• {line.strip()}" if is_item and line.strip() else line)
        if len(lines) > TYPED_LINES:
            return []
    return lines


def _name(element: etree._Element) -> str:
    """The local name of a Word element, "" for an element of another vocabulary."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=1000)
def _local(tag: str) -> str:
    name = etree.QName(tag)
    return name.localname if name.namespace in _WORD else ""


def _value(element: etree._Element | None, attribute: str = "val") -> str | None:
    if element is None:
        return None
    return next((text for key, text in element.attrib.items() if etree.QName(key).localname == attribute), None)


def _child(element: etree._Element | None, *path: str) -> etree._Element | None:
    for step in path:
        element = next((child for child in element if _name(child) == step), None) if element is not None else None
    return element


def _parts(element: etree._Element) -> list[etree._Element]:
    """Children to walk: of two alternative contents only the first, as Word itself shows it."""
    if element.tag == f"{{{_COMPATIBILITY}}}AlternateContent":
        return list(element)[:1]
    return list(element)


def _within(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Nearest descendants called `wanted`, through content controls and tracked insertions, not through `tbl`."""
    for child in _parts(element):
        name = _name(child)
        if name == wanted:
            yield child
        elif name not in _DELETED and name != "tbl":
            yield from _within(child, wanted)


def _tables_in(element: etree._Element) -> Iterator[etree._Element]:
    return _within(element, "tbl")


def _read_table(table: etree._Element, name: str) -> tuple[Table, list[etree._Element]]:
    rows: list[Row] = []
    left_out: list[tuple[str, str]] = []
    nested: list[etree._Element] = []
    above: dict[int, Cell] = {}
    for number, element in enumerate(_within(table, "tr"), start=1):
        if _child(element, "trPr", "del") is not None:
            text = tidy(" ".join(part.text or "" for part in element.iter() if _name(part) in ("t", "delText")))[0]
            left_out.append((text, f"{name}, row {number} is marked as deleted by track changes."))
            continue
        cells = _read_row(element, f"{name}, row {number}", above, nested)
        limits.check_columns(len(cells))
        rows.append(Row(number, tuple(cells)))
        limits.check_rows(len(rows))
        limits.check_cells(sum(len(row.cells) for row in rows) if len(rows) % _OFTEN == 0 else 0)
    return Table(name, tuple(rows), continues=True, left_out=tuple(left_out)), nested


def _read_row(element: etree._Element, place: str, above: dict[int, Cell], nested: list[etree._Element]) -> list[Cell]:
    """The cells of a row; `above` keeps, by column, the vertically merged cell that is open there."""
    cells = [Cell()] * _count(_child(element, "trPr", "gridBefore"), least=0)
    for part in _within(element, "tc"):
        column, properties = len(cells), _child(part, "tcPr")
        spans = _count(_child(properties, "gridSpan"), least=1)
        merge = _child(properties, "vMerge")
        cell = _read_cell(part, place, nested)
        cell = replace(cell, colour=fill_colour(_value(_child(properties, "shd"), "fill") or ""))
        if merge is not None and _value(merge) != "restart" and column in above:
            cell = replace(above[column], carried=True, notices=cell.notices)
        elif merge is not None:
            above[column] = cell
        else:
            above.pop(column, None)
        cells += [replace(cell, spans=spans)] + [Cell()] * (spans - 1)
        limits.check_columns(len(cells))
    return cells


def _count(element: etree._Element | None, least: int) -> int:
    text = _value(element) or ""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else least
    limits.check_columns(number)
    return max(number, least)


def _read_cell(element: etree._Element, place: str, nested: list[etree._Element]) -> Cell:
    content = _Content()
    _walk(element, content)
    text, notices = tidy("".join(content.pieces))
    limits.check_cell(text, place)
    nested += content.nested
    return Cell(text, tuple(dict.fromkeys(content.notices)) + notices)


def _walk(element: etree._Element, content: _Content) -> None:
    for child in _parts(element):
        name = _name(child)
        if name in _DELETED:
            continue
        if name in _UNREAD and not _is_off(child):
            content.notices.append(_UNREAD[name])
        if name == "t":
            content.pieces.append(child.text or "")
        elif name in _TABS and _name(element) == "r":
            content.pieces.append(content.tab)
        elif name in _MARKS and _name(element) == "r":
            content.pieces.append(_MARKS[name])
        elif name == "tbl":
            content.nested.append(child)
        else:
            content.pieces += ["\n"] if name == "txbxContent" else []
            _walk(child, content)
        if name == "p":
            content.pieces.append("\n")


def _is_off(element: etree._Element) -> bool:
    """A toggle written as "no": <w:vanish w:val="0"/>; and the hidden paragraph mark, which hides no word."""
    parent = element.getparent()
    in_mark = _name(element) == "vanish" and parent is not None and _name(parent.getparent()) == "pPr"
    return in_mark or _value(element) in ("0", "false", "off")
