"""The communications dashboard: where a plan stands, on one page. Pure.

What would not fit is counted, and said to be elsewhere.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from plans.rag import FINISHED
from reports.comparison import DELIVERED, EVIDENCE, Changes, actions_of
from reports.paper_changes import counts_in_words
from reports.paper_colours import Colours, colours_of
from reports.paper_kinds import behind, coming, measures_met, why
from reports.paper_parts import Paper, Row, Section, Table
from reports.paper_words import (
    clean,
    exempt_sentence,
    long_date,
    one_line,
    owner_words,
    rated,
    weekday_date,
)

TITLE = 110
MOST = {"priorities": 14, "attention": 5, "coming": 5, "measures": 5}
FEWER = {"attention": 3, "coming": 2, "measures": 2}  # beside more than MANY priorities
MANY = 8
LINE, LONGER = 36, 46  # letters that stay on one line in the first column of a table, and in its widest


def build_dashboard(snapshot: dict[str, Any]) -> Paper:
    """The page of a snapshot's data with its report's head."""
    data = clean(snapshot)
    report, colours, tables = data["report"], colours_of(data["definitions"]), count(1)
    title = one_line(report["title"]) or "Communications dashboard"
    body, meeting = one_line(report["body"]), weekday_date(report["meeting_date"])
    sections = [_changed(data)]
    for fill in (_priorities, _attention, _coming, _measures):
        if section := fill(data, colours, tables, len(sections) + 1):
            sections.append(section)
    return Paper(
        authority=one_line(data["plan"]["authority"]) or "Authority not given",
        body=body,
        meeting=meeting,
        title=short(title, TITLE),
        short_title=title if len(title) <= 60 else "Communications dashboard",
        running_foot=", ".join(filter(None, (body, meeting))) or f"Position at {long_date(data['on'])}",
        report_of=one_line(report["report_of"]),
        facts=(("Position at", long_date(data["on"])),),
        sections=tuple(sections),
        contents_on_front=False,
        has_contents=False,
        is_sheet=True,
        tiles=_tiles(data),
    )


def short(text: str, most: int = LINE) -> str:
    text = one_line(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _tiles(data: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    tally, on, told = data["action_tally"], data["on"], actions_of(data).values()
    well = tally["green"] + tally["complete"]
    leaves = [one for one in told if not one["actions"] and not one["dropped"]]
    late = [one for one in leaves if one["due"] and one["due"] < on and one["rating"] not in FINISHED]
    moved = len(Changes.from_data(data["changes"]).of(DELIVERED)) if data.get("changes") else None
    met, held = measures_met(data["measures"])
    tiles = [(f"{well:,} of {rated(tally):,}", "rated actions are on course or complete")]
    if moved is None:
        tiles.append((f"{tally['complete']:,}", "complete"))
    else:
        since = long_date(data["changes"]["since"])
        tiles.append((f"{moved:,}", f"delivered since {since}"))
    tiles.append((f"{len(late):,}", "past their date and not done"))
    if held:
        tiles.append((f"{met:,} of {held:,}", "measures with a target are met"))
    return tuple(tiles)


def _changed(data: dict[str, Any]) -> Section:
    section = Section(1, "What changed")
    changes = Changes.from_data(data["changes"]) if data.get("changes") else None
    if changes is None:
        words = "No earlier position has been frozen to compare this with."
    elif not changes.rows:
        words = f"Nothing has changed since {long_date(changes.since.isoformat())}."
    else:
        words = f"Since {long_date(changes.since.isoformat())}, {counts_in_words(changes)}."
    left_out = exempt_sentence(data.get("exempt"))
    section.opening = [section.say(text) for text in (words, left_out) if text]
    return section


def most_of(name: str, data: dict[str, Any]) -> int:
    return (FEWER if len(data["priorities"]) > MANY else MOST)[name]


def _more(rows: list[Any], most: int) -> str:
    left = len(rows) - most
    return f"; {left:,} more not shown" if left > 0 else ""


def _priorities(data: dict[str, Any], colours: Colours, tables: count[int], number: int) -> Section | None:
    rows, most = data["priorities"], MOST["priorities"]
    if not rows:
        return None
    lines = tuple(
        Row(
            short(f"{one_line(one['reference'])} {one['title']}", LONGER),
            colours.tag(one["declared"] or one["rolled_up"]),
            "",
            tuple(f"{one['tally'].get(key, 0):,}" for key in ("green", "amber", "red", "complete")),
        )
        for one in rows[:most]
    )
    caption = f"Table {next(tables)}: Priorities, with their actions by rating{_more(rows, most)}"
    heads = ("Priority", "Rating", "Green", "Amber", "Red", "Complete")
    return Section(number, "Priorities", table=Table(caption, "summary of-4", heads, lines))


def _attention(data: dict[str, Any], colours: Colours, tables: count[int], number: int) -> Section | None:
    rows, most = behind(data), most_of("attention", data)
    if not rows:
        return None
    lines = tuple(
        Row(short(one["title"]), colours.tag(one["rating"]), "", (short(why(one), LONGER),)) for one in rows[:most]
    )
    caption = f"Table {next(tables)}: Actions rated amber or red, the red ones first{_more(rows, most)}"
    table = Table(caption, "attention three", ("Action", "Rating", "Why"), lines)
    return Section(number, "What needs attention", table=table)


def _coming(data: dict[str, Any], colours: Colours, tables: count[int], number: int) -> Section | None:
    rows, most = coming(data), most_of("coming", data)
    if not rows:
        return None
    lines = tuple(
        Row(short(one["title"]), None, long_date(one["due"]), (short(owner_words(one["owners"]), LONGER),))
        for one in rows[:most]
    )
    caption = f"Table {next(tables)}: Due in the three months to come, the next first{_more(rows, most)}"
    table = Table(caption, "attention three", ("Action", "Due", "Who"), lines)
    return Section(number, "Coming up", table=table)


def _measures(data: dict[str, Any], colours: Colours, tables: count[int], number: int) -> Section | None:
    rows, most = [one for one in data["measures"] if one["target"] is not None], most_of("measures", data)
    if not rows:
        return None
    lines = tuple(
        Row(short(one["statement"]), colours.tag(one["rag"]), "", (f"{one['target']}{_sign(one)}", *_reached(one)))
        for one in rows[:most]
    )
    caption = f"Table {next(tables)}: Measures against their targets{_more(rows, most)}"
    table = Table(caption, "sheet-measures", ("Measure", "Rating", "Target", "Reached", "Evidence"), lines)
    return Section(number, "Measures", table=table)


def _sign(measure: dict[str, Any]) -> str:
    return "%" if measure["unit"] == "%" else ""


def _reached(measure: dict[str, Any]) -> tuple[str, str]:
    if measure["suppressed"]:
        return "Withheld: too few replies", "–"
    if measure["value"] is None:
        return one_line(measure.get("reading")) or "Not yet", "–"
    reading = one_line(measure.get("reading")) or f"{measure['value']}{_sign(measure)}"
    return reading, EVIDENCE.get(measure["evidence"], "–").capitalize()
