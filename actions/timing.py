"""Understanding dates as councils write them.

The words are always kept. What cannot be understood, or contradicts itself or the plan, is `unknown` and marked for
review: a wrong date is worse than none. The forms of a single date are the table in `timing_grammar`; here they are
qualified (by, from, ?), repeated, hung on meetings, and taken apart where a cell holds several. Linear in the length
of the text, of which no more than LONGEST characters are looked at.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import islice

from actions.timing_forms import Span
from actions.timing_grammar import understand
from actions.timing_value import Anchor, Timing
from actions.timing_words import (
    AMBIGUOUS_OFTEN,
    ANYTHING_DATED,
    HOW_OFTEN,
    NO_DATE,
    NOTHING_YET,
    NUMBERS,
    THROUGHOUT,
)
from plans.periods import Years

__all__ = ["Anchor", "Timing", "parse_timing"]

LONGEST = 400
MOST_QUALIFIED = 4
NOTES_TRIED = 4
DASHES = re.compile(r"[\u2010-\u2015\u2212]")
SPACES = re.compile(r"\s+")
MAYBE = re.compile(
    r"(?:provisionally|provisional|possibly|probably|likely|expected|approximately|approx\.?|circa|around) (?P<rest>.+)"
)
CLOCK = re.compile(r"(?P<rest>.+?),? (?:at )?(?P<clock>\d{1,2}(?:[.:]\d{2})? ?[ap]\.?m\.?|\d{1,2}:\d{2})")
LATEST = re.compile(r"(?P<rest>.+?),? at the latest")
YEAR_BEHIND = re.compile(r".*?(?P<year>\d{4})(?P<rest>[/-]\d{2,4})?")
WITHOUT_YEAR = re.compile(r"\D*|(?:the )?\d{1,2}(?:st|nd|rd|th)? \D+|q ?\d|\D+ term")
DOUBT = re.compile(r"(.{1,200}?) ?(?:\?+|\(\?\)|[-,]? ?\(?(?:tbc|tba|to be confirmed|provisional)\)?\.?)")
LABELLED = re.compile(r"(?:^|(?<= ))([A-Z][A-Za-z]{2,30}(?: \d{1,2})?) - (?=\S)")
NOTE = re.compile(r" - |, (?=[a-z])|; | ?\(|: | as part of | in time for | to coincide with ")
RELATIVE = re.compile(
    r"(?:(?P<count>\d{1,3}|one|two|three|four|five|six|eight|ten) (?P<unit>days?|weeks?) )?"
    r"(?P<direction>prior to|before|ahead of|in advance of|following|after)(?P<each> each| every)? (?:the )?(?P<body>\S.{0,100})"
)
BEFORE = ("prior to", "before", "ahead of", "in advance of")
MEETING = re.compile(r" meetings?$")
PLURAL = re.compile(r" meetings$")
BY = re.compile(
    r"(?:to be completed |completed |complete |due |delivered )?(?:by|no later than|not later than)(?: the)? (?P<rest>.+)"
)
FROM = re.compile(
    r"(?:from|starting|starting from|starting in|commencing|beginning in|not before|ongoing from|on-going from) (?P<rest>.+?)"
    r"(?: onwards?)?"
)
ONWARDS = re.compile(r"(?P<rest>.+?)(?: onwards?|,? ?(?:-|to|then|and)? ?(?:ongoing|on-going))")
DIVIDERS = {name: re.compile(name) for name in (" / ", ";", ", and |, | and ", "/")}
IN = re.compile(r"(?:in|during|on|due|due in|for) (?P<rest>.+)")


def parse_timing(text: str, years: Years | None = None) -> Timing:
    """What a date as written means in a plan for those financial years. Never raises; always keeps the words."""
    if len(text) > LONGEST:
        return Timing(text, "unknown", needs_review=True)
    plain = SPACES.sub(" ", DASHES.sub("-", text.replace("\u2019", "'"))).strip(" .,;")
    return replace(
        read_labelled(plain, years)
        or read_whole(plain, years)
        or read_with_note(plain, years)
        or read_several(text, plain, years)
        or unknown(),
        as_written=text,
    )


def unknown() -> Timing:
    return Timing("", "unknown", needs_review=True)


def read_whole(plain: str, years: Years | None) -> Timing | None:
    """The whole text as one date, or None."""
    low = plain.lower()
    if low in NO_DATE:
        return Timing(plain, "none")
    if low in NOTHING_YET or not low.strip("?"):
        return Timing(plain, "unknown")
    if low in THROUGHOUT:
        return Timing(plain, "ongoing", *((years.first_day, years.last_day) if years else (None, None)))
    if low in AMBIGUOUS_OFTEN:
        return Timing(plain, "recurring", needs_review=True)
    if low in HOW_OFTEN:
        return Timing(plain, "recurring", recurrence=HOW_OFTEN[low])
    if relative := read_relative(plain, years):
        return relative
    return read_dated(low, years)


def read_dated(low: str, years: Years | None, depth: int = 0) -> Timing | None:
    """A date with what qualifies it. A contradiction is answered as not understood, so that nothing else is tried.

    Nobody qualifies a date more than MOST_QUALIFIED times ("from by about …"), and reading stops there.
    """
    if depth > MOST_QUALIFIED:
        return None
    if match := DOUBT.fullmatch(low) or MAYBE.fullmatch(low):
        found = read_dated(match[1].strip(), years, depth + 1)
        return replace(found, provisional=True) if found and found.is_dated else found
    if match := CLOCK.fullmatch(low):
        found = read_dated(match["rest"], years, depth + 1)
        return replace(found, note=match["clock"]) if found and found.kind == "day" else None
    if match := BY.fullmatch(low) or LATEST.fullmatch(low):
        found = read_dated(match["rest"], years, depth + 1)
        return replace(found, earliest=None) if found and found.latest else found
    if match := FROM.fullmatch(low) or ONWARDS.fullmatch(low):
        span_found = read_range(match["rest"], years) or read_dated(match["rest"], years, depth + 1)
        if span_found and span_found.kind == "range" and " to " in match["rest"]:
            return span_found
        return replace(span_found, kind="range", latest=None) if span_found and span_found.earliest else span_found
    if match := IN.fullmatch(low):
        return read_dated(match["rest"], years, depth + 1)
    span, has_form = understand(low, years)
    if span:
        return as_timing(low, span)
    return unknown() if has_form else read_range(low, years)


def as_timing(text: str, span: Span) -> Timing:
    return Timing(text, span.kind, span.earliest, span.latest, provisional=span.provisional)


def read_range(low: str, years: Years | None) -> Timing | None:
    """From one date to another: April 2013 - March 2014."""
    dividers = (" and ",) if low.startswith("between ") else (" - ", " to ", " until ", "-")
    for divider in dividers:
        first_text, found, last_text = low.removeprefix("between ").partition(divider)
        if not found:
            continue
        last, _ = understand(last_text.strip(), years)
        first = before(first_text.strip(), last_text.strip(), last, years)
        if first and last:
            if first.earliest > last.latest:
                return unknown()
            return Timing(low, "range", first.earliest, last.latest, provisional=first.provisional or last.provisional)
    return None


def before(text: str, last_text: str, last: Span | None, years: Years | None) -> Span | None:
    """What begins a range. Without a year of its own it takes the one behind: Nov - Jan 2015 begins in 2014."""
    behind = YEAR_BEHIND.fullmatch(last_text)
    if last is None or behind is None or not WITHOUT_YEAR.fullmatch(text):
        return understand(text, years)[0]
    found = understand(f"{text} {behind['year']}{behind['rest'] or ''}", years)[0]
    if found and found.earliest > last.latest and not behind["rest"]:
        found = understand(f"{text} {int(behind['year']) - 1}", years)[0]
    return found or understand(text, years)[0]


def read_relative(plain: str, years: Years | None) -> Timing | None:
    """Before or after a meeting, every meeting of a body, or an event: following Cabinet 12 Nov 2025."""
    match = RELATIVE.fullmatch(plain.lower())
    if match is None:
        return None
    direction = "before" if match["direction"] in BEFORE else "after"
    body = plain[match.start("body") :].strip()
    each = bool(match["each"]) or PLURAL.search(body) is not None
    held, name = event_day(body, years)
    if held is None and ANYTHING_DATED.search(body.lower()):
        return None  # "before March 2016" is not an event
    count = match["count"]
    days = None
    if count:
        days = (NUMBERS.get(count) or int(count)) * (7 if match["unit"].startswith("week") else 1)
    kind = "before_event" if direction == "before" else "after_event"
    return Timing(plain, kind, anchor=Anchor(MEETING.sub("", name) if each else name, each, direction, days, held))


def event_day(body: str, years: Years | None) -> tuple[date | None, str]:
    """(the day at the end of the words, the words before it)."""
    words = body.split(" ")
    for start in range(1, len(words)):
        span, _ = understand(" ".join(words[start:]).lower().removeprefix("on "), years)
        if span and span.kind == "day":
            return span.latest, " ".join(words[:start]).removesuffix(" on").strip(" ,-")
    return None, body


def read_with_note(plain: str, years: Years | None) -> Timing | None:
    """A date with a remark behind it: May 2015 – as part of induction. A remark with dates of its own is no remark."""
    for match in islice(NOTE.finditer(plain), NOTES_TRIED):
        head, note = plain[: match.start()].strip(), plain[match.start() :].strip(" -,;:()")
        found = read_whole(head, years)
        if found is None or not found.is_dated or found.needs_review:
            continue
        recurring_seasons = found.kind == "recurring"
        if ANYTHING_DATED.search(note.lower()) and not recurring_seasons:
            return None
        return replace(found, note=note)
    return None


def read_labelled(plain: str, years: Years | None) -> Timing | None:
    """Several dates, each under its own label: Agenda - prior to each … Minutes - following each …"""
    marks = list(LABELLED.finditer(plain))
    if len(marks) < 2 or marks[0].start() != 0:
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(plain)]
    parts = []
    for mark, end in zip(marks, ends, strict=True):
        words = plain[mark.end() : end].strip(" /;,")
        found = read_whole(words, years)
        if found is None or not found.is_dated or found.needs_review:
            return None
        parts.append(replace(found, label=mark[1], as_written=words))
    return Timing(plain, "multiple", parts=tuple(parts))


def read_several(text: str, plain: str, years: Years | None) -> Timing | None:
    """Several dates in one cell without labels, one a line or divided by / ; , or 'and'."""
    divided = [line for line in text.splitlines() if line.strip()]
    for pieces in (divided, *(DIVIDERS[name].split(plain) for name in DIVIDERS)):
        if len(pieces) < 2:
            continue
        words = [SPACES.sub(" ", DASHES.sub("-", piece)).strip(" .,;") for piece in pieces]
        found = [read_labelled_piece(piece, years) for piece in with_the_year_behind(words)]
        if all(part is not None and part.is_dated and not part.needs_review for part in found):
            if words != with_the_year_behind(words) and not in_order(found):
                return unknown()  # November and January 2015: of which year is the first?
            return Timing(
                plain, "multiple", parts=tuple(replace(p, as_written=w) for p, w in zip(found, words, strict=True) if p)
            )
    return None


def with_the_year_behind(words: list[str]) -> list[str]:
    """Of several dates those without a year take that of the last: May and November 2013 are both of 2013."""
    behind = YEAR_BEHIND.fullmatch(words[-1])
    if behind is None:
        return words
    year = f"{behind['year']}{behind['rest'] or ''}"
    return [f"{word} {year}" if word and WITHOUT_YEAR.fullmatch(word.lower()) else word for word in words]


def in_order(parts: list[Timing | None]) -> bool:
    days = [part.latest for part in parts if part and part.latest]
    return days == sorted(days)


def read_labelled_piece(piece: str, years: Years | None) -> Timing | None:
    """One of several: a date, or a label and a date (Phase 1 - January 2004)."""
    if found := read_whole(piece, years):
        return found
    for divider in (" - ", ": "):
        label, divided, rest = piece.partition(divider)
        if divided and (found := read_whole(rest, years)):
            return replace(found, label=label)
    return None
