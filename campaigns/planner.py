"""The delivery plan as it is drawn: twelve months, lanes, and what stands in each, packed so that nothing lies over another.

Pure. A month is drawn in six parts, so that every month is as wide as another and a move by a week can be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import ceil
from typing import NamedTuple

from plans.periods import in_words, month_bounds

MONTHS, PARTS = 12, 6
COLUMNS = MONTHS * PARTS
LINE, LONGEST = 24, 16  # characters of one line of words, and the most columns that words are given
A_COLUMN, A_SIGN = 1.75, 2  # characters that a column has room for, and the columns that a sign takes


class By(StrEnum):
    CAMPAIGN = "campaign"
    CHANNEL = "channel"
    TEAM = "team"


BY = {By.CAMPAIGN: "Campaign", By.CHANNEL: "Channel", By.TEAM: "Team"}
NONE = {By.CAMPAIGN: "No campaign", By.CHANNEL: "No channel", By.TEAM: "No team named"}


class Named(NamedTuple):
    pk: int
    name: str


class Away(NamedTuple):
    """Days to mind: school holidays, or from the notice of an election to its polling day."""

    name: str
    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.name}, {in_words(self.first)} to {in_words(self.last)}"

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True)
class Due:
    """One due date of an action. `first` is the day its work begins, where it takes more than one; `lane` is the lane it
    stands in, as the page is drawn. `is_public`: it speaks to the public."""

    pk: int
    action: int
    title: str
    due: date
    first: date | None = None
    as_written: str = ""
    campaign: Named | None = None
    channel: Named | None = None
    capacity: int | None = None
    team: str = ""
    owner: str = ""
    audiences: frozenset[str] = frozenset()
    is_public: bool = False
    is_delivered: bool = False
    is_overdue: bool = False
    can_move: bool = False
    lane: str = ""

    @property
    def status(self) -> str:
        return "delivered" if self.is_delivered else "overdue" if self.is_overdue else "due"

    @property
    def channel_name(self) -> str:
        return self.channel.name if self.channel else ""


@dataclass(frozen=True)
class Run:
    """A campaign from its first day to its last, which may be the same."""

    pk: int
    title: str
    first: date
    last: date
    team: str = ""
    finished: date | None = None

    @property
    def days(self) -> str:
        """4 Jan to 31 Mar: in its own lane a campaign need not say its name again."""
        last = f" to {in_short(self.last)}" if self.last != self.first else ""
        return self.told(f"{in_short(self.first)}{last}")

    def told(self, words: str) -> str:
        """With the day it was finished, if it is."""
        return f"{words}, finished {in_short(self.finished)}" if self.finished else words


def in_short(day: date) -> str:
    return f"{day.day} {day:%b}"


@dataclass(frozen=True)
class Year:
    """Twelve months from the first of one."""

    first: date

    @property
    def months(self) -> list[date]:
        return [month_bounds(self.first.year, self.first.month + number)[0] for number in range(MONTHS)]

    @property
    def last(self) -> date:
        return month_bounds(self.first.year, self.first.month, MONTHS)[1]

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def moved(self, months: int) -> date:
        """The first day so many months on, or back."""
        return month_bounds(self.first.year, self.first.month + months)[0]

    def column(self, day: date) -> int:
        """Where a day stands, from 1 to COLUMNS; what lies outside stands at the edge."""
        day = min(max(day, self.first), self.last)
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        return months * PARTS + min((day.day - 1) // 5, PARTS - 1) + 1


@dataclass(frozen=True)
class Mark:
    """Something drawn in a lane: its words from column `start` over `span` columns of a row, its line or sign from `at`
    over `length` of these. `is_before`: the words stand before the sign, as beyond it there is no room."""

    words: str
    first: date
    last: date
    start: int
    span: int
    at: int
    length: int
    row: int = 1
    is_before: bool = False
    due: Due | None = None
    run: Run | None = None

    @property
    def is_point(self) -> bool:
        return self.first == self.last

    @property
    def when(self) -> str:
        return in_words(self.last) if self.is_point else f"{in_words(self.first)} to {in_words(self.last)}"


@dataclass
class Lane:
    name: str
    marks: list[Mark] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(mark.due is not None for mark in self.marks)


def room_for(words: str) -> int:
    """How many columns words take; long ones are broken into two lines or more."""
    lines = ceil(len(words) / LINE)
    longest = ceil(len(words) / lines) + (2 if lines > 1 else 0)
    return min(ceil(longest / A_COLUMN) + A_SIGN, LONGEST)


def mark_of(year: Year, words: str, first: date, last: date, **of: Due | Run) -> Mark:
    begins, ends = year.column(first), year.column(last)
    room = max(room_for(words), ends - begins + 1)
    is_before = begins + room - 1 > COLUMNS
    start = max(1, ends - room + 1) if is_before else begins
    length = ends - begins + 1
    return Mark(words, first, last, start, room, begins - start + 1, length, is_before=is_before, **of)  # type: ignore[arg-type]


def packed(marks: Sequence[Mark]) -> list[Mark]:
    """Each in the first row in which it lies over no other, in the order of the days."""
    taken: list[list[tuple[int, int]]] = []
    found = []
    for mark in sorted(marks, key=lambda one: (one.run is None, one.first, one.last, one.words)):
        begins, ends = mark.start, mark.start + mark.span - 1
        free = (row for row, spans in enumerate(taken) if all(ends < first or begins > last for first, last in spans))
        row = next(free, len(taken))
        if row == len(taken):
            taken.append([])
        taken[row].append((begins, ends))
        found.append(Mark(**{**vars(mark), "row": row + 1}))
    return found


def lane_of(due: Due, by: By) -> str:
    names = {
        By.CAMPAIGN: due.campaign.name if due.campaign else "",
        By.CHANNEL: due.channel_name,
        By.TEAM: due.team,
    }
    return names[by] or NONE[by]


def lanes(year: Year, by: By, dues: Iterable[Due], runs: Iterable[Run]) -> list[Lane]:
    """What is drawn: a lane for each campaign, channel or team, the earliest first, what has none last. Campaigns run
    along the top of their lane."""
    marks: dict[str, list[Mark]] = {}
    for run in runs:
        if by == By.CHANNEL or run.last < year.first or run.first > year.last:
            continue
        name, words = (run.title, run.days) if by == By.CAMPAIGN else (run.team or NONE[by], run.told(run.title))
        marks.setdefault(name, []).append(mark_of(year, words, run.first, run.last, run=run))
    for due in dues:
        if due.due in year:
            first = due.first or due.due
            marks.setdefault(lane_of(due, by), []).append(mark_of(year, due.title, first, due.due, due=due))
    found = [Lane(name, packed(of_lane)) for name, of_lane in marks.items()]
    return sorted(found, key=lambda lane: (lane.name == NONE[by], min(mark.first for mark in lane.marks), lane.name))


def days_to_mind(year: Year, away: Iterable[Away]) -> list[Mark]:
    """School holidays and pre-election periods of these months, as they are drawn above the lanes."""
    shown = [one for one in away if one.last >= year.first and one.first <= year.last]
    return packed([mark_of(year, one.name, one.first, one.last) for one in shown])


def first_of(text: str, today: date) -> date:
    """The first day of a month written as 2026-11; of this month, where it is no month."""
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        asked = today
    return asked.replace(day=1)
