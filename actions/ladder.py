"""The ladder of reminders: on which working day each rung is reached, and which one a person should have heard by now.

Pure. Never compares a day with `==`: a run that comes late finds what is lacking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from plans.workdays import add_working_days, is_working_day, previous_working_day

STALE_AFTER = timedelta(days=7)  # a rung is not told more than a week late; a later rung of the same date still is

# rung -> working days from the due date; the due day itself falls back to the working day before it.
LADDER = (("before-14", -14), ("before-3", -3), ("on-the-day", 0), ("overdue-5", 5), ("overdue-10", 10))
FURTHEST = timedelta(days=35)  # no rung lies further from its due date: fifteen working days with every holiday


@dataclass(frozen=True)
class Step:
    """A rung and the day it is told."""

    rung: str
    day: date


def ladder(due: date) -> list[Step]:
    """Every rung for a due date, in the order of their days."""
    on_the_day = due if is_working_day(due) else previous_working_day(due)
    return [Step(rung, add_working_days(due, offset) if offset else on_the_day) for rung, offset in LADDER]


def day_of(rung: str, due: date) -> date:
    """The working day on which a rung is reached for a due date."""
    return next(step.day for step in ladder(due) if step.rung == rung)


def lacking(due: date, *, told: set[str], on: date) -> tuple[str | None, list[str]]:
    """(the rung to tell now, the earlier ones it supersedes). None where nothing is lacking or it comes too late."""
    reached = [step for step in ladder(due) if step.day <= on]
    if not reached or reached[-1].rung in told or on - reached[-1].day > STALE_AFTER:
        return None, []
    return reached[-1].rung, [step.rung for step in reached[:-1] if step.rung not in told]
