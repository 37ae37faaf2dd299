"""HTML on standard input, PDF/UA-1 on standard output: `python -m reports.pdf`, started by `reports.rendering`.

The only importer of WeasyPrint, and never in a process that serves pages: it takes seconds and hundreds of megabytes.
Same HTML in, same bytes out. A failure is one sentence on standard error.
"""

import copy
import functools
import gc
import mimetypes
import resource
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from lxml import html

from reports.binding import Bookmark, Part, bind
from reports.divisions import boundaries, keep_from, keep_until, point_elsewhere
from reports.glyphs import fit_to_fonts
from reports.pagination import finish
from reports.side_by_side import apart
from reports.table_cuts import divide, heads_of, let_go, mark, pack, start_page
from reports.table_estimates import LONG, row_height

try:
    from weasyprint import HTML
    from weasyprint.document import Document, Page
    from weasyprint.formatting_structure import boxes
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
except (ImportError, OSError) as error:
    sys.exit(
        "PDF printing is switched off because WeasyPrint’s libraries are missing: install libpango-1.0-0, "
        f"libpangoft2-1.0-0 and libharfbuzz-subset0 (Debian), or pango (Homebrew). [{error}]".replace("\n", " ")
    )

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = (ROOT / "static" / "paper", ROOT / "static" / "fonts")
BASE = "https://paper.invalid/"  # never asked: relative names resolve only under a scheme that urljoin knows
PICTURES = f"{BASE}pictures/"  # of appendices; they are handed over with the paper
VARIANT = "pdf/ua-1"  # to be given to render() and to write_pdf(), or the mark and the tagged links are lost
SLACK = 1.0  # CSS px kept free at the foot of a part, against rounding
TRIES = 5  # cutting one table may move the next


class OwnFilesOnly(URLFetcher):
    """Deny by default: our own style sheets, shapes and fonts. Anything else stops the rendering.

    WeasyPrint swallows even a fatal error inside an SVG, so what was refused is kept too, and asked for at the end."""

    refused: FatalURLFetchingError | None = None
    pictures: Mapping[str, tuple[str, bytes]] = MappingProxyType({})

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith(PICTURES) and (picture := self.pictures.get(url.removeprefix(PICTURES))):
            return URLFetcherResponse(url, picture[1], {"Content-Type": picture[0]})
        path = (ROOT / url.removeprefix(BASE)).resolve()
        if url.startswith(BASE) and path.is_file() and any(path.is_relative_to(folder) for folder in ALLOWED):
            kind = mimetypes.guess_type(path)[0] or "font/woff2"
            return URLFetcherResponse(
                url, path.read_bytes(), {"Content-Type": kind}
            )  # our address, or url()s become file:
        self.refused = FatalURLFetchingError(f"The paper asked for a file it may not use: {url[:200]}")
        raise self.refused


def refuse_network(event: str, _: tuple[object, ...]) -> None:
    """An audit hook: nothing below this process may open a connection, whatever the fetcher lets through."""
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"):
        raise PermissionError(f"The paper tried to use {event}")


def layout(tree: html.HtmlElement, fonts: FontConfiguration, fetcher: OwnFilesOnly) -> Document:
    text = html.tostring(tree, encoding="unicode", doctype="<!doctype html>")
    return HTML(string=text, base_url=BASE, url_fetcher=fetcher).render(font_config=fonts, pdf_variant=VARIANT)


class Measured:
    """What a layout made of the marked tables: `rows` {table: {row: (first page, height)}}, `tops` {table: height of
    caption and head}, `leads` {table: page of the heading it follows}, `parted` those whose caption stands alone, `room`
    [content height of each page]; heights in px."""

    def __init__(self, document: Document) -> None:
        self.rows: dict[str, dict[int, tuple[int, float]]] = {}
        self.tops: dict[str, float] = {}
        self.leads: dict[str, int] = {}
        self.parted: set[str] = set()
        self.room = [page._page_box.height for page in document.pages]
        for number, page in enumerate(document.pages):
            for box in page._page_box.descendants():
                if box.element is None:
                    continue
                if getattr(box, "is_table_wrapper", False) and box.element.get("data-t"):
                    self._add(box.element.get("data-t"), number, box)
                elif leads := box.element.get("data-leads"):
                    self.leads.setdefault(leads, number)

    def _add(self, key: str, page: int, wrapper: boxes.Box) -> None:
        captions = sum(box.margin_height() for box in wrapper.children if isinstance(box, boxes.TableCaptionBox))
        table = wrapper.get_wrapped_table()
        if table is None:  # its caption alone stands at the foot of a page
            self.parted.add(key)
            return
        rows = self.rows.setdefault(key, {})
        for group in table.children:
            for row in group.children:
                if group.is_header:
                    self.tops.setdefault(key, captions + row.position_y + row.height - table.position_y)
                else:  # a row higher than a page is met again on the next
                    at = int(row.element.get("data-r"))
                    start, height = rows.get(at, (page, 0.0))
                    rows[at] = (start, height + row.height)


