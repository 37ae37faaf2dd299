"""How much of a communications team's work is planned ahead: the proactive share, by count and by hours.

Pure. Sevenoaks aims at 80%. A piece of work is a brief that was approved, a media enquiry, or an emergency; the last two
always answer something. Shares are exact fractions, and nothing is rounded before it is compared. Work of which nobody
has said how long it took counts in number and not in hours, and is counted beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

TARGET = 80  # per cent
MONTHS = 12
NO_TEAM = "No team said"


@dataclass(frozen=True)
class Work:
    """One piece of work: what it is, the day it was decided on or came in, who does it, how long it takes."""

    kind: str
    pk: int
    title: str
    on: date
    team: str
    hours: Decimal | None
    is_proactive: bool

    @property
    def team_said(self) -> str:
        return self.team or NO_TEAM


@dataclass(frozen=True)
class Share:
    """Of some work: how much there is, how much of it was planned ahead, by count and by hours."""

    count: int = 0
    proactive: int = 0
    hours: Decimal = Decimal(0)
    proactive_hours: Decimal = Decimal(0)
    without_hours: int = 0

    @property
    def by_count(self) -> Fraction | None:
        """In per cent; None where there was no work."""
        return Fraction(100 * self.proactive, self.count) if self.count else None

    @property
    def by_hours(self) -> Fraction | None:
        return Fraction(100 * Fraction(self.proactive_hours), 1) / Fraction(self.hours) if self.hours else None

    @property
    def reactive(self) -> int:
        return self.count - self.proactive


def share_of(works: Iterable[Work]) -> Share:
    works = list(works)
    timed = [work for work in works if work.hours is not None]
    return Share(
        len(works),
        sum(work.is_proactive for work in works),
        sum((work.hours for work in timed if work.hours), Decimal(0)),
        sum((work.hours for work in timed if work.hours and work.is_proactive), Decimal(0)),
        len(works) - len(timed),
    )


def is_reached(share: Fraction | None) -> bool | None:
    return None if share is None else share >= TARGET


def shares_by_team(works: Iterable[Work]) -> dict[str, Share]:
    """{team: its share}, by name; work of no team said last."""
    teams: dict[str, list[Work]] = {}
    for work in works:
        teams.setdefault(work.team_said, []).append(work)
    return {team: share_of(teams[team]) for team in sorted(teams, key=lambda name: (name == NO_TEAM, name.casefold()))}


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def months_until(last: date, count: int = MONTHS) -> list[tuple[date, date]]:
    """[(first day, last day)] of so many whole months, the last of which holds the day; the oldest first."""
    found = []
    first = last.replace(day=1)
    for _ in range(count):
        found.append((first, date.fromordinal(_next_month(first).toordinal() - 1)))
        first = date.fromordinal(first.toordinal() - 1).replace(day=1)
    return found[::-1]
