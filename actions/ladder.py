"""The ladder of reminders: on which working day each rung is reached, and which one a person should have heard by now.

Pure. Never compares a day with `==`: a run that comes late finds what is lacking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from plans.workdays import ENGLAND, add_working_days, is_working_day, previous_working_day

STALE_AFTER = timedelta(days=7)  # a rung is not told more than a week late; a later rung of the same date still is
FURTHEST = timedelta(days=60)  # no rung lies further from its due date: thirty working days with every holiday
ON_THE_DAY = "on-the-day"


@dataclass(frozen=True)
class Ladder:
    """Working days from the due date at which a person is told, in order: negative before it, 0 on it.

    From `escalates_at` on the director above is told too (None: never).
    """

    offsets: tuple[int, ...]
    escalates_at: int | None = None
    nation: str = ENGLAND

    def steps(self, due: date) -> list[tuple[str, date]]:
        """(rung, the working day on which it is reached). The due day falls back to the working day before it."""
        return [(rung_of(offset), self.day(offset, due)) for offset in self.offsets]

    def day(self, offset: int, due: date) -> date:
        if offset:
            return add_working_days(due, offset, self.nation)
        return due if is_working_day(due, self.nation) else previous_working_day(due, self.nation)

    def day_of(self, rung: str, due: date) -> date:
        """The working day on which a rung is reached. It may be one that the plan has given up since."""
        return self.day(offset_of(rung), due)

    def lacking(
        self, due: date, *, told: set[str], on: date, wanted: int | None = None
    ) -> tuple[str | None, list[str]]:
        """(the rung to tell now, the earlier ones it supersedes). None where nothing is lacking or it comes too late.

        `wanted`: the first offset this person is told at, where they decline the earlier ones or only hear the later.
        """
        reached = [
            (rung, day) for rung, day in self.steps(due) if day <= on and (wanted is None or offset_of(rung) >= wanted)
        ]
        if not reached:
            return None, []
        last, day = reached[-1]
        latest_told = max((offset_of(rung) for rung in told), default=min(self.offsets) - 1)
        if latest_told >= offset_of(last) or on - day > STALE_AFTER:
            return None, []
        return last, [rung for rung, _ in reached[:-1] if rung not in told]


def rung_of(offset: int) -> str:
    """The name of the rung so many working days from the date: before-14, on-the-day, overdue-5."""
    if offset == 0:
        return ON_THE_DAY
    return f"before-{-offset}" if offset < 0 else f"overdue-{offset}"


def offset_of(rung: str) -> int:
    if rung == ON_THE_DAY:
        return 0
    side, _, count = rung.rpartition("-")
    return -int(count) if side == "before" else int(count)
