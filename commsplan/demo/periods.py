"""The periods that the moved demo has behind it, closed, so that it shows what has changed since."""

from __future__ import annotations

from datetime import date

from people.models import User
from plans.models import Plan
from plans.periods import reported_periods
from plans.workdays import next_working_day
from reports.services.periods import close_period

CLOSED = 3


def close_periods(plan: Plan, *, by: User, today: date) -> None:
    """Close the last of the plan's periods, each on the working day after it, as it was known when it ended."""
    ended = [
        one
        for one in reported_periods(plan.years, plan.period_months)
        if next_working_day(one.last) <= today and one.kind == plan.Cycle(plan.cycle).period
    ]
    for period in ended[-CLOSED:]:
        close_period(plan=plan, period=period, by=by, on=next_working_day(period.last))
