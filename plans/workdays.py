"""Working days: Monday to Friday but for the bank holidays of England and Wales. Pure, and no network."""

from datetime import date, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@cache
def named_bank_holidays(year: int) -> dict[date, str]:
    """The bank holidays of England and Wales in a calendar year, each with its name."""
    return dict(sorted(holidays.country_holidays("GB", subdiv="ENG", years=year).items()))


@cache
def bank_holidays(year: int) -> frozenset[date]:
    return frozenset(named_bank_holidays(year))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The working day so many working days after `day` (before it, if negative). `day` itself need not be one."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def previous_working_day(day: date) -> date:
    """The last working day before `day`."""
    return add_working_days(day, -1)


def next_working_day(day: date) -> date:
    """The first working day after `day`."""
    return add_working_days(day, 1)


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; 0 if `end` is not after `start`. Linear in whole weeks only."""
    weeks, _ = divmod(max((end - start).days, 0), 7)
    whole_weeks_end = start + timedelta(weeks=weeks)
    count = weeks * 5 - sum(
        day.weekday() < SATURDAY and start < day <= whole_weeks_end
        for year in range(start.year, whole_weeks_end.year + 1)
        for day in bank_holidays(year)
    )
    day = whole_weeks_end
    while day < end:
        day += ONE_DAY
        count += is_working_day(day)
    return count
