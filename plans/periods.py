"""Financial years, their quarters and halves, and the periods a plan is reported by. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

EARLIEST_YEAR, LATEST_YEAR = 1974, 2100  # the present councils date from 1974
Bounds = tuple[date, date]


def month_bounds(year: int, month: int, months: int = 1) -> Bounds:
    """First and last day of so many months from the given one."""
    end = year * 12 + month - 1 + months
    return date(year, month, 1), date(end // 12, end % 12 + 1, 1) - timedelta(days=1)


def in_words(day: date) -> str:
    """31 March 2016."""
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True, order=True)
class FinancialYear:
    """1 April to 31 March, named by the calendar year it starts in."""

    start_year: int

    def __str__(self) -> str:
        return f"{self.start_year}/{(self.start_year + 1) % 100:02d}"

    @property
    def slug(self) -> str:
        """As it stands in an address: 2013-14."""
        return str(self).replace("/", "-")

    @property
    def first(self) -> date:
        return date(self.start_year, 4, 1)

    @property
    def last(self) -> date:
        return date(self.start_year + 1, 3, 31)

    def quarter(self, number: int) -> Bounds:
        """Bounds of Q1 (April to June) to Q4 (January to March)."""
        return month_bounds(self.start_year + (number == 4), (number % 4) * 3 + 1, 3)

    def half(self, number: int) -> Bounds:
        """Bounds of H1 (April to September) or H2 (October to March)."""
        return month_bounds(self.start_year, 4 if number == 1 else 10, 6)

    def month(self, number: int) -> Bounds:
        """Bounds of its first month (April) to its twelfth (March)."""
        return month_bounds(self.start_year + (number > 9), (number + 2) % 12 + 1)

    def periods(self, each: str) -> list[str]:
        """The year, its quarters or its months: "2013/14", "2013/14-Q1", or "2013/14-M01", which is April 2013."""
        if each == "year":
            return [str(self)]
        return (
            [f"{self}-Q{n}" for n in range(1, 5)] if each == "quarter" else [f"{self}-M{n:02d}" for n in range(1, 13)]
        )

    @classmethod
    def containing(cls, day: date) -> FinancialYear:
        return cls(day.year if day.month >= 4 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> FinancialYear:
        """Read 2015/16, 2015-16 or 2015/2016.

        Raises:
            ValueError: with a sentence.
        """
        match = re.fullmatch(r"(\d{4})[/-](\d{2}|\d{4})", text.strip())
        if match and int(match[2]) % 100 == (int(match[1]) + 1) % 100 and EARLIEST_YEAR <= int(match[1]) < LATEST_YEAR:
            return cls(int(match[1]))
        raise ValueError(f"“{text}” is not a financial year. Write it as 2015/16.")


@dataclass(frozen=True)
class Years:
    """The financial years a plan covers, first to last."""

    first: FinancialYear
    last: FinancialYear

    def __iter__(self) -> Iterator[FinancialYear]:
        return (FinancialYear(year) for year in range(self.first.start_year, self.last.start_year + 1))

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"

    @property
    def first_day(self) -> date:
        return self.first.first

    @property
    def last_day(self) -> date:
        return self.last.last

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def at(self, day: date) -> FinancialYear:
        """The year that a day is in, or the nearest."""
        return min(max(FinancialYear.containing(day), self.first), self.last)

    @property
    def target_periods(self) -> list[str]:
        """For what a measure may have a target: "2013/14-Q1" to "2013/14-Q4", "2013/14", and the year after, "2014/15"."""
        quarters = [f"{year}-Q{number}" for year in self for number in (1, 2, 3, 4)]
        return [*quarters, *map(str, self), str(FinancialYear(self.last.start_year + 1))]


PERIOD = re.compile(r"(\d{4}/\d\d)(?:-Q([1-4])|-M(0[1-9]|1[0-2]))?")


def read_period(period: str) -> tuple[FinancialYear, str, int]:
    """The year of "2013/14-Q1", that it is a "quarter" (else "month" or "year"), and which.

    Raises:
        ValueError: with a sentence.
    """
    match = PERIOD.fullmatch(period)
    if not match:
        raise ValueError(f"“{period}” is not a period. Write it as 2013/14, 2013/14-Q1 or 2013/14-M01.")
    year, quarter, month = FinancialYear.parse(match[1]), match[2], match[3]
    return (year, "quarter", int(quarter)) if quarter else (year, "month", int(month)) if month else (year, "year", 1)


def bounds_of(period: str) -> Bounds:
    """First and last day of a period such as "2013/14-Q1"."""
    year, each, number = read_period(period)
    if each == "year":
        return year.first, year.last
    return year.quarter(number) if each == "quarter" else year.month(number)


def period_in_words(period: str) -> str:
    """April 2013, Q1 2013/14, 2013/14."""
    year, each, number = read_period(period)
    if each == "month":
        return f"{year.month(number)[0]:%B %Y}"
    return f"Q{number} {year}" if each == "quarter" else str(year)


def quarter_of(month: str) -> str:
    """The quarter that a month is in: "2013/14-Q1" of "2013/14-M03"."""
    year, _, number = read_period(month)
    return f"{year}-Q{(number + 2) // 3}"


def period_of(day: date, *, is_quarterly: bool) -> Bounds:
    """The month, or the quarter of the financial year, that a day is in."""
    if is_quarterly:
        year = FinancialYear.containing(day)
        return next(bounds for bounds in map(year.quarter, (1, 2, 3, 4)) if bounds[0] <= day <= bounds[1])
    return month_bounds(day.year, day.month)


def period_end(day: date, *, is_quarterly: bool) -> date:
    """The last day of the period a day is in: the day it closes."""
    return period_of(day, is_quarterly=is_quarterly)[1]


def last_period_end(day: date, *, is_quarterly: bool) -> date:
    """The last day of the period before the one a day is in."""
    return period_of(day, is_quarterly=is_quarterly)[0] - timedelta(days=1)


MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? (?=(?:the )?\d)", re.IGNORECASE
)
WRITTEN_YEAR = re.compile(
    rf"(?P<iso>\b(?P<iso_year>(?:19|20)\d\d)(?=-\d\d-\d\d\b))"
    rf"|\b(?P<first>(?:19|20)\d\d)(?:(?P<to>[/-])(?P<last>\d\d)\b(?![-/]))?(?![\d])"
    rf"|(?P<month>\b(?:{MONTHS})\.? )(?P<short>\d\d)\b(?![/:.]\d)"
    rf"|(?P<numeric>\b\d{{1,2}}(?P<by>[/.])\d{{1,2}}(?P=by))(?P<ending>\d\d)\b(?!\d)",
    re.IGNORECASE,
)


def years_on(text: str, years: int) -> str:
    """A text with the years it names moved on: "May 2015", "2015/16", "April 13", "12/01/15" and 2015-01-12 alike.

    The name of a weekday before a day goes, as it is another one in another year. A text without a year stays.
    """

    def later(match: re.Match[str]) -> str:
        if match["iso"]:
            return str(int(match["iso_year"]) + years)
        if match["first"]:
            to = f"{match['to']}{(int(match['last']) + years) % 100:02d}" if match["to"] else ""
            return f"{int(match['first']) + years}{to}"
        digits = match["short"] or match["ending"]
        return f"{match['month'] or match['numeric']}{(int(digits) + years) % 100:02d}"

    moved = WRITTEN_YEAR.sub(later, text) if years else text
    return WEEKDAY.sub("", moved) if moved != text else text
