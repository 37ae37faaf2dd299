"""How a date of a paper is saved, in words for whoever checks it. What is no date stands in its own words. Pure."""

from __future__ import annotations

from actions.timing import Timing

QUOTED = 120  # letters


def date_in_words(timing: Timing) -> str:
    """ "1 to 31 May 2026"; of words that say no day: “someday soonish”, kept as written: not understood as a date."""
    words = " ".join(timing.as_written.split())
    if timing.is_dated:
        return timing.describe()
    if not words or timing.kind == "none":
        return "no date: still to be set"
    words = words if len(words) <= QUOTED else f"{words[: QUOTED - 1].rstrip()}…"
    return f"“{words}”, kept as written: {'not understood as a date' if timing.needs_review else 'still to be set'}"
