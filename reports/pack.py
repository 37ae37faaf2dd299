"""A paper with its appendices on standard input (JSON), one PDF of them all on standard output: `python -m reports.pack`,
started by `reports.rendering`.

{"html": the paper, "is_exempt": whether every page says so, "appendices": [{"sheet": HTML of the page that heads it,
"title", "kind", "path": of its file, "alt", "html": of a paper of our own}]}.

Files come from outside: they are opened here, under the limits of the process, and of a PDF nothing is taken but what its
pages draw.
"""

import json
import sys
from pathlib import Path
from typing import Any

from lxml import html
from lxml.builder import E

from reports.attachments import MEDIA
from reports.binding import Bookmark, Part, bind
from reports.framing import framed
from reports.pdf import main, paper_parts
from reports.word.reading import Block, blocks_of

MOST_PAGES = 1_500
Styles = tuple[str, ...]  # sheets of ours beside paper.css
TAGS = {"heading": "h3", "paragraph": "p"}


def pack_pdf(text: bytes) -> bytes:
    """The bound PDF. Raises ValueError, with a sentence that names the appendix, where one cannot be read."""
    given = json.loads(text)
    is_exempt = given.get("is_exempt", False)
    styles = ("exempt",) if is_exempt else ()
    papers = [paper_parts(given["html"].encode(), styles=styles)]
    for one in given["appendices"]:
        try:
            papers += appendix_papers(one, styles)
        except MemoryError:
            raise
        except Exception as fault:  # whatever a file from outside sets off, its appendix is named
            why = str(fault) if type(fault) is ValueError else "its file is damaged"
            raise ValueError(f"{one['title']} cannot be bound in: {why}") from None
        if sum(part.pages for paper in papers for part in paper) > MOST_PAGES:
            raise ValueError(f"the pack would have more than {MOST_PAGES:,} pages")
    return bind(*papers, is_exempt=is_exempt)


def appendix_papers(one: dict[str, Any], styles: Styles) -> list[list[Part]]:
    if one["html"]:
        follows = [E.p("It follows, set anew from the page of that paper.")]
        return [headed(one, follows, styles), below(paper_parts(one["html"].encode(), styles=styles))]
    content = Path(one["path"]).read_bytes()
    if one["kind"] == "pdf":
        pages = framed(content, one["title"])
        where = "page" if pages.pages == 1 else f"{pages.pages} pages"
        return [headed(one, [E.p(f"It follows on the next {where}.")], styles), [pages]]
    if one["kind"] == "docx":
        return [headed(one, drawn(blocks_of(content)), styles)]
    figure = E.figure(E.img(src="/pictures/one", alt=one["alt"] or one["title"], **{"class": "appendix"}))
    return [headed(one, [figure], styles, {"one": (MEDIA[one["kind"]], content)})]


def headed(
    one: dict[str, Any], inside: list[Any], styles: Styles, pictures: dict[str, tuple[str, bytes]] | None = None
) -> list[Part]:
    """The sheet that heads an appendix, with what stands on it."""
    tree = html.document_fromstring(one["sheet"].encode(), parser=html.HTMLParser(encoding="utf-8"))
    tree.find(".//main").extend(inside)
    text = html.tostring(tree, encoding="utf-8", doctype="<!doctype html>")
    parts = paper_parts(text, pictures, styles)
    parts[0].bookmarks[:1] = [Bookmark(1, one["title"], 0, parts[0].bookmarks[0].at)]
    return parts


def below(parts: list[Part]) -> list[Part]:
    """The same with its bookmarks one step down: they stand under the appendix."""
    for part in parts:
        part.bookmarks[:] = [Bookmark(m.level + 1, m.title, m.page, m.at, m.is_open) for m in part.bookmarks]
    return parts


def drawn(blocks: list[Block]) -> list[Any]:
    """The text of a Word document; its pictures are not shown, and that is said."""
    found: list[Any] = []
    pictures = tables = 0
    for block in blocks:
        if block.kind == "table" and block.rows:
            tables += 1
            found.append(table_of(block, f"Table {tables} of this appendix"))
        elif block.kind == "item":
            if not found or found[-1].tag != "ul":
                found.append(E.ul())
            found[-1].append(E.li(block.text))
        elif block.text:
            found.append(E(TAGS[block.kind], block.text))
        pictures += block.pictures
    note = "It is set here from a Word document: its words are all there, its layout is not."
    if pictures:
        note += f" {pictures} {'picture is' if pictures == 1 else 'pictures are'} left out."
    return [E.p(note), *found]


def table_of(block: Block, caption: str) -> Any:
    rows = [E.tr(*(E.td(text or "–") for text in row)) for row in block.rows]
    head = [E.tr(*(E.th(text or "–", scope="col") for text in block.rows[0]))] if block.has_head else []
    return E.table(E.caption(caption), *([E.thead(*head)] if head else []), E.tbody(*rows[len(head) :]))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), pack_pdf))
