"""What each form of a single council date means: bounds, or None where the words contradict each other or the plan.

Then nothing is guessed. Which text has which form is the table in `timing_grammar`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from actions.timing_words import (
    MONTH_NUMBERS,
    MONTH_PARTS,
    SEASONS,
    TERMS,
    WEEKDAY_NUMBERS,
    YEAR_PARTS,
)
from plans.periods import EARLIEST_YEAR, LATEST_YEAR, FinancialYear, Years, month_bounds

DAYS_OF_A_MONTH = 31
FRIDAY = 4
ORDINALS = {"fir": 1, "sec": 2, "thi": 3, "fou": 4}


@dataclass(frozen=True)
class Span:
    """What a form found: its kind and its bounds."""

    kind: str
    earliest: date
    latest: date
    provisional: bool = False


Match = re.Match[str]
Meaning = Callable[[Match, Years | None], Span | None]


def full_year(digits: str, years: Years | None) -> int | None:
    """2015 for 2015 or 15. Two digits are read into the century that lies nearer the plan; no year is beyond 1974–2100."""
    year = int(digits)
    if len(digits) == 2:
        near = years.first.start_year if years else 2020
        year = min((1900 + year, 2000 + year), key=lambda candidate: abs(candidate - near))
    return year if EARLIEST_YEAR <= year <= LATEST_YEAR else None


def real_day(year: int | None, month: int, day: int, weekday: str | None) -> date | None:
    """The day, if there is one and it is the weekday named."""
    try:
        found = date(year or 0, month, day)
    except ValueError:
        return None
    return None if weekday and WEEKDAY_NUMBERS[weekday] != found.weekday() else found


def one_day(found: date | None) -> Span | None:
    return Span("day", found, found) if found else None


def day_month_year(match: Match, years: Years | None) -> Span | None:
    month = MONTH_NUMBERS[match["month"]] if "month" in match.re.groupindex else int(match["m"])
    weekday = match["weekday"] if "weekday" in match.re.groupindex else None
    return one_day(real_day(full_year(match["year"], years), month, int(match["day"]), weekday))


def day_month(match: Match, years: Years | None) -> Span | None:
    """A day without a year is understood only where the plan's years hold it once."""
    candidates = candidate_days(years, MONTH_NUMBERS[match["month"]], int(match["day"]), match["weekday"])
    return one_day(candidates[0]) if len(candidates) == 1 else None


def candidate_days(years: Years | None, month: int, day: int, weekday: str | None) -> list[date]:
    found = [real_day(year.start_year + (month < 4), month, day, weekday) for year in years or ()]
    return [candidate for candidate in found if candidate]


def week_ending(match: Match, years: Years | None) -> Span | None:
    """A week ends on its Friday, Saturday or Sunday; one that does not is somebody's slip."""
    found = day_month_year(match, years) if match["year"] else day_month(match, years)
    if found is None or found.latest.weekday() < FRIDAY:
        return None
    return Span("range", found.latest - timedelta(days=found.latest.weekday()), found.latest)


def week_commencing(match: Match, years: Years | None) -> Span | None:
    """A week runs from Monday to Sunday; one that does not commence on a Monday is somebody's slip."""
    found = day_month_year(match, years) if match["year"] else day_month(match, years)
    if found is None or found.earliest.weekday() != 0:
        return None
    return Span("range", found.earliest, found.earliest + timedelta(days=6))


def month_year(match: Match, years: Years | None) -> Span | None:
    month = MONTH_NUMBERS[match["month"]] if "month" in match.re.groupindex else int(match["m"])
    year = full_year(match["year"], years)
    if year is None or not 1 <= month <= 12:
        return None
    return Span("month", *month_bounds(year, month))


def month_and_two_digits(match: Match, years: Years | None) -> Span | None:
    """April 13 is April 2013, never 13 April; where the plan's years contradict that, it is nobody's guess."""
    found = month_year(match, years)
    if found and int(match["year"]) <= DAYS_OF_A_MONTH and (years is None or found.earliest not in years):
        return None
    return found


def month_alone(match: Match, years: Years | None) -> Span | None:
    return month_in_plan(MONTH_NUMBERS[match["month"]], years)


def month_in_plan(month: int, years: Years | None) -> Span | None:
    if years is None or years.first != years.last:
        return None
    return Span("month", *month_bounds(years.first.start_year + (month < 4), month))


