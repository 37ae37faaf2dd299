"""How a date is understood that is written for a campaign, and what is asked of one that gives nobody a day. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from actions.event_words import Event
from actions.recurrence import due_dates
from actions.timing import parse_timing
from actions.timing_value import Timing
from plans.periods import FinancialYear, Years, in_words
from plans.workdays import ENGLAND

NOBODY = "so nobody would be reminded of it."
EITHER = "or tick to keep it as written."


@dataclass(frozen=True)
class Around:
    """The years of the plan, and the first and last day of the work, as far as anybody has said."""

    years: Years
    first: date | None = None
    last: date | None = None

    @property
    def days(self) -> str:
        """4 January 2027 to 31 March 2027; empty where there is no first day."""
        words = [in_words(day) for day in (self.first, self.last) if day]
        return " to ".join(dict.fromkeys(words)) if self.first else ""

    def timing(self, text: str) -> Timing:
        """What the words mean in the plan. A date without a year is of the work's own days, where these hold it once."""
        written = parse_timing(text, self.years)
        if self.first is None or is_settled(parse_timing(text)):
            return written
        years = Years(FinancialYear.containing(self.first), FinancialYear.containing(self.last or self.first))
        found = [one for one in by_year(text, years) if self.touches(one)]
        return found[0] if len(found) == 1 else written

    def touches(self, timing: Timing) -> bool:
        """Does it fall within the days of the work, each part of it?"""
        if timing.parts:
            return all(self.touches(part) for part in timing.parts)
        held = timing.anchor.date if timing.anchor else None
        days = [day for day in (timing.earliest, timing.latest, held) if day]
        if self.first is None or not days:
            return False
        return min(days) <= (self.last or self.first) and max(days) >= self.first

    def question(self, timing: Timing, events: Iterable[Event] = (), nation: str = ENGLAND) -> str:
        """What is asked before such a date is kept, in sentences; empty where it gives a day, or says itself that there is
        none yet (a blank, Tbc)."""
        text = timing.as_written
        if not timing.is_dated and not timing.needs_review:
            return ""
        if is_settled(timing):
            if due_dates(timing, self.years, events, nation=nation):
                return ""
            return f"“{text}” gives no day (it is understood as {timing.describe()}), {NOBODY} Mend it, {EITHER}"
        if timing.is_dated:
            return f"“{text}” does not say how often, {NOBODY} Mend it, {EITHER}"
        if by_year(text, self.years):
            return f"“{text}” may be of one year or another, {NOBODY} Write its year too, {EITHER}"
        return f"“{text}” is not understood as a date, {NOBODY} Mend it, {EITHER}"


def is_settled(timing: Timing) -> bool:
    return timing.is_dated and not timing.needs_review


def by_year(text: str, years: Years) -> list[Timing]:
    """What the words mean in each of these years by itself, where they mean anything."""
    found = (parse_timing(text, Years(year, year)) for year in years)
    return [one for one in found if is_settled(one)]
