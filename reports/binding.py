"""PDFs bound into one: pages, structure tree, bookmarks and links between them stay whole."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem

from reports.divisions import ELSEWHERE
from reports.folios import number_pages


@dataclass(frozen=True)
class Bookmark:
    """Where a heading stands: on which page of its part (from 0), and at which point of it (pt from the lower left)."""

    level: int
    title: str
    page: int
    at: tuple[float, float]
    is_open: bool = True


@dataclass
class Part:
    """A finished PDF, its headings, and the points that links may lead to: {name: (page, (x, y))}."""

    pdf: bytes
    pages: int
    bookmarks: list[Bookmark] = field(default_factory=list)
    anchors: dict[str, tuple[int, tuple[float, float]]] = field(default_factory=dict)
    is_sheet: bool = False


def bind(*papers: Sequence[Part], is_exempt: bool = False) -> bytes:
    """One PDF of all parts of all papers, in order, with page numbers; the links of a paper stay within it. One that
    `is_exempt` says on every page that it is not for publication. The same parts give the same bytes."""
    parts = [part for paper in papers for part in paper]
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(parts[0].pdf)) as pdf:
        offsets = [0]
        for part in parts[1:]:
            offsets.append(len(pdf.pages))
            with pikepdf.open(io.BytesIO(part.pdf)) as added:
                _append(pdf, added)
        if len(parts) > 1:
            at = iter(offsets)
            for paper in papers:
                _lead_across(pdf, paper, [next(at) for _ in paper])
            _mark(pdf, parts, offsets)
        placed = zip(parts, offsets, strict=True)
        sheets = {offset + at for part, offset in placed if part.is_sheet for at in range(part.pages)}
        number_pages(pdf, sheets, is_exempt=is_exempt)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _append(pdf: pikepdf.Pdf, added: pikepdf.Pdf) -> None:
    """The pages of `added` behind those of `pdf`, with their part of the structure tree."""
    tree, root = pdf.Root.StructTreeRoot, added.Root.StructTreeRoot
    nums = tree.ParentTree.Nums
    shift = 1 + max((int(nums[at]) for at in range(0, len(nums), 2)), default=-1)
    named = _named_places(added)
    for page in added.pages:
        if "/StructParents" in page:
            page.StructParents = int(page.StructParents) + shift
        for note in page.get("/Annots", []):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + shift
            if isinstance(place := note.get("/Dest"), pikepdf.String):  # the name may be another's where it is bound in
                note.Dest = named[str(place)]
    pdf.pages.extend(added.pages)
    document = tree.K[0]
    theirs = pdf.copy_foreign(added.make_indirect(root.K[0]))
    for element in theirs.K:
        element.P = document
        document.K.append(element)
    more = pdf.copy_foreign(added.make_indirect(root.ParentTree.Nums))
    for at in range(0, len(more), 2):
        nums.append(int(more[at]) + shift)
        nums.append(more[at + 1])


def _named_places(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array())
    return {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}


def _lead_across(pdf: pikepdf.Pdf, parts: Sequence[Part], offsets: Sequence[int]) -> None:
    """Links of one part into another, which it could only name."""
    places = {
        name: _place(pdf, offset + page, at)
        for part, offset in zip(parts, offsets, strict=True)
        for name, (page, at) in part.anchors.items()
    }
    for page in pdf.pages[offsets[0] : offsets[-1] + parts[-1].pages]:
        for note in page.get("/Annots", []):
            action = note.get("/A")
            address = str(action.get("/URI", "")) if action is not None else ""
            if address.startswith(ELSEWHERE) and (place := places.get(address.removeprefix(ELSEWHERE))) is not None:
                del note["/A"]
                note.Dest = place


def _place(pdf: pikepdf.Pdf, page: int, at: tuple[float, float]) -> Array:
    return Array([pdf.pages[page].obj, Name.XYZ, round(at[0], 3), round(at[1], 3), 0])


def _mark(pdf: pikepdf.Pdf, parts: Sequence[Part], offsets: Sequence[int]) -> None:
    """Bookmarks anew, as headings of one part may stand under one of another."""
    if "/Outlines" in pdf.Root:
        del pdf.Root["/Outlines"]
    with pdf.open_outline() as outline:
        above: list[tuple[int, Any]] = []
        for mark, page in _bookmarks(parts, offsets):
            item = OutlineItem(mark.title, _place(pdf, page, mark.at))
            item.is_closed = not mark.is_open
            while above and above[-1][0] >= mark.level:
                above.pop()
            (above[-1][1].children if above else outline.root).append(item)
            above.append((mark.level, item))


def _bookmarks(parts: Sequence[Part], offsets: Sequence[int]) -> Iterator[tuple[Bookmark, int]]:
    for part, offset in zip(parts, offsets, strict=True):
        for mark in part.bookmarks:
            yield mark, offset + mark.page
