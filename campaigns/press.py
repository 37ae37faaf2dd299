"""What the press office counts: how long an answer took, and KCC's three media figures by month, quarter and year.

Pure. Shares are exact fractions in per cent, and nothing is rounded before it is compared: 79.6% against 80% is not
reached. A period in which nothing was logged has no figure, neither 100% nor 0%.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from plans.periods import FinancialYear, bounds_of, quarter_of, read_period
from plans.rag import Rag
from surveys.rag import plain_colour
from surveys.statistics import in_full, per_cent

MENTIONS, REGIONAL, ANSWERED = "mentions", "regional", "answered"
POSITIVE, NEUTRAL, NEGATIVE = "positive", "neutral", "negative"
NATIONAL_REACH, REGIONAL_REACH = "national", "regional"
HOURS = 24  # KCC 2013/14: every call is answered within 24 hours
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def deadline_of(received: datetime, hours: int) -> datetime:
    """So many hours as they pass; on the clock it is another time where summer time begins or ends between them."""
    return received.astimezone(UTC) + timedelta(hours=hours)


def took(received: datetime, answered: datetime) -> timedelta:
    """The time that passed. Two times of one zone are subtracted by the clock on the wall, so both go to UTC first."""
    return answered.astimezone(UTC) - received.astimezone(UTC)


def is_late(due: datetime, answered: datetime | None, now: datetime) -> bool:
    """Answered after its deadline, or still open past it. On the minute of the deadline it is in time."""
    return (answered or now) > due


def is_same_minute(one: datetime, other: datetime) -> bool:
    """Are they the same as a form shows them, to the minute?"""
    first, second = (moment.astimezone(UTC).replace(second=0, microsecond=0) for moment in (one, other))
    return first == second


def in_words(span: timedelta) -> str:
    """25 minutes, 3 hours, 2 days 4 hours: as much of a time as somebody in a hurry wants to know."""
    minutes = int(abs(span).total_seconds()) // 60
    if minutes < 1:
        return "less than a minute"
    days, hours = divmod(minutes // 60, 24)
    if days:
        return " ".join(filter(None, [many(days, "day"), many(hours, "hour") if hours else ""]))
    return many(hours, "hour") if hours else many(minutes, "minute")


def many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def standing_in_words(received: datetime, due: datetime, answered: datetime | None, now: datetime) -> str:
    """How an enquiry stands against its deadline, in a sentence without its full stop."""
    if answered is None:
        over = took(due, now)
        return f"Late: {in_words(over)} past its deadline" if is_late(due, None, now) else f"{in_words(over)} left"
    late = f"Answered late, by {in_words(took(due, answered))}" if is_late(due, answered, now) else "Answered in time"
    return f"{late}, {in_words(took(received, answered))} after it came"


@dataclass(frozen=True)
class Piece:
    """One piece of coverage."""

    on: date
    tone: str
    reach: str


@dataclass(frozen=True)
class Call:
    """One enquiry, its moments by the clock of the council."""

    received: datetime
    answered: datetime | None = None


@dataclass(frozen=True)
class Targets:
    """What the figures are held to. `mentions` is a month's; the shares are per cent; `hours` what a call is given."""

    mentions: int = 10
    regional: Decimal = Decimal(80)
    answered: Decimal = Decimal(100)
    hours: int = HOURS


@dataclass(frozen=True)
class Tally:
    """What was logged in a period. `counted` calls are those that are answered or out of time: what may still be answered
    in time (`waiting`) counts neither way yet."""

    pieces: int = 0
    mentions: int = 0
    regional: int = 0
    regional_good: int = 0
    counted: int = 0
    in_time: int = 0
    waiting: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))


def tally_of_piece(piece: Piece) -> Tally:
    is_regional = piece.reach == REGIONAL_REACH
    return Tally(
        pieces=1,
        mentions=piece.reach == NATIONAL_REACH and piece.tone == POSITIVE,
        regional=is_regional,
        regional_good=is_regional and piece.tone in (POSITIVE, NEUTRAL),
    )


def tally_of_call(call: Call, hours: int, now: datetime) -> Tally:
    allowed = timedelta(hours=hours)
    if call.answered is None:
        is_over = took(call.received, now) > allowed
        return Tally(counted=is_over, waiting=not is_over)
    return Tally(counted=1, in_time=took(call.received, call.answered) <= allowed)