def part_of_month(match: Match, years: Years | None) -> Span | None:
    month = MONTH_NUMBERS[match["month"]]
    year = full_year(match["year"], years) if match["year"] else None
    whole = (
        Span("month", *month_bounds(year, month)) if year else None if match["year"] else month_in_plan(month, years)
    )
    if whole is None:
        return None
    first, last = MONTH_PARTS[match["part"]]
    return Span(
        "range", whole.earliest.replace(day=first), whole.latest.replace(day=last) if last else whole.latest, True
    )


def part_of_year(match: Match, years: Years | None) -> Span | None:
    year = full_year(match["year"], years)
    return Span("range", *month_bounds(year, *YEAR_PARTS[match["part"]]), True) if year else None


def financial_year(match: Match, years: Years | None) -> Span | None:
    try:
        year = FinancialYear.parse(match["fy"])
    except ValueError:
        return None
    return Span("year", year.first, year.last)


def calendar_year(match: Match, years: Years | None) -> Span | None:
    year = full_year(match["year"], years)
    return Span("year", date(year, 1, 1), date(year, 12, 31)) if year else None


def only_year(match: Match, years: Years | None) -> FinancialYear | None:
    """The financial year said, or the plan's only one."""
    if match["fy"]:
        start, divider, end = re.split(r"([/-])", match["fy"])
        try:
            return FinancialYear.parse(f"{full_year(start, years)}{divider}{end}")
        except ValueError:
            return None
    return years.first if years and years.first == years.last else None


def quarter(match: Match, years: Years | None) -> Span | None:
    year = only_year(match, years)
    return Span("range", *year.quarter(ORDINALS.get(match["number"][:3]) or int(match["number"][0]))) if year else None


def end_of_quarter(match: Match, years: Years | None) -> Span | None:
    """Its last month, as nobody's diary has the day."""
    found = quarter(match, years)
    return Span("range", found.latest.replace(day=1), found.latest, True) if found else None


def end_of_year(match: Match, years: Years | None) -> Span | None:
    """The last days of the financial year, as the end of a month is."""
    year = only_year(match, years)
    return Span("range", year.last.replace(day=MONTH_PARTS["end"][0]), year.last, True) if year else None


def half(match: Match, years: Years | None) -> Span | None:
    year = only_year(match, years)
    number = {"first": 1, "second": 2}.get(match["number"]) or int(match["number"])
    return Span("range", *year.half(number)) if year else None


def season(match: Match, years: Years | None) -> Span | None:
    """Seasons are provisional: nobody's diary has them. Spring falls into two financial years, so it takes a year."""
    first, months = SEASONS[match["season"]]
    if match["fy"]:
        year = only_year(match, years)
        start = year.start_year + (first < 4) if year else None
    elif match["year"]:
        start = full_year(match["year"], years)
    else:
        start = years.first.start_year if years and years.first == years.last and match["season"] != "spring" else None
    return Span("season", *month_bounds(start, first, months), True) if start else None


def term(match: Match, years: Years | None) -> Span | None:
    first, months = TERMS[match["season"]]
    start = full_year(match["year"], years) if match["year"] else None
    if not match["year"] and (year := only_year(match, years)):
        start = year.start_year + (first < 4)
    return Span("season", *month_bounds(start, first, months), True) if start else None


def days_of_one_month(match: Match, years: Years | None) -> Span | None:
    """3 to 7 June."""
    month, numbers = MONTH_NUMBERS[match["month"]], (int(match["first"]), int(match["last"]))
    if match["year"]:
        days = [real_day(full_year(match["year"], years), month, number, None) for number in numbers]
    else:
        found = [candidate_days(years, month, number, None) for number in numbers]
        days = [candidates[0] if len(candidates) == 1 else None for candidates in found]
    first, last = days
    return Span("range", first, last) if first and last and first < last else None


def months_of_one_year(match: Match, years: Years | None) -> Span | None:
    """April to June 2015. The year is that of the end: November to January 2015 begins in 2014."""
    year = full_year(match["year"], years)
    first, last = MONTH_NUMBERS[match["first"]], MONTH_NUMBERS[match["month"]]
    if year is None or first == last:
        return None
    return Span("range", month_bounds(year - (first > last), first)[0], month_bounds(year, last)[1])
