"""A calendar file (.ics, RFC 5545) as plain events: a day, a body and an identifier each; and why others were not read.

Nothing is saved here, and Django is not imported: it runs in a process with limits (`imports/sandbox.py`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

from imports.limits import Refused
from people.text import cleaned

LONDON = ZoneInfo("Europe/London")
CALENDAR_BYTES = 1024 * 1024
EVENTS = 500
BODY_CHARACTERS, UID_CHARACTERS = 120, 255
SKIPPED_SHOWN = 100
RARE_ENOUGH = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
BY_THE_CLOCK = {"BYHOUR", "BYMINUTE", "BYSECOND"}
# A wrong part of a file makes the libraries raise one of these; what else they might raise is a fault of theirs.
WRONG = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, NotImplementedError)
_NO_CALENDAR = "This is not a calendar file: it does not begin with BEGIN:VCALENDAR. Export the calendar as .ics."
_DAMAGED = "The calendar file is damaged or was cut short. Export it again and choose that copy."


@dataclass
class Found:
    """What has been read of a file so far."""

    events: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)
    outside: int = 0

    def skip(self, component: Component, why: str) -> None:
        self.skipped.append({"text": title_of(component)[:BODY_CHARACTERS] or "(no title)", "why": why})


def read_calendar(data: bytes, first: date, last: date) -> dict[str, Any]:
    """{"events": [{"uid", "body", "day", "cancelled"}], "skipped": [{"text", "why"}]}: the events of these days in order.

    Refused, with one sentence, for what is no calendar. Repeated events are counted out within the days; of more than EVENTS
    the earliest are read.
    """
    calendars = calendars_of(text_of(data))
    components = [component for calendar in calendars for component in calendar.walk("VEVENT")]
    if not components:
        raise Refused("The file is a calendar without events, so there is nothing to read.")
    found = Found()
    for series in by_uid(components):
        read_series(series, first, last, found)
    events = sorted(found.events, key=lambda event: (event["day"], event["body"], event["uid"]))
    skipped = found.skipped[:SKIPPED_SHOWN]
    if more := len(found.skipped) - len(skipped):
        skipped.append({"text": f"{more} more", "why": "They were not read for reasons such as those above."})
    if found.outside:
        why = f"Before {first.day} {first:%B %Y} or after {last.day} {last:%B %Y}, which is further off than is read."
        skipped.append({"text": f"{found.outside} event{'' if found.outside == 1 else 's'}", "why": why})
    if (more := len(events) - EVENTS) > 0:
        why = f"The first {EVENTS} in order of date were read. Export a shorter time to read the rest."
        skipped.append({"text": f"{more} later event{'' if more == 1 else 's'}", "why": why})
    return {"events": events[:EVENTS], "skipped": skipped}


def text_of(data: bytes) -> str:
    if len(data) > CALENDAR_BYTES:
        raise Refused("The file is larger than 1 MB, which is the limit for a calendar. Export a shorter time.")
    if not data.strip():
        raise Refused("The file is empty.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("The file is not text in UTF-8, as calendar files are. Export the calendar as .ics.") from None
    if "\0" in text:
        raise Refused("The file holds characters that no calendar file has. Export the calendar as .ics.")
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise Refused(_NO_CALENDAR)
    return text


def calendars_of(text: str) -> list[Calendar]:
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except WRONG:
        raise Refused(_DAMAGED) from None
    if not calendars or text.upper().count("BEGIN:VCALENDAR") > text.upper().count("END:VCALENDAR"):
        raise Refused(_DAMAGED)
    return calendars


def by_uid(components: list[Component]) -> Iterator[list[Component]]:
    """An event with the exceptions to it: those of one UID. One without a UID stands alone."""
    groups: dict[str, list[Component]] = {}
    for number, component in enumerate(components):
        uid = cleaned(str(component.get("UID", ""))).strip()
        groups.setdefault(f"u {uid}" if uid else f"n {number}", []).append(component)
    yield from groups.values()


def read_series(series: list[Component], first: date, last: date, found: Found) -> None:
    """One event, or all days of a repeated one."""
    repeats = any(name in component for component in series for name in ("RRULE", "RDATE", "RECURRENCE-ID"))
    try:
        if why := too_often(series):
            found.skip(series[0], why)
            return
        days = repeated(series, first, last) if repeats else series
        for component in days:
            take(component, first, last, found, repeats=repeats)
    except WRONG:
        found.skip(series[0], "Its date, or the rule by which it is repeated, cannot be understood.")


def too_often(series: list[Component]) -> str:
    """Why an event is repeated in a way that no meeting is; empty where it is not."""
    rules = [rule for component in series for rule in as_list(component.get("RRULE"))]
    for rule in rules:
        frequency = {str(one).upper() for one in as_list(rule.get("FREQ"))}
        by_the_clock = BY_THE_CLOCK & {str(part).upper() for part in rule}
        if not frequency <= RARE_ENOUGH or by_the_clock or 0 in as_list(rule.get("INTERVAL")):
            return "It is repeated within the day, as no meeting is."
    return ""


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def repeated(series: list[Component], first: date, last: date) -> list[Component]:
    """Its occurrences between the days."""
    calendar = Calendar()
    for component in series:
        calendar.add_component(component)
    return recurring_ical_events.of(calendar, components=["VEVENT"]).between(first, last + timedelta(days=1))


def take(component: Component, first: date, last: date, found: Found, *, repeats: bool) -> None:
    """Keep an event, or why it is none of a meeting's."""
    start, body = component.get("DTSTART"), title_of(component)
    if start is None:
        found.skip(component, "It has no date.")
    elif not body:
        found.skip(component, f"It is on {day_of(start.dt):%d/%m/%Y} and has no title that could name a body.")
    elif len(body) > BODY_CHARACTERS:
        found.skip(component, f"Its title has more than {BODY_CHARACTERS} characters, so it names no body.")
    elif not first <= (day := day_of(start.dt)) <= last:
        found.outside += 1
    else:
        is_cancelled = str(component.get("STATUS", "")).upper() == "CANCELLED"
        uid = identifier(component, repeats=repeats)
        found.events.append({"uid": uid, "body": body, "day": day.isoformat(), "cancelled": is_cancelled})


def title_of(component: Component) -> str:
    titles = as_list(component.get("SUMMARY")) or [""]
    return re.sub(r"\s+", " ", cleaned(str(titles[0]))).strip()


def day_of(moment: date) -> date:
    """The day in Britain: that of a moment elsewhere or in UTC is turned; a time without a place is taken as it stands."""
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(LONDON).date() if moment.tzinfo else moment.date()


def identifier(component: Component, *, repeats: bool) -> str:
    """What the file calls the event, and of a repeated one the day on which it was to be before anybody moved it."""
    uid = cleaned(str(component.get("UID", ""))).strip()
    if not uid:
        return ""
    if repeats and (recurrence := component.get("RECURRENCE-ID")):
        uid = f"{uid} {day_of(recurrence.dt).isoformat()}"
    return uid if len(uid) <= UID_CHARACTERS else hashlib.sha256(uid.encode()).hexdigest()
