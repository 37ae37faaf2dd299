"""School holidays of the demo's councils around today, much as schools in Kent have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from campaigns.models import SchoolHoliday
from people.models import Organisation
from plans.workdays import named_holidays

BEFORE, AHEAD = timedelta(days=30), timedelta(days=400)  # how far around today
A_WEEK, TWO_WEEKS = timedelta(days=4), timedelta(days=13)  # Monday to Friday; Monday to the Sunday after next


class Closed(NamedTuple):
    """Days on which schools are closed, both included."""

    name: str
    first: date
    last: date


def keep_school_holidays(councils: Iterable[Organisation], *, today: date) -> None:
    """Enter those of each council that are not in its register yet."""
    for council in councils:
        for closed in holidays_around(today):
            SchoolHoliday.objects.get_or_create(
                organisation=council, name=closed.name, first=closed.first, defaults={"last": closed.last}
            )


def holidays_around(today: date) -> list[Closed]:
    """From those that have just ended to those of the summer or Christmas after next."""
    years = (today.year - 1, today.year, today.year + 1, today.year + 2)
    every = [one for year in years for one in holidays_of(year)]
    return [one for one in every if one.last >= today - BEFORE and one.first <= today + AHEAD]


def holidays_of(year: int) -> Iterator[Closed]:
    """Those that begin in a calendar year."""
    half_term = monday_from(date(year, 2, 13))
    yield Closed("February half term", half_term, half_term + A_WEEK)
    good_friday = next(day for day, name in named_holidays(year).items() if name == "Good Friday")
    yield Closed("Easter holidays", good_friday, good_friday + timedelta(days=14))
    half_term = monday_from(date(year, 5, 25))
    yield Closed("May half term", half_term, half_term + A_WEEK)
    yield Closed("Summer holidays", monday_from(date(year, 7, 20)), date(year, 8, 31))
    half_term = monday_from(date(year, 10, 24))
    yield Closed("October half term", half_term, half_term + A_WEEK)
    christmas = monday_from(date(year, 12, 19))
    yield Closed("Christmas holidays", christmas, christmas + TWO_WEEKS)


def monday_from(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=-day.weekday() % 7)
