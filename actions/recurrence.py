"""The due dates of an action: which days a timing asks for within a plan's years. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from actions.event_words import MEETING, Event, Key, meant_by
from actions.timing_value import Anchor, Timing
from plans.periods import FinancialYear, Years, in_words, month_bounds
from plans.workdays import ENGLAND, add_working_days, previous_working_day

DAYS_AFTER = 10  # working days after a meeting, unless the words say otherwise
FRIDAY = 4


@dataclass(frozen=True)
class Due:
    """One due date: its label among its kind ("" for a one-off), and the meeting or election it hangs on."""

    label: str
    due: date
    event: Key | None = None


def due_dates(
    timing: Timing,
    years: Years,
    events: Iterable[Event] = (),
    linked: frozenset[Key] = frozenset(),
    nation: str = ENGLAND,
) -> list[Due]:
    """Every due date in order. Daily, ongoing and open-ended dates have none.

    `linked` are the events that a date naming one event by its day already hangs on: it follows them.
    """
    events = list(events)
    if timing.kind == "multiple":
        found = [
            Due(" ".join(filter(None, (part.label, due.label))), due.due, due.event)
            for part in timing.parts
            for due in due_dates(part, years, events, linked, nation)
        ]
        return sorted(told_apart(found), key=lambda due: due.due)
    if timing.kind == "recurring":
        return list(editions(timing.recurrence, years))
    if timing.anchor:
        return around_events(timing.anchor, years, events, linked, nation)
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


def around_events(anchor: Anchor, years: Years, events: list[Event], linked: frozenset[Key], nation: str) -> list[Due]:
    """Before or after each meeting of the anchor's body, or each election, within the plan's years; or its one event.

    Several events of the same words on one day (the polls of two partner councils) are one due date.
    """
    when = "before" if anchor.direction == "before" else "after"
    meant = meant_by(anchor.body, anchor.direction, events)
    if anchor.date:
        named = [event for event in meant if event.key in linked or event.day == anchor.date]
        key, day = (named[0].key, named[0].day) if named else (None, anchor.date)
        return [Due("", due_around(anchor, day, nation), key)]
    # One that was moved out of the plan's years (a slip of the pen, perhaps) keeps what hangs on it.
    near = [event for event in meant if event.day in years or event.key in linked]
    held = [event for event in near if anchor.each or event.moment != MEETING]
    dues: dict[str, Due] = {}
    for event in sorted(held, key=lambda event: (event.day, event.key)):
        label = f"{when} {event.in_words}"
        dues.setdefault(label, Due(label, due_around(anchor, event.day, nation), event.key))
    return list(dues.values())


def due_around(anchor: Anchor, day: date, nation: str) -> date:
    """The last working day before, or ten working days after, unless the words give days."""
    if anchor.direction == "before":
        return previous_working_day(day, nation) if anchor.days is None else day - timedelta(days=anchor.days)
    return add_working_days(day, DAYS_AFTER, nation) if anchor.days is None else day + timedelta(days=anchor.days)
