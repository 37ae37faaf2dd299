"""A council's date as one value: the words as written, and what they were understood to mean. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.event_words import moment_of
from plans.periods import in_words

KINDS = (
    "day month season year range recurring before_event after_event ongoing multiple unknown none".split()  # noqa: SIM905
)
RECURRENCES = {
    "daily": "every day",
    "weekly": "once in each week, by its Friday",
    "fortnightly": "once in each fortnight, by its Friday",
    "monthly": "once in each month, by its last day",
    "quarterly": "once in each quarter, by its last day",
    "termly": "once in each school term, by its last day",
    "three_yearly": "three times a year, once in each four months",
    "twice_yearly": "twice a year, once in each half",
    "yearly": "once in each financial year, by its last day",
}


@dataclass(frozen=True)
class Anchor:
    """What an event-relative date hangs on: a body's every meeting, or one event. `days` before or after, if said."""

    body: str
    each: bool
    direction: str
    days: int | None = None
    date: date | None = None

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "date": self.date.isoformat() if self.date else None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Anchor:
        return cls(**{**data, "date": date.fromisoformat(data["date"]) if data["date"] else None})


@dataclass(frozen=True)
class Timing:
    """One date. The deadline is `latest`. What is not understood has kind `unknown` and `needs_review`."""

    as_written: str
    kind: str
    earliest: date | None = None
    latest: date | None = None
    recurrence: str | None = None
    anchor: Anchor | None = None
    provisional: bool = False
    needs_review: bool = False
    note: str = ""
    parts: tuple[Timing, ...] = ()
    label: str = ""

    @property
    def is_dated(self) -> bool:
        """Does it say anything about when? (Tbc and a blank do not.)"""
        return self.kind not in ("unknown", "none")

    def is_unsettled(self, *, has_due_dates: bool) -> bool:
        """Is there nothing yet to hold anybody to: no date, one not understood, or an event that nobody knows?"""
        if not self.is_dated or self.needs_review:
            return True
        one_event = self.anchor is not None and not self.anchor.each and self.anchor.date is None
        return one_event and not has_due_dates

    def as_json(self) -> dict[str, Any]:
        """The shape that commands print and the database keeps; dates in ISO form."""
        data = {
            **vars(self),
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "latest": self.latest.isoformat() if self.latest else None,
            "anchor": self.anchor.as_json() if self.anchor else None,
            "parts": [part.as_json() | {"label": part.label} for part in self.parts],
        }
        if not self.label:
            del data["label"]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Timing:
        days = {name: date.fromisoformat(data[name]) if data.get(name) else None for name in ("earliest", "latest")}
        anchor = Anchor.from_json(data["anchor"]) if data.get("anchor") else None
        parts = tuple(cls.from_json(part) for part in data.get("parts", ()))
        return cls(**{**data, **days, "anchor": anchor, "parts": parts})

    def describe(self) -> str:
        """How it is understood, in words for a person."""
        words = describe(self)
        return f"{words}, provisional" if self.provisional and self.is_dated else words


def describe(timing: Timing) -> str:
    if timing.kind == "multiple":
        return "; ".join(f"{part.label}: {part.describe()}" if part.label else part.describe() for part in timing.parts)
    if timing.kind == "recurring":
        return RECURRENCES.get(timing.recurrence or "", "again and again: how often needs a decision")
    if timing.anchor:
        return describe_anchor(timing.anchor)
    if timing.kind == "ongoing":
        return "throughout the plan"
    if not timing.is_dated:
        return "not understood: kept as written" if timing.needs_review else "date still to be set"
    if timing.earliest and timing.earliest == timing.latest:
        return f"on {in_words(timing.earliest)}"
    if timing.earliest and timing.latest and f"{timing.earliest:%Y%m}" == f"{timing.latest:%Y%m}":
        return f"{timing.earliest.day} to {in_words(timing.latest)}"
    if timing.earliest and timing.latest:
        return f"{in_words(timing.earliest)} to {in_words(timing.latest)}"
    if timing.earliest:
        return f"from {in_words(timing.earliest)}"
    return f"by {in_words(timing.latest)}" if timing.latest else "date still to be set"


def describe_anchor(anchor: Anchor) -> str:
    what = anchor.body
    if anchor.each:
        what = f"each {what}" if moment_of(what, anchor.direction) else f"each {what} meeting"
    if anchor.date:
        what += f" of {in_words(anchor.date)}"
    if anchor.days is not None:
        return f"{anchor.days} days {anchor.direction} {what}"
    return (
        f"the last working day before {what}"
        if anchor.direction == "before"
        else f"within ten working days after {what}"
    )


def on_day(day: date) -> Timing:
    """A day as a date, written out."""
    return Timing(in_words(day), "day", day, day)