def cut(tree: html.HtmlElement, document: Document) -> bool:
    """Cut each table that crosses a page; True if any did. Tables that fit are left alone."""
    measured, changed = Measured(document), False
    for key in measured.parted:
        changed |= start_page(tree.xpath(f"//table[@data-t='{key}']")[0])
    for key, rows in measured.rows.items():
        pages = [page for page, _ in rows.values()]
        table = tree.xpath(f"//table[@data-t='{key}']")[0]
        crosses = pages[0] != pages[-1]
        if (crosses or measured.leads.get(key, pages[0]) != pages[0]) and let_go(table):
            changed = True
            continue
        if not crosses:
            continue
        changed = True
        first = pages.count(pages[0])
        if first < 2 < len(pages) and start_page(table):
            continue
        capacity = measured.room[pages[-1]] - measured.tops.get(key, 0.0) - SLACK
        divide(table, pack([height for _, height in rows.values()], first, capacity, heads_of(table)))
    return changed


def precut(tree: html.HtmlElement, fonts: FontConfiguration, fetcher: OwnFilesOnly) -> None:
    """Cut the long tables by estimate: a skeleton, with one row of each, tells widths, heads and where they start."""
    long = {table.get("data-t"): table for table in tree.iter("table") if len(table.xpath("./tbody/tr")) > LONG}
    if not long:
        return
    skeleton = copy.deepcopy(tree)
    for key in long:
        for row in skeleton.xpath(f"//table[@data-t='{key}']/tbody/tr")[1:]:
            row.getparent().remove(row)
    document = layout(skeleton, fonts, fetcher)
    measured = Measured(document)
    for number, page in enumerate(document.pages):
        foot = page._page_box.content_box_y() + page._page_box.height
        for box in page._page_box.descendants():
            is_table = isinstance(box, boxes.TableBox) and box.element is not None
            key = box.element.get("data-t", "") if is_table else ""
            if key in long:
                first_row = next(group.children[0] for group in box.children if not group.is_header)
                capacity = measured.room[number] - measured.tops.get(key, 0.0) - SLACK
                divide_by_estimate(long[key], first_row, foot - first_row.position_y, capacity)


def divide_by_estimate(table: html.HtmlElement, first_row: boxes.Box, left: float, capacity: float) -> None:
    """Cut a table whose first row stands where `left` px of its page are free, into parts of `capacity` px."""
    rows = table.xpath("./tbody/tr")
    size = first_row.children[0].style["font_size"]
    widths = [cell.width for cell in first_row.children]
    rest = first_row.height - row_height(rows[0], widths, size, 0.0)
    heights = [row_height(row, widths, size, rest) for row in rows]
    first = 0
    while first < len(rows) and heights[first] <= left:
        left -= heights[first]
        first += 1
    divide(table, pack(heights, max(first, 1), capacity, heads_of(table)))


def paper_pdf(text: bytes) -> bytes:
    """The PDF of an HTML paper in UTF-8. Raises FatalURLFetchingError if it asks for what is not ours, and ValueError,
    with a sentence, if a table cannot be made to fit."""
    return bind(paper_parts(text))


