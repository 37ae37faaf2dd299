"""Where a long table is cut so that each page holds a whole table, with caption and head of its own.

WeasyPrint tags one table a page and repeats the head without the caption; a part of our own reads right aloud.
"""

import copy
from collections.abc import Collection

from lxml import html

HEADINGS = ("h2", "h3", "h4")


def mark(tree: html.HtmlElement) -> None:
    """Give every table and its body rows names that survive into the layout. They are good for one layout: cutting
    makes tables that have none yet."""
    for number, table in enumerate(tree.iter("table")):
        table.set("data-t", str(number))
        if (lead := lead_of(table)) is not table:
            lead.set("data-leads", str(number))
        for at, row in enumerate(table.xpath("./tbody/tr")):
            row.set("data-r", str(at))


def pack(heights: list[float], first: int, capacity: float, heads: Collection[int] = ()) -> list[int]:
    """Row counts of the parts: `first` rows on the first page, then as many as `capacity` holds (both heights in one
    unit). A row higher than a page stands alone, no part is a single row if its neighbour can spare one, and none ends
    with one of `heads`, the rows that head those after them."""
    parts: list[int] = []
    used, size = 0.0, 0
    for at, height in enumerate(heights):
        full = size == first if not parts else used + height > capacity
        if full and size:
            over = int(size > 1 and at - 1 in heads)
            parts.append(size - over)
            used, size = sum(heights[at - over : at]), over
        used, size = used + height, size + 1
    parts.append(size)
    if len(parts) > 1 and parts[-1] == 1 and parts[-2] > 2:
        spared = 2 if len(heights) - 3 in heads and parts[-2] > 3 else 1
        parts[-2:] = [parts[-2] - spared, 1 + spared]
    return parts


def heads_of(table: html.HtmlElement) -> set[int]:
    return {at for at, row in enumerate(table.xpath("./tbody/tr")) if "group" in row.get("class", "").split()}


def divide(table: html.HtmlElement, parts: list[int]) -> None:
    """Replace `table` by tables of so many rows each; head and columns repeat, the caption says (continued)."""
    rows, place, done = table.xpath("./tbody/tr"), table, parts[0]
    empty = copy.copy(table)
    empty.find("tbody")[:] = []
    empty.attrib.pop("data-t", None)
    for size in parts[1:]:
        part = copy.deepcopy(empty)
        part.set("class", f"{table.get('class', '').removesuffix(' part')} part".strip())
        caption = part.find("caption")
        if not caption.text_content().endswith("(continued)"):
            caption.text = f"{caption.text_content()} (continued)"
        part.find("tbody").extend(rows[done : done + size])
        part.tail = "\n"
        place.addnext(part)
        place, done = part, done + size


def lead_of(table: html.HtmlElement) -> html.HtmlElement:
    """The first of the headings and lead-ins that stand before a table, across the sections it opens; else itself."""
    head = at = table
    while True:
        before = at.getprevious()
        if before is None and at.getparent().tag == "section":
            at = at.getparent()
        elif before is not None and (before.tag in HEADINGS or "lead-in" in before.get("class", "").split()):
            head = at = before
        else:
            return head


def let_go(table: html.HtmlElement) -> bool:
    """Take back that a table is to be kept on one page, where there is no page for it and its heading: the heading
    would be left behind. False if that was not asked of it."""
    classes = table.get("class", "").split()
    if "fit" not in classes:
        return False
    table.set("class", " ".join(one for one in classes if one != "fit"))
    return True


def start_page(table: html.HtmlElement) -> bool:
    """Start a table on a new page, with what leads in to it; False if it did already."""
    head = lead_of(table)
    if "start" in head.get("class", "").split():
        return False
    head.set("class", f"{head.get('class', '')} start".strip())
    return True