@dataclass(frozen=True)
class Figure:
    """One of the three figures for a period: so many (`base` None), or so many of so many.

    `count` None: nothing was logged that it could be counted from. `is_running`: the period has not ended.
    """

    key: str
    period: str
    count: int | None
    base: int | None
    target: Fraction
    is_running: bool = False
    waiting: int = 0

    @property
    def is_share(self) -> bool:
        return self.key != MENTIONS

    @property
    def value(self) -> Fraction | None:
        """The number, or the share in per cent; None where there is nothing to count."""
        if self.count is None:
            return None
        return Fraction(100 * self.count, self.base) if self.base else Fraction(self.count)

    @property
    def rag(self) -> Rag | None:
        """Green at the target, red beyond it by more than the usual tolerance. What is still being counted up says
        nothing against the target of the whole period, unless it has reached it."""
        if self.value is None:
            return None
        found = plain_colour(self.value, self.target, None)
        return None if self.is_running and not self.is_share and found != Rag.GREEN else found

    @property
    def words(self) -> str:
        """12, 83.3%, or a dash. Of a share as many decimals as it takes not to touch a target it misses."""
        if self.value is None:
            return "–"
        return f"{in_full(per_cent(self.value / 100, self.target / 100))}%" if self.is_share else str(self.count)

    @property
    def counted(self) -> str:
        """What of it was counted: 5 positive or neutral."""
        kinds = {MENTIONS: "positive", REGIONAL: "positive or neutral", ANSWERED: "in time"}
        return f"{self.count} {kinds[self.key]}"

    @property
    def held_to(self) -> str:
        return f"{in_full(self.target)}{'%' if self.is_share else ''}"

    @property
    def note(self) -> str:
        """What is to be said beside it."""
        empty = {MENTIONS: "no coverage", REGIONAL: "no regional coverage", ANSWERED: "no enquiries"}
        waiting = f"{self.waiting} still to be answered in time" if self.waiting else ""
        if self.count is None:
            return waiting or empty[self.key]
        return ", ".join(filter(None, ["so far" if self.is_running else "", waiting]))


def figures_of(tally: Tally, period: str, targets: Targets, *, is_running: bool) -> dict[str, Figure]:
    """The three figures of one period, by key."""
    months = MONTHS[read_period(period)[1]]
    mentions = Figure(
        MENTIONS,
        period,
        tally.mentions if tally.pieces else None,
        None,
        Fraction(targets.mentions * months),
        is_running,
    )
    regional = share(REGIONAL, period, tally.regional_good, tally.regional, targets.regional, is_running)
    answered = share(ANSWERED, period, tally.in_time, tally.counted, targets.answered, is_running, tally.waiting)
    return {one.key: one for one in (mentions, regional, answered)}


def share(key: str, period: str, count: int, base: int, target: Decimal, is_running: bool, waiting: int = 0) -> Figure:
    return Figure(key, period, count if base else None, base or None, Fraction(target), is_running, waiting)


def year_of_figures(
    year: FinancialYear, pieces: Iterable[Piece], calls: Iterable[Call], targets: Targets, *, now: datetime
) -> dict[str, dict[str, Figure]]:
    """{period: {key: figure}} of the months, quarters and the year, as far as they have begun. Quarter and year are
    counted up, never averaged."""
    tallies = {period: Tally() for period in periods_of(year)}
    logged = [(piece.on, tally_of_piece(piece)) for piece in pieces]
    logged += [(call.received.date(), tally_of_call(call, targets.hours, now)) for call in calls]
    for day, found in logged:
        if year.first <= day <= year.last:
            month = month_of(year, day)
            for period in (month, quarter_of(month), str(year)):
                tallies[period] += found
    today = now.date()
    return {
        period: figures_of(tally, period, targets, is_running=bounds_of(period)[1] >= today)
        for period, tally in tallies.items()
        if bounds_of(period)[0] <= today
    }


def periods_of(year: FinancialYear) -> list[str]:
    """As a table has them: three months, their quarter, and so on, and the year."""
    months, found = year.periods("month"), []
    for number, quarter in enumerate(year.periods("quarter")):
        found += [*months[3 * number : 3 * number + 3], quarter]
    return [*found, str(year)]


def month_of(year: FinancialYear, day: date) -> str:
    return year.periods("month")[(day.month - 4) % 12]