def paper_parts(
    text: bytes, pictures: Mapping[str, tuple[str, bytes]] | None = None, styles: tuple[str, ...] = ()
) -> list[Part]:
    """A paper drawn, and not yet bound. `pictures`: {name under `PICTURES`: (media type, bytes)} that it may show; `styles`: sheets of ours
    beside its own."""
    tree = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    for stem in (*fit_to_fonts(tree), *styles):
        add_style(tree, stem)
    fonts, fetcher = FontConfiguration(), OwnFilesOnly()
    fetcher.pictures = pictures or {}
    mark(tree)
    precut(tree, fonts, fetcher)
    starts = boundaries(tree)
    if not starts:
        return [draw(tree, fonts, fetcher)]
    parts = apart([functools.partial(draw_span, tree, one, end, fonts, fetcher)
                   for one, end in zip(starts, [*starts[1:], None], strict=True)])  # fmt: skip
    return [draw_front(tree, starts[0], parts, fonts, fetcher), *parts]


def add_style(tree: html.HtmlElement, stem: str) -> None:
    tree.find("head").append(html.Element("link", rel="stylesheet", href=f"/static/paper/{stem}.css"))


def draw(tree: html.HtmlElement, fonts: FontConfiguration, fetcher: OwnFilesOnly) -> Part:
    """A part of a paper, or the whole, finished but for its page numbers."""
    for _ in range(TRIES):
        mark(tree)
        document = layout(tree, fonts, fetcher)
        if cut(tree, document):
            continue
        raw = document.write_pdf(pdf_variant=VARIANT)
        if fetcher.refused:
            raise fetcher.refused
        part = Part(finish(raw), len(document.pages), is_sheet="sheet" in tree.body.get("class", "").split())
        for number, page in enumerate(document.pages):
            for level, title, point, state in page.bookmarks:
                part.bookmarks.append(Bookmark(level, title, number, in_points(page, point), state != "closed"))
            for name, point in page.anchors.items():
                part.anchors.setdefault(name, (number, in_points(page, point)))
        return part
    raise ValueError("a table of the paper could not be cut to fit its pages")


def in_points(page: Page, point: tuple[float, float]) -> tuple[float, float]:
    """From px off the upper left to pt off the lower left."""
    return point[0] * 0.75, (page.height - point[1]) * 0.75


def draw_span(
    tree: html.HtmlElement, start: html.HtmlElement, end: html.HtmlElement | None, fonts: FontConfiguration,
    fetcher: OwnFilesOnly,
) -> Part:  # fmt: skip
    """What stands from one element up to another. The rest is taken out of the tree."""
    keep_from(start)
    if end is not None:
        keep_until(end)
    point_elsewhere(tree, {})
    add_style(tree, "part")
    return draw(tree, fonts, fetcher)


def draw_front(
    tree: html.HtmlElement, end: html.HtmlElement, parts: list[Part], fonts: FontConfiguration, fetcher: OwnFilesOnly
) -> Part:
    """What stands before the parts, last, as its contents tell their pages; again if it is not as long as was thought."""
    keep_until(end)
    whole = copy.deepcopy(tree)
    front = Part(b"", 0)
    for _ in range(TRIES):
        pages: dict[str, int] = {}
        offset = front.pages
        for part in parts:
            pages |= {name: offset + at + 1 for name, (at, _) in part.anchors.items()}
            offset += part.pages
        tree = copy.deepcopy(whole)
        point_elsewhere(tree, pages)
        was, front = front.pages, draw(tree, fonts, fetcher)
        if front.pages == was:
            return front
    raise ValueError("the contents of the paper could not be made to agree with its pages")


def confine(memory: int, seconds: int) -> None:
    """Cap what this process may take: `memory` bytes of address space, `seconds` of processor time, no network."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(refuse_network)


def main(memory: int, seconds: int, make: Callable[[bytes], bytes] = paper_pdf) -> str | None:
    """Make a PDF of what is given; the sentence of the failure, or None. The process ends here, so the collector would only cost time."""
    gc.disable()
    confine(memory, seconds)
    try:
        sys.stdout.buffer.write(make(sys.stdin.buffer.read()))
    except (
        MemoryError,
        SystemError,
    ):  # the second is what CPython makes of an allocation that failed inside a C library
        return f"The paper needs more than the {memory // 2**20:,} MB of memory it may take."
    except FatalURLFetchingError as refused:
        return str(refused)
    except Exception as fault:  # whatever it is, the caller is owed one sentence
        return " ".join(f"The paper could not be made into a PDF: {fault or type(fault).__name__}".split())
    return None


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
