"""What stands in a calendar: one entry a day and thing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plans.periods import in_words


class Kind(StrEnum):
    """In the order in which a day tells them."""

    POLLING = "polling day"
    NOTICE = "notice of election"
    HOLIDAY = "bank holiday"
    MEETING = "meeting"
    DEADLINE = "deadline of a paper"
    KEY_MILESTONE = "key milestone"
    DUE = "due"


@dataclass(frozen=True)
class Entry:
    """One thing of one day. `key` tells it from all others for good; `pk` is that of its action, meeting or election,
    `at` where a key milestone, or what an election holds, is read."""

    day: date
    kind: Kind
    title: str
    key: str = ""
    pk: int = 0
    about: str = ""
    is_delivered: bool = False
    is_missed: bool = False
    is_overdue: bool = False
    can_open: bool = False
    at: str = ""

    @property
    def state(self) -> str:
        """What is said of it under its title."""
        if self.kind == Kind.DUE:
            ended = "delivered" if self.is_delivered else "missed" if self.is_missed else ""
            return ended or ("overdue" if self.is_overdue else "due")
        ended = ", reached" if self.is_delivered else ", overdue" if self.is_overdue else ""
        return f"{self.kind}{ended}"


@dataclass(frozen=True)
class Period:
    """From the notice of an election to its polling day."""

    name: str
    first: date
    last: date

    def __str__(self) -> str:
        return f"{in_words(self.first)} to {in_words(self.last)} ({self.name})"
