"""Financial years, their quarters and halves, and the periods a plan is reported by. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

EARLIEST_YEAR, LATEST_YEAR = 1974, 2100  # the present councils date from 1974
Bounds = tuple[date, date]


def month_bounds(year: int, month: int, months: int = 1) -> Bounds:
    """First and last day of so many months from the given one; the 13th is the January after."""
    start = year * 12 + month - 1
    end = start + months
    return date(start // 12, start % 12 + 1, 1), date(end // 12, end % 12 + 1, 1) - timedelta(days=1)


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


def example_day(today: date, years: Years | None = None) -> date:
    """A day for a form to give as an example: one to come, of the plan's years as long as any of theirs is, and in June
    rather than in another last month of a quarter."""
    start = max(today, years.first_day) if years else today
    ahead = [date(year, month, 12) for year in (start.year, start.year + 1) for month in (3, 6, 9, 12)]
    ahead = [day for day in ahead if day > start]
    fitting = [day for day in ahead if years and day in years] or ahead
    return next((day for day in fitting if day.month == 6), fitting[0])


def examples(day: date) -> tuple[str, str, str]:
    """A day, its month and its quarter, as people write them: 12 June 2027, June 2027, Q1 2027/28."""
    year = FinancialYear.containing(day)
    number = next(n for n in (1, 2, 3, 4) if year.quarter(n)[0] <= day <= year.quarter(n)[1])
    return in_words(day), f"{day:%B %Y}", f"Q{number} {year}"


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


def period_of(day: date, *, months: int) -> Bounds:
    """The month, quarter, half or whole of the financial year (1, 3, 6 or 12 months) that a day is in."""
    year = FinancialYear.containing(day)
    since_april = (day.year - year.start_year) * 12 + day.month - 4
    return month_bounds(year.start_year, 4 + since_april // months * months, months)


def period_end(day: date, *, months: int) -> date:
    """The last day of the period a day is in: the day it closes."""
    return period_of(day, months=months)[1]


def last_period_end(day: date, *, months: int) -> date:
    """The last day of the period before the one a day is in."""
    return period_of(day, months=months)[0] - timedelta(days=1)


@dataclass(frozen=True, order=True)
class ReportedPeriod:
    """A period that is closed and reported: `name` is "2015/16", "2015/16-H1", "2015/16-Q1" or "2015-06"."""

    last: date
    first: date
    name: str

    def __str__(self) -> str:
        """June 2015; April to June 2015; October 2015 to March 2016; April 2015 to March 2016."""
        if "/" not in self.name:
            return f"{self.first:%B %Y}"
        year = "" if self.first.year == self.last.year else f" {self.first.year}"
        return f"{self.first:%B}{year} to {self.last:%B %Y}"

    @property
    def kind(self) -> str:
        """Month, quarter, half-year or year."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return {1: "month", 3: "quarter", 6: "half-year", 12: "year"}[months]


REPORTED = re.compile(
    r"(?P<year>\d{4}/\d\d)(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])))?|(?P<month>\d{4}-(?:0[1-9]|1[0-2]))"
)


def reported_period(text: str) -> ReportedPeriod:
    """Read 2015/16, 2015/16-H1, 2015/16-Q1 or 2015-06.

    Raises:
        ValueError: with a sentence.
    """
    match = REPORTED.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"“{text}” is not a period. Write it as 2015/16, 2015/16-H1, 2015/16-Q1 or 2015-06.")
    if match["month"]:
        year, month = map(int, match["month"].split("-"))
        if not EARLIEST_YEAR <= year < LATEST_YEAR:
            raise ValueError(f"“{text}” is a month of a year that no plan covers.")
        first, last = month_bounds(year, month)
    else:
        within = FinancialYear.parse(match["year"])
        half, quarter = match["half"], match["quarter"]
        first, last = within.first, within.last
        if half or quarter:
            first, last = within.half(int(half)) if half else within.quarter(int(quarter))
    return ReportedPeriod(last, first, match[0])


def reported_periods(years: Years, months: int) -> list[ReportedPeriod]:
    """The periods of so many months in the years, their half-years and the years themselves, by their last day, the
    longer of two that end together last."""
    names: list[str] = []
    for year in years:
        quarters = [f"{year}-Q{number}" for number in range(1, 5)] if months == 3 else []
        single = [f"{year.month(number)[0]:%Y-%m}" for number in range(1, 13)] if months == 1 else []
        names += [*single, *quarters, f"{year}-H1", f"{year}-H2", str(year)]
    found = map(reported_period, names)
    return sorted(found, key=lambda one: (one.last, -one.first.toordinal()))


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
