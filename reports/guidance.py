"""What may and may not be done before an election, on one page: the paper of an election's holds. Pure.

What would not fit is counted, and said to be elsewhere. What is exempt from public papers is not in it.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from math import inf
from typing import Any

from campaigns.guard import Verdict, Way
from reports.paper_parts import Paper, Row, Section, Table
from reports.paper_words import clean, long_date, many, weekday_date

TITLE = "What you may and may not do"
TITLE_OF, DAYS_OF, WHAT_OF, ANSWER_OF, WARDS_OF = 80, 56, 44, 120, 110  # letters of what stands in a place
LETTERS = (27, 20, 20, 34)  # of a line of each column
LINE, BETWEEN, ROOM = 3.8, 1.6, 150.0  # mm: a line, what parts two rows, and what the table may have of the page

MAY_NOT = (
    "Between these two days, both included, do not publish what is for the public, quotes or pictures a Member, is a public "
    "launch or a consultation, or is controversial. Move it, have an officer speak where it quotes a Member, or ask the "
    "Monitoring Officer for an exemption."
)
MAY = (
    "Internal work for staff and Members, and statutory notices, go on as planned. What is already out is not published "
    "again. A date that is moved into the period is held at once."
)


WHOLE = inf  # room for all rows

# What is counted at the head, and the order of the rows.
KINDS = {
    "held": (Verdict.HELD, Verdict.UNTIL_A_DAY),
    "let out with a reason": (Verdict.CLEARED,),
    "not classed yet": (Verdict.QUESTION,),
    "passing": (Verdict.PASSES,),
}


def build_guidance(given: dict[str, Any], *, room: float = ROOM) -> Paper:
    """The page of an election's facts and of what falls in its period (`guidance_data`). `room`: how much of it the rows may
    take, in mm."""
    data = clean(given)
    notice, poll = data["notice"], data["poll"]
    free = (date.fromisoformat(poll) + timedelta(days=1)).isoformat()
    kinds = [[one for one in data["things"] if one["verdict"] in verdicts] for verdicts in KINDS.values()]
    days = f"from the notice of election on {weekday_date(notice)} to polling day, {weekday_date(poll)}"
    sections = [_opening(days, data)]
    if data["things"]:
        sections.append(Section(2, "What falls in the period"))
        sections[1].table = _table([[_row(one, long_date(free)) for one in rows] for rows in kinds], room)
    wards = data["wards"] if data["wards"] != "All" else "all wards"
    return Paper(
        authority=data["authority"],
        body="",
        meeting="",
        title=f"{TITLE}: {short(data['name'], TITLE_OF)}",
        short_title=TITLE,
        running_foot=f"Position at {long_date(data['on'])}",
        report_of="",
        facts=(
            (_kind(data["kind"]), f"in {short(wards, WARDS_OF)}"),
            ("Notice of election", long_date(notice)),
            ("Polling day", long_date(poll)),
            ("Position at", long_date(data["on"])),
        ),
        sections=tuple(sections),
        contents_on_front=False,
        has_contents=False,
        is_sheet=True,
        tiles=tuple((f"{len(rows):,}", words) for words, rows in zip(KINDS, kinds, strict=True)),
    )


def _kind(kind: str) -> str:
    """By-election, Referendum, County election: the sheet reads it on into where it is held."""
    return kind if kind.casefold().endswith(("election", "referendum")) else f"{kind} election"


def short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _opening(days: str, data: dict[str, Any]) -> Section:
    section = Section(1, "The rule")
    lines = [f"The pre-election period lasts {days}.", MAY_NOT, MAY]
    if data["left_out"]:
        lines.append(f"{many(data['left_out'], 'action is', 'actions are')} exempt information and not on this page.")
    section.opening = [section.say(line) for line in lines]
    return section


def _row(one: dict[str, Any], free: str) -> Row:
    title = f"{one['title']}, {one['label']}" if one["label"] else one["title"]
    cells = (short(one["what"], WHAT_OF), short(_answer(one, free), ANSWER_OF))
    return Row(short(title, TITLE_OF), None, short(one["goes_out"], DAYS_OF), cells)


def _answer(one: dict[str, Any], free: str) -> str:
    """Whether it may go out, and when or by whose word."""
    if one["clearance"]:
        said = one["clearance"]
        post = "Monitoring Officer" if said["way"] == Way.EXEMPTION else f"{said['post']}, speaks in a Member’s place"
        return f"Yes. {said['who']}, {post}: {said['reason']}"
    return {
        Verdict.HELD: f"From {free}",
        Verdict.UNTIL_A_DAY: f"Once a day is named, or from {free}",
        Verdict.QUESTION: "Say what it is first",
    }.get(one["verdict"], "Yes, as planned")


def _table(kinds: list[list[Row]], room: float) -> Table:
    """As many rows as the page has room for, in the order of what they come to: nothing that passes stands in the place of
    something held. What is left out is counted by kind."""
    reached = accumulate(height(row) for rows in kinds for row in rows)
    most = sum(height <= room for height in reached)
    lines = tuple(row for rows in kinds for row in rows)[:most]
    hidden = {}
    for words, rows in zip(KINDS, kinds, strict=True):
        hidden[words], most = max(0, len(rows) - most), max(0, most - len(rows))
    left_out = [f"{number:,} {words}" for words, number in hidden.items() if number]
    caption = "Table 1: What falls in the period, held things first"
    if left_out:
        caption += f". Only on the election’s own page: {', '.join(left_out)}"
    return Table(caption, "guard", ("What", "Goes out", "What it is", "May it go out?"), lines)


def height(row: Row) -> float:
    """How high a row is at most, in mm."""
    cells = zip((row.head, row.note, *row.cells), LETTERS, strict=True)
    return max(-(-len(words) // letters) for words, letters in cells) * LINE + BETWEEN
