"""The due dates of an action: which days a timing asks for within a plan's years. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from actions.timing_value import Anchor, Timing
from plans.periods import FinancialYear, Years, in_words, month_bounds
from plans.workdays import ENGLAND, add_working_days, previous_working_day

DAYS_AFTER = 10  # working days after a meeting, unless the words say otherwise
FRIDAY = 4
WORDS_OF_NO_MEANING = {"meeting", "meetings", "the", "a", "an", "of"}
MeetingRow = tuple[int, str, date]


@dataclass(frozen=True)
class Due:
    """One due date: its label among its kind ("" for a one-off), and the meeting it hangs on."""

    label: str
    due: date
    meeting: int | None = None


def due_dates(
    timing: Timing,
    years: Years,
    meetings: Iterable[MeetingRow] = (),
    linked: frozenset[int] = frozenset(),
    nation: str = ENGLAND,
) -> list[Due]:
    """Every due date in order. Meetings are (key, body, day). Daily, ongoing and open-ended dates have none.

    `linked` are the meetings that a date naming one meeting by its day already hangs on: it follows them.
    """
    if timing.kind == "multiple":
        found = [
            Due(" ".join(filter(None, (part.label, due.label))), due.due, due.meeting)
            for part in timing.parts
            for due in due_dates(part, years, meetings, linked, nation)
        ]
        return sorted(told_apart(found), key=lambda due: due.due)
    if timing.kind == "recurring":
        return list(editions(timing.recurrence, years))
    if timing.anchor:
        return around_meetings(timing.anchor, years, list(meetings), linked, nation)
    if timing.latest is None or timing.kind in ("ongoing", "unknown", "none"):
        return []
    return [Due("", timing.latest)]


def told_apart(found: list[Due]) -> list[Due]:
    """Each due date once; those without a label of their own are told apart by their day, and if need be by number."""
    found = list(dict.fromkeys(found))
    labels = Counter(due.label for due in found)
    by_day = [
        due if due.label and labels[due.label] == 1 else replace(due, label=f"{due.label} {in_words(due.due)}".strip())
        for due in found
    ]
    seen: Counter[str] = Counter()
    numbered = []
    for due in by_day:
        seen[due.label] += 1
        numbered.append(due if seen[due.label] == 1 else replace(due, label=f"{due.label} ({seen[due.label]})"))
    return numbered


def editions(recurrence: str | None, years: Years) -> Iterator[Due]:
    """One occurrence a period in each of the plan's years, on the period's last day (weeks: their Friday)."""
    if recurrence in ("weekly", "fortnightly"):
        day = years.first_day + timedelta(days=(FRIDAY - years.first_day.weekday()) % 7)
        while day <= years.last_day:
            yield Due(f"Week ending {in_words(day)}", day)
            day += timedelta(days=7 if recurrence == "weekly" else 14)
        return
    several = years.first != years.last
    for year in years:
        for label, last in year_editions(recurrence, year):
            needs_year = several and recurrence not in ("monthly", "yearly")  # their labels hold it already
            yield Due(f"{label} {year}" if needs_year else label, last)


def year_editions(recurrence: str | None, year: FinancialYear) -> list[tuple[str, date]]:
    """(label, last day) of each period of one financial year."""
    start = year.start_year
    months = [month_bounds(start + (month < 4), month) for month in (*range(4, 13), 1, 2, 3)]
    lasts = {
        "monthly": [(f"{first:%B %Y}", last) for first, last in months],
        "quarterly": [(f"Q{n}", year.quarter(n)[1]) for n in (1, 2, 3, 4)],
        "termly": [("Summer term", months[3][1]), ("Autumn term", months[8][1]), ("Spring term", months[11][1])],
        "three_yearly": [
            ("First of three", months[3][1]),
            ("Second of three", months[7][1]),
            ("Third of three", months[11][1]),
        ],
        "twice_yearly": [("First half", year.half(1)[1]), ("Second half", year.half(2)[1])],
        "yearly": [(str(year), year.last)],
    }
    return lasts.get(recurrence or "", [])


def around_meetings(
    anchor: Anchor, years: Years, meetings: list[MeetingRow], linked: frozenset[int], nation: str
) -> list[Due]:
    """Before or after each meeting of the anchor's body within the plan's years, or its one event."""
    when = "before" if anchor.direction == "before" else "after"
    if anchor.date:
        bodies = matching_bodies(anchor.body, {body for _, body, _ in meetings})
        named = [(key, day) for key, body, day in meetings if body in bodies and (key in linked or day == anchor.date)]
        key, day = named[0] if named else (None, anchor.date)
        return [Due("", due_around(anchor, day, nation), key)]
    if not anchor.each:
        return []
    bodies = matching_bodies(anchor.body, {body for _, body, _ in meetings})
    held = sorted((day, key, body) for key, body, day in meetings if body in bodies and day in years)
    return [Due(f"{when} {body} of {in_words(day)}", due_around(anchor, day, nation), key) for day, key, body in held]


def due_around(anchor: Anchor, day: date, nation: str) -> date:
    """The last working day before, or ten working days after, unless the words give days."""
    if anchor.direction == "before":
        return previous_working_day(day, nation) if anchor.days is None else day - timedelta(days=anchor.days)
    return add_working_days(day, DAYS_AFTER, nation) if anchor.days is None else day + timedelta(days=anchor.days)


def matching_bodies(wanted: str, bodies: set[str]) -> set[str]:
    """The bodies a plan's words mean: those of the same words, else the single one that holds or is held by them."""
    words = words_of(wanted)
    same = {body for body in bodies if words_of(body) == words}
    if same:
        return same
    near = {body for body in bodies if words and (words <= words_of(body) or words_of(body) <= words)}
    return near if len(near) == 1 else set()


def words_of(body: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", body.lower())) - WORDS_OF_NO_MEANING
