"""A Word document: real headings, live numbering, header rows that repeat; for the clerk who must edit it.

The same paper gives the same bytes: nothing of the moment or the machine is in them.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr  # nosec: writes, and reads nothing

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor

FONT = "Arial"
INK = RGBColor(0x0B, 0x0C, 0x0C)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip file can say
SIZES = {"Heading 1": 20, "Heading 2": 14, "Heading 3": 12, "Heading 4": 11.5}
LONGEST = 60  # letters; a column gets no wider for more
ORDINARY_WORD, LETTER, PADDING = 13, 125, 240  # letters; twentieths of a point, of a bold letter and of a cell's edges
MARGINS = '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/></w:tblCellMar>'
SHADED = '<w:shd w:val="clear" w:color="auto" w:fill="F1F3F4"/>'
LEVELS = (  # numbering: section, paragraph, letter
    ("decimal", "%1", "Heading 2", 737, 737),
    ("decimal", "%1.%2", "Numbered paragraph", 737, 737),
    ("lowerLetter", "(%3)", "Lettered paragraph", 1304, 567),
)


def plain(text: str) -> str:
    """Without the marks that let a PDF break long words."""
    return text.replace("\u200b", "")


def new_document(
    *, title: str, authority: str, short_title: str, foot: str, is_wide: bool = False, is_numbered: bool = True
) -> Any:
    """An empty document with our styles, numbering and running lines."""
    document = Document()
    _set_up(document, title, authority)
    if is_numbered:
        _numbering(document)
    page = document.sections[0]
    if is_wide:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = page.page_height, page.page_width
    width = text_width(page)
    _running(page.header.paragraphs[0], plain(authority), plain(short_title), width)
    for each in (page.footer, page.first_page_footer):
        _foot(each.paragraphs[0], plain(foot), width)
    return document


def text_width(page: Any) -> Length:
    return Length(page.page_width - page.left_margin - page.right_margin)


def _set_up(document: Any, title: str, authority: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = plain(title)[:255], plain(authority)[:255], "en-GB"
    properties.comments, properties.last_modified_by, properties.revision = "", "", 1
    properties.created = properties.modified = datetime(*EPOCH)
    styles = document.styles
    language = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    language.set(qn("w:val"), "en-GB")
    _font(styles["Normal"], 11.5)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, size in SIZES.items():
        _font(styles[name], size, is_bold=True)
        styles[name].paragraph_format.space_before = Pt(14 if size > 12 else 8)
        styles[name].paragraph_format.space_after = Pt(4)
        styles[name].paragraph_format.keep_with_next = True
    _font(styles["Caption"], 9.5, is_bold=True)
    styles["Caption"].paragraph_format.keep_with_next = True
    for _, _, name, _, _ in LEVELS[1:]:
        styles.add_style(name, 1).base_style = styles["Normal"]
    for name in ("Header", "Footer"):
        styles[name].paragraph_format.tab_stops.clear_all()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(25), Mm(24), Mm(25), Mm(25)
    page.different_first_page_header_footer = True


def _font(style: Any, size: float, *, is_bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), is_bold, False
    style.font.color.rgb = INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def _numbering(document: Any) -> None:
    """One list of three levels, each tied to its style: a paragraph that is moved takes its new number."""
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:pStyle w:val="{document.styles[style].style_id}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:tabs><w:tab w:val="num" w:pos="{left}"/></w:tabs><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>'
        "</w:lvl>"
        for at, (kind, text, style, left, hanging) in enumerate(LEVELS)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>{levels}'
            "</w:abstractNum>"
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for at, (_, _, name, _, _) in enumerate(LEVELS):
        given = document.styles[name].element.get_or_add_pPr()
        given.insert(0, parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="90"/></w:numPr>'))
        _in_schema_order(given)


def _in_schema_order(given: Any) -> None:
    """Word repairs a paragraph's properties that stand in another order than its schema's."""
    order = [
        qn(f"w:{name}") for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "spacing", "ind")
    ]
    given[:] = sorted(given, key=lambda one: order.index(one.tag) if one.tag in order else len(order))


def _running(paragraph: Any, left: str, right: str, width: Length) -> None:
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{left}\t{right}").font.size = Pt(8.5)


def _foot(paragraph: Any, left: str, width: Length) -> None:
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{left}\tPage ").font.size = Pt(8.5)
    for at, name in enumerate(("PAGE", "NUMPAGES")):
        if at:
            paragraph.add_run(" of ").font.size = Pt(8.5)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        field.append(parse_xml(f'<w:r {nsdecls("w")}><w:rPr><w:sz w:val="17"/></w:rPr><w:t>1</w:t></w:r>'))
        paragraph._p.append(field)


def add_table(document: Any, caption: str, heads: list[str], rows: list[list[str]]) -> None:
    """A table, written as one piece of XML: cell by cell it would take a thousand times as long as the rest."""
    document.add_paragraph(plain(caption), style="Caption")
    page = document.sections[0]
    widths = _widths([heads, *rows] if heads else rows, text_width(page).twips)
    look = (
        f'w:firstRow="{int(bool(heads))}" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"'
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = [_tr(heads, widths, is_head=True)] if heads else []
    body += [_tr(row, widths) for row in rows]
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{MARGINS}<w:tblLook w:val="04A0" {look}/><w:tblCaption w:val={quoteattr(plain(caption))}/>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(body)}</w:tbl>"
    )
    document.element.body.insert_element_before(table, "w:sectPr")
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _widths(rows: list[list[str]], width: int) -> list[int]:
    """Twentieths of a point for each column, by the longest text in it, and never too few for its longest word where that
    is an ordinary one. A row may have fewer texts than columns."""
    texts = [[row[at] for row in rows if at < len(row)] for at in range(max(map(len, rows)))]
    shares = [max(min(max(map(len, column)), LONGEST), LONGEST / 5) for column in texts]
    words = [max((len(word) for text in column for word in text.split()), default=1) for column in texts]
    floors = [min(longest, ORDINARY_WORD) * LETTER + PADDING for longest in words]
    left = width - sum(floors)
    if left < 0:
        floors, left = [0] * len(texts), width
    return [int(floor + left * share / sum(shares)) for floor, share in zip(floors, shares, strict=True)]


def _tr(texts: list[str], widths: list[int], *, is_head: bool = False) -> str:
    """A row; where it has fewer texts than there are columns, its last cell takes the rest."""
    rest = len(widths) - len(texts)
    spans = [1] * (len(texts) - 1) + [1 + rest]
    cells = []
    for at, (text, span) in enumerate(zip(texts, spans, strict=True)):
        width = f'<w:tcW w:w="{sum(widths[at : at + span])}" w:type="dxa"/>'
        merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        looks = f"<w:tcPr>{width}{merged}{SHADED if is_head else ''}</w:tcPr>"
        cells.append(f"<w:tc>{looks}{_lines(text, is_bold=is_head or at == 0)}</w:tc>")
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _lines(text: str, *, is_bold: bool) -> str:
    run = f'<w:rPr>{"<w:b/>" if is_bold else ""}<w:sz w:val="19"/></w:rPr>'
    return "".join(
        f'<w:p><w:pPr><w:spacing w:after="0"/></w:pPr><w:r>{run}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in plain(text).split("\n")
    )


def saved(document: Any) -> bytes:
    """Its bytes, with every part dated alike."""
    first, out = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
