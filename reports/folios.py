"""Page numbers, "Page 3 of 12", written on the pages of a finished PDF: how many there are is known only then.

They stand where the foot of `static/paper/paper.css` leaves room for them, in its letters, size and grey, as artifacts:
nothing of them is read aloud.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

FONT = Path(__file__).resolve().parent.parent / "static" / "fonts" / "noto-sans-Regular.woff2"
LETTERS = "Page of 0123456789Not for publication."
SIZE = 8.5  # pt
MM = 72 / 25.4
GREY = (0x48 / 255, 0x4F / 255, 0x55 / 255)
UPRIGHT, WIDE = (24 * MM, 14.39 * MM), (16 * MM, 7.39 * MM)  # from right and bottom: of an upright page, of a wide one
RESOURCE = Name.Folio


@functools.cache
def letters() -> tuple[bytes, dict[str, tuple[int, float]], dict[str, float]]:
    """The font cut down to what a page number takes, {letter: (its glyph, its width in em)}, and its measures."""
    font = TTFont(FONT, recalcTimestamp=False)  # the same bytes at any time
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, glyph_names=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=LETTERS)
    cutter.subset(font)
    font.flavor = None
    out = io.BytesIO()
    font.save(out)
    em, metrics, names = font["head"].unitsPerEm, font["hmtx"], font.getBestCmap()
    glyphs = {one: (font.getGlyphID(names[ord(one)]), metrics[names[ord(one)]][0] / em) for one in sorted(set(LETTERS))}
    head, os2 = font["head"], font["OS/2"]
    measures = {
        "ascent": font["hhea"].ascent / em * 1000,
        "descent": font["hhea"].descent / em * 1000,
        "cap": getattr(os2, "sCapHeight", 0) / em * 1000,
        **{name: getattr(head, name) / em * 1000 for name in ("xMin", "yMin", "xMax", "yMax")},
    }
    return out.getvalue(), glyphs, measures


def number_pages(pdf: pikepdf.Pdf, sheets: Collection[int] = (), *, is_exempt: bool = False) -> None:
    """Write on every page its number and how many there are; before that, if it `is_exempt`, that it is not for
    publication. `sheets`: the pages (from 0) of papers of one page, which
    have narrower edges."""
    font, (_, glyphs, _) = _font(pdf), letters()
    total = len(pdf.pages)
    for at, page in enumerate(pdf.pages):
        words = f"{'Not for publication. ' if is_exempt else ''}Page {at + 1} of {total}"
        left, bottom, right, top = (float(edge) for edge in page.mediabox)
        edge, foot = UPRIGHT if top - bottom > right - left else WIDE
        if at in sheets:
            edge = WIDE[0]
        width = sum(glyphs[one][1] for one in words) * SIZE
        codes = "".join(f"{glyphs[one][0]:04x}" for one in words)
        red, green, blue = GREY
        stream = (
            f"Q /Artifact << /Type /Pagination >> BDC q {red:.3f} {green:.3f} {blue:.3f} rg BT /Folio {SIZE} Tf "
            f"{right - edge - width:.3f} {bottom + foot:.3f} Td <{codes}> Tj ET Q EMC\n"
        )
        page.contents_add(b"q\n", prepend=True)  # what the page draws may have turned its axes
        page.contents_add(stream.encode(), prepend=False)
        page.add_resource(font, Name.Font, RESOURCE)


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    data, glyphs, measures = letters()
    name = Name("/FOLIOS+Paper-Folios")
    file = pdf.make_stream(data)
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=name, Flags=4, ItalicAngle=0, StemV=80, FontFile2=file,
        FontBBox=[round(measures[edge]) for edge in ("xMin", "yMin", "xMax", "yMax")],
        Ascent=round(measures["ascent"]), Descent=round(measures["descent"]), CapHeight=round(measures["cap"]),
    )  # fmt: skip
    widths: list[Any] = []
    for glyph, width in sorted(set(glyphs.values())):
        widths += [glyph, [round(width * 1000)]]
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, FontDescriptor=pdf.make_indirect(descriptor),
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        CIDToGIDMap=Name.Identity, DW=1000, W=Array(widths),
    )  # fmt: skip
    pairs = "\n".join(f"<{glyph:04x}> <{ord(letter):04x}>" for letter, (glyph, _) in sorted(glyphs.items()))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo << /Registry (Adobe) "
        "/Ordering (UCS) /Supplement 0 >> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def 1 begincodespacerange\n"
        f"<0000> <ffff>\nendcodespacerange {len(glyphs)} beginbfchar\n{pairs}\nendbfchar endcmap "
        "CMapName currentdict /CMap defineresource pop end end"
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]), ToUnicode=pdf.make_stream(cmap.encode()),
        )
    )  # fmt: skip
