"""Working days: Monday to Friday but for a nation's bank holidays. Pure, and no network.

A nation is "ENG" (England and Wales, whose holidays are the same), "SCT" or "NIR".
"""

from datetime import date, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5
ENGLAND = "ENG"


@cache
def bank_holidays(year: int, nation: str = ENGLAND) -> frozenset[date]:
    """The bank holidays of a calendar year."""
    return frozenset(named_holidays(year, nation))


@cache
def named_holidays(year: int, nation: str = ENGLAND) -> dict[date, str]:
    """{day: the holiday's name} of a calendar year."""
    return dict(holidays.country_holidays("GB", subdiv=nation, years=year))


def is_working_day(day: date, nation: str = ENGLAND) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year, nation)


def add_working_days(day: date, count: int, nation: str = ENGLAND) -> date:
    """The working day so many working days after `day` (before it, if negative). `day` itself need not be one."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day, nation)
    return day


def previous_working_day(day: date, nation: str = ENGLAND) -> date:
    """The last working day before `day`."""
    return add_working_days(day, -1, nation)


def next_working_day(day: date, nation: str = ENGLAND) -> date:
    """The first working day after `day`."""
    return add_working_days(day, 1, nation)


def working_days_between(start: date, end: date, nation: str = ENGLAND) -> int:
    """Working days after `start` up to and including `end`; 0 if `end` is not after `start`. Linear in whole weeks only."""
    weeks, _ = divmod(max((end - start).days, 0), 7)
    whole_weeks_end = start + timedelta(weeks=weeks)
    count = weeks * 5 - sum(
        day.weekday() < SATURDAY and start < day <= whole_weeks_end
        for year in range(start.year, whole_weeks_end.year + 1)
        for day in bank_holidays(year, nation)
    )
    day = whole_weeks_end
    while day < end:
        day += ONE_DAY
        count += is_working_day(day, nation)
    return count
