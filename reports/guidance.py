"""What may and may not be done before an election, on one page: the paper of an election's holds. Pure.

What would not fit is counted, and said to be elsewhere. What is exempt from public papers is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from campaigns.guard import Verdict, Way
from reports.paper_parts import Paper, Row, Section, Table
from reports.paper_words import clean, long_date, many, weekday_date

TITLE = "What you may and may not do"
MOST = {Verdict.HELD: 12, Verdict.QUESTION: 4, Verdict.CLEARED: 6, Verdict.PASSES: 5}
LINE, LONGER = 64, 110  # letters of a title, and of a reason

MAY_NOT = (
    "Between these two days, both included, do not publish what is for the public, quotes or pictures a Member, is a public "
    "launch or a consultation, or is controversial. Move it, have an officer speak where it quotes a Member, or ask the "
    "Monitoring Officer for an exemption."
)
MAY = (
    "Internal work for staff and Members, and statutory notices, go on as planned. What is already out is not published "
    "again. A date that is moved into the period is held at once."
)


def build_guidance(given: dict[str, Any]) -> Paper:
    """The page of an election's facts and of what falls in its period (`guidance_data`)."""
    data = clean(given)
    notice, poll = data["notice"], data["poll"]
    things = data["things"]
    held = [one for one in things if one["verdict"] in (Verdict.HELD, Verdict.UNTIL_A_DAY)]
    groups = {verdict: [one for one in things if one["verdict"] == verdict] for verdict in Verdict}
    days = f"from the notice of election on {weekday_date(notice)} to polling day, {weekday_date(poll)}"
    sections = [_opening(days, data)]
    numbers = iter(range(1, 9))
    for title, rows, fill in (
        ("Held", held, _held),
        ("Not classed yet", groups[Verdict.QUESTION], _asked),
        ("May go out all the same", groups[Verdict.CLEARED], _cleared),
        ("Passes", groups[Verdict.PASSES], _passing),
    ):
        if rows:
            section = Section(len(sections) + 1, title)
            section.table = fill(rows, next(numbers), poll)
            sections.append(section)
    wards = data["wards"] if data["wards"] != "All" else "all wards"
    return Paper(
        authority=data["authority"],
        body="",
        meeting="",
        title=f"{TITLE}: {short(data['name'], LINE)}",
        short_title=TITLE,
        running_foot=f"Position at {long_date(data['on'])}",
        report_of="",
        facts=(
            ("Election", f"{data['kind']}, {short(wards, LONGER)}"),
            ("Notice of election", long_date(notice)),
            ("Polling day", long_date(poll)),
            ("Position at", long_date(data["on"])),
        ),
        sections=tuple(sections),
        contents_on_front=False,
        has_contents=False,
        is_sheet=True,
        tiles=(
            (f"{len(held):,}", "held"),
            (f"{len(groups[Verdict.QUESTION]):,}", "not classed yet"),
            (f"{len(groups[Verdict.CLEARED]):,}", "let out with a reason"),
            (f"{len(groups[Verdict.PASSES]):,}", "passing"),
        ),
    )


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


def _rows(rows: Sequence[dict[str, Any]], verdict: Verdict) -> Iterable[tuple[str, dict[str, Any]]]:
    for one in rows[: MOST[verdict]]:
        label = f", {one['label']}" if one["label"] else ""
        yield short(f"{one['title']}{label}", LINE), one


def _caption(number: int, words: str, rows: Sequence[Any], verdict: Verdict) -> str:
    left = len(rows) - MOST[verdict]
    return f"Table {number}: {words}{f'; {left:,} more not shown' if left > 0 else ''}"


def _held(rows: list[dict[str, Any]], number: int, poll: str) -> Table:
    free = f"From {long_date((date.fromisoformat(poll) + timedelta(days=1)).isoformat())}"
    lines = tuple(
        Row(
            title,
            None,
            short(one["goes_out"], LINE),
            (
                one["what"],
                free if one["verdict"] == Verdict.HELD else f"Once a day is named, or {free[:1].lower()}{free[1:]}",
            ),
        )
        for title, one in _rows(rows, Verdict.HELD)
    )
    heads = ("What", "Goes out", "What it is", "Held until")
    return Table(_caption(number, "What is held", rows, Verdict.HELD), "guard", heads, lines)


def _asked(rows: list[dict[str, Any]], number: int, poll: str) -> Table:
    lines = tuple(
        Row(title, None, short(one["goes_out"], LINE), ("Say what it is before it goes out",))
        for title, one in _rows(rows, Verdict.QUESTION)
    )
    caption = _caption(number, "What nobody has classed", rows, Verdict.QUESTION)
    return Table(caption, "guard three", ("What", "Goes out", "What to do"), lines)


def _cleared(rows: list[dict[str, Any]], number: int, poll: str) -> Table:
    lines = tuple(
        Row(
            title,
            None,
            short(one["goes_out"], LINE),
            (_by_whom(one["clearance"]), short(one["clearance"]["reason"], LONGER)),
        )
        for title, one in _rows(rows, Verdict.CLEARED)
    )
    caption = _caption(number, "Let out, and by whose word", rows, Verdict.CLEARED)
    return Table(caption, "guard", ("What", "Goes out", "By", "Reason"), lines)


def _by_whom(clearance: dict[str, Any]) -> str:
    post = (
        "Monitoring Officer"
        if clearance["way"] == Way.EXEMPTION
        else f"{clearance['post']}, who speaks in a Member’s place"
    )
    return f"{clearance['who']}, {post}"


def _passing(rows: list[dict[str, Any]], number: int, poll: str) -> Table:
    lines = tuple(
        Row(title, None, short(one["goes_out"], LINE), (one["what"],)) for title, one in _rows(rows, Verdict.PASSES)
    )
    caption = _caption(number, "What goes out as planned", rows, Verdict.PASSES)
    return Table(caption, "guard three", ("What", "Goes out", "What it is"), lines)
