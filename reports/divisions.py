"""A long paper divided where a page starts anyway, so that its parts are laid out side by side, each in a process of its
own, and no process holds the whole. The parts do not depend on the machine: the same paper is divided alike anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html

WEIGHT = 250  # table rows and paragraphs of a part, at least
WEIGHED = ("tr", "p", "li")
ELSEWHERE = "https://paper.invalid/#"  # how a link into another part is kept until they are bound


def starts_a_page(element: html.HtmlElement) -> bool:
    classes = element.get("class", "").split()
    return "start" in classes or (element.tag == "table" and "part" in classes)


def boundaries(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """The elements with which the second part and those after it begin; none where the paper is short. The first part
    is what stands before the first long one: the front, with the contents. The others weigh about the same."""
    left = sum(1 for _ in tree.iter(*WEIGHED))
    parts = left // WEIGHT
    chosen: list[html.HtmlElement] = []
    weight = 0
    for element in tree.iter("*"):
        wanted = (left + weight) // parts if parts else 0
        if parts > 1 and starts_a_page(element) and (not chosen or weight + wanted / 20 >= wanted):
            parts -= bool(chosen)
            chosen.append(element)
            weight = 0
        if element.tag in WEIGHED:
            weight, left = weight + 1, left - 1
    return chosen if len(chosen) > 1 else []


def keep_from(element: html.HtmlElement) -> None:
    """Take out of its tree what stands before an element. What it stands in stays."""
    node = element
    while (parent := node.getparent()) is not None and node.tag != "body":
        for before in list(node.itersiblings(preceding=True)):
            parent.remove(before)
        parent.text = None
        node = parent


def keep_until(element: html.HtmlElement) -> None:
    """Take out of its tree an element and what stands after it."""
    node = element
    while (parent := node.getparent()) is not None and node.tag != "body":
        for after in list(node.itersiblings()):
            parent.remove(after)
        if node is not element:
            node.tail = None
        node = parent
    element.getparent().remove(element)


def links_elsewhere(tree: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """The links of a part to what is not in it, each with the name of what it leads to."""
    here = set(tree.xpath("//@id"))
    for link in tree.iter("a"):
        name = link.get("href", "").removeprefix("#")
        if link.get("href", "").startswith("#") and name not in here:
            yield link, name


def point_elsewhere(tree: html.HtmlElement, pages: dict[str, int]) -> None:
    """Have those links told of by an address that the binding knows again, and by the number of their page."""
    for link, name in list(links_elsewhere(tree)):
        link.set("href", ELSEWHERE + name)
        link.set("data-page", str(pages.get(name, "")))
