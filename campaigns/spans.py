"""On which days the things of an action may go out: the bounds of every due date. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Protocol

from actions.recurrence import due_dates
from actions.timing_value import Timing
from campaigns.guard import Span, was_late
from plans.periods import Years

MONTHS = {"monthly": 1, "quarterly": 3, "twice_yearly": 6, "yearly": 12, "three_yearly": 4}
TERMS = {7: 4, 12: 4, 3: 3}  # month a school term ends in: how many months it has
DAYS = {"weekly": 7, "fortnightly": 14}


class DueDate(Protocol):
    """A due date as the register keeps it."""

    pk: int
    label: str
    due: date
    shift: int
    is_milestone: bool
    delivered_on: date | None
    missed_on: date | None


def spans_of(
    timing: Timing, years: Years, due: Iterable[DueDate], named: Collection[int] = (), *, on: date | None = None
) -> list[Span]:
    """The bounds of each due date that is open; of what has none (ongoing, daily, from some day on) those of its date.

    A due date that was moved by itself has a day (`named`: the keys of those moved back to where they were). Milestones
    are work on the way, and nothing that goes out. What is open on `on` though its day has passed is late,
    unless it is one of a series.
    """
    starts = starts_of(timing, years)
    # What goes on all the time does so whatever was delivered of it when it still had a day.
    found = list(undated(timing, years))
    for one in due:
        if one.is_milestone:
            continue
        if one.delivered_on or one.missed_on:
            continue
        is_a_day = one.shift or one.pk in named or one.due not in starts
        # An edition of a series whose day has passed is gone: the next one goes out instead.
        late_on = on if timing.kind != "recurring" and was_late(one.due, on) else None
        found.append(Span(one.due if is_a_day else starts[one.due], one.due, one.label, one.pk, late_on))
    return found


def undated(timing: Timing, years: Years) -> Iterator[Span]:
    """What goes on all the time, or from some day, and is due on none."""
    for part in timing.parts or (timing,):
        if part.kind == "ongoing" or part.recurrence == "daily":
            # A plan that is not closed goes on beyond its years, and so does this.
            latest = None if part.latest == years.last_day else part.latest
            yield Span(part.earliest or years.first_day, latest, part.label)
        elif part.is_dated and part.earliest and part.latest is None and not part.anchor:
            yield Span(part.earliest, None, part.label)


def starts_of(timing: Timing, years: Years) -> dict[date, date]:
    """{day a thing is due: first day on which it may go out}, for every day the timing itself asks for."""
    found: dict[date, date] = {}
    for part in timing.parts or (timing,):
        if part.kind == "recurring":
            days = {one.due: start_of_edition(part.recurrence or "", one.due) for one in due_dates(part, years)}
        elif part.anchor or part.latest is None:
            continue  # what hangs on an event has its day
        else:
            days = {part.latest: part.earliest or min(years.first_day, part.latest)}
        for day, start in days.items():
            found[day] = min(start, found.get(day, start))
    return found


def start_of_edition(recurrence: str, due: date) -> date:
    """The first day of the week, month, quarter … that ends on a day."""
    if recurrence in DAYS:
        return due - timedelta(days=DAYS[recurrence] - 1)
    months = MONTHS.get(recurrence) or TERMS.get(due.month, 1)
    first = due.year * 12 + due.month - months
    return date(first // 12, first % 12 + 1, 1)
