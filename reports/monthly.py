"""The communications dashboard of a month: what was delivered, what comes, what was measured, what was learnt. Pure.

`build_monthly` gives what page and paper are both drawn from. The page has every line, and one side of A4
as many as it holds (`reports/monthly_sheet.py`), with the number of the others. What is exempt from public papers is in
neither, and counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.paper_words import clean, long_date, many, one_line

TITLE = "Communications dashboard"
NOTHING = "–"
READERS = "Strategic Directors, service leads and Cabinet"
Data = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A row: its head, what it is rated (None: not a row that is), its cells. `address` is the page of what it is of,
    `counted` are (words, address) of the rows that a figure in it is counted from."""

    head: str
    cells: tuple[str, ...]
    address: str
    rag: str | None = None
    counted: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Part:
    """One table. `kind` names it in addresses and in the style sheet; `empty` is said where it has no lines."""

    kind: str
    title: str
    caption: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    empty: str
    note: str = ""

    @property
    def rows(self) -> list[tuple[Line, list[tuple[str, str]]]]:
        """Each line with its cells, and its rating before them, by the heads they stand under."""
        cells = [(line.rag, *line.cells) if line.rag else line.cells for line in self.lines]
        return [(line, list(zip(self.heads[1:], of, strict=True))) for line, of in zip(self.lines, cells, strict=True)]


@dataclass(frozen=True)
class Tile:
    figure: str
    words: str
    address: str


@dataclass(frozen=True)
class Monthly:
    authority: str
    title: str
    facts: tuple[tuple[str, str], ...]
    tiles: tuple[Tile, ...]
    parts: tuple[Part, ...]


def build_monthly(data: Data) -> Monthly:
    """The dashboard of a council's month (`monthly_data`)."""
    month, following = month_words(data["month"]), month_words(data["following"])
    builders: tuple[Callable[[Data, str, str], Part], ...] = (_delivered, _upcoming, _measured, _finished)
    return Monthly(
        authority=clean(data["authority"]),
        title=f"{TITLE}: {month}",
        facts=(("For", READERS), ("Position at", _position(data))),
        tiles=_tiles(data, month, following),
        parts=tuple(build(data, month, following) for build in builders),
    )


def _position(data: Data) -> str:
    return long_date(data["on"]) + (", before the month was over" if data["is_running"] else "")


def month_words(iso: str) -> str:
    return f"{date.fromisoformat(iso):%B %Y}"


def _tiles(data: Data, month: str, following: str) -> tuple[Tile, ...]:
    share, of = data["share"], data["share_of"]
    ahead = f"planned ahead by {{}} in twelve months; the aim is {data['aim']}%"
    count = f"count, {of['proactive']:,} of {of['count']:,}" if of["count"] else "count"
    hours = f"hours, {of['proactive_hours']} of {of['hours']}" if of["hours"] != "0" else "hours"
    if of["without_hours"]:
        hours += f" ({of['without_hours']:,} not timed)"
    rows = data["share_rows"]
    return (
        Tile(f"{len(data['delivered']):,}", f"delivered in {month}", "#delivered"),
        Tile(f"{len(data['upcoming']):,}", f"due in {following}", "#upcoming"),
        Tile(share["by_count"], ahead.format(count), rows),
        Tile(share["by_hours"], ahead.format(hours), rows),
        Tile(f"{len(data['finished']):,}", many_campaigns(len(data["finished"])), "#finished"),
    )


def many_campaigns(count: int) -> str:
    return "campaign finished" if count == 1 else "campaigns finished"


def _left_out(data: Data, month: str, following: str) -> str:
    if not data["left_out"]:
        return ""
    left = many(data["left_out"], "action is", "actions are")
    return f"{left} exempt information, and left out of what {month} and {following} show here."


def _line(head: str, *cells: str, **more: Any) -> Line:
    """A line fit to be printed; no cell of it is empty."""
    return Line(clean(one_line(head)), tuple(clean(one_line(cell)) or NOTHING for cell in cells), **more)


def _activity(one: Data) -> Line:
    title = f"{one['title']}, {one['label']}" if one["label"] else one["title"]
    return _line(title, long_date(one["on"]), one["campaign"], one["channel"], address=one["address"])


def _delivered(data: Data, month: str, _: str) -> Part:
    return Part(
        "delivered",
        "Delivered",
        f"What was delivered in {month}, the latest first",
        ("Activity", "Delivered", "Campaign", "Channel"),
        tuple(_activity(one) for one in data["delivered"]),
        f"Nothing of a campaign or a channel was delivered in {month}.",
    )


def _upcoming(data: Data, month: str, following: str) -> Part:
    return Part(
        "upcoming",
        "Upcoming",
        f"What is due in {following} and still to be delivered, the next first",
        ("Activity", "Due", "Campaign", "Channel"),
        tuple(_activity(one) for one in data["upcoming"]),
        f"Nothing of a campaign or a channel is due in {following}.",
        _left_out(data, month, following),
    )


def _measured(data: Data, month: str, _: str) -> Part:
    lines = [
        _line(
            one["name"],
            one["reached"],
            one["target"],
            address=one["address"],
            rag=one["rag"] or "unrated",
            counted=tuple(one["counted"]),
        )
        for one in (*data["figures"], *data["measures"])
    ]
    return Part(
        "measured",
        "Social and media measures",
        f"The three media figures of {month}, and the measures that are read every month",
        ("Measure", "Rating", "Reached", "Target"),
        tuple(lines),
        "",
        "" if data["measures"] else f"No plan for {month} has a measure that is read every month.",
    )


def _finished(data: Data, month: str, _: str) -> Part:
    lines = [
        _line(
            one["title"], money_words(one), findings_words(one["findings"]), one["lessons"] or "None written",
            address=one["address"],
        )
        for one in data["finished"]
    ]  # fmt: skip
    return Part(
        "finished",
        "Evaluation of finished campaigns",
        f"Campaigns finished in {month}, what came of them, and what was learnt",
        ("Campaign", "Budget and spent", "Outcomes and impact", "Lessons"),
        tuple(lines),
        f"No campaign was finished in {month}.",
    )


def money_words(one: Data) -> str:
    budget = f"{one['budget']} budget" if one["budget"] else "No budget"
    return f"{budget}, {one['spent']} spent"


def findings_words(findings: list[Data]) -> str:
    """Outcomes: 12% of caddies had the wrong bags (expected: 10%). Only what was found or expected is said."""
    said = []
    for one in findings:
        expected = f"expected: {one['expected']}" if one["expected"] else ""
        found = f"{one['found'].strip().rstrip('.')}{f' ({expected})' if expected else ''}" if one["found"] else ""
        if words := found or (f"not known; {expected}" if expected else ""):
            said.append(f"{one['level']}: {words}.")
    return " ".join(said) or "None written"
