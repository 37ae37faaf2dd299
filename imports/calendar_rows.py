"""What a calendar file would change: each of its events beside the meetings that are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q

from actions.event_words import moment_of, words_of
from actions.services.meetings import Sitting
from people.models import Organisation
from plans.models import Meeting
from plans.periods import in_words

YEARS_BACK, YEARS_ON = 2, 3
BODIES = {"committee", "panel", "board", "group", "forum", "council", "cabinet", "party"}


class State(StrEnum):
    NEW = "New"
    MOVED = "Moved"
    RENAMED = "Renamed"
    KEPT = "Already kept"
    CANCELLED = "Cancelled"
    TWICE = "Twice in the file"
    CLASH = "Not possible"


@dataclass(frozen=True)
class Row:
    """One event of the file, what importing it would do, and the kept meeting that it is."""

    number: int
    body: str
    day: date
    uid: str
    state: State
    why: str = ""
    meeting: Meeting | None = None
    is_ticked: bool = False

    @property
    def can_be_ticked(self) -> bool:
        return self.state in (State.NEW, State.MOVED, State.RENAMED)

    def sitting(self, versions: dict[str, int]) -> Sitting:
        """It as the services take it, at the version of its meeting that was shown."""
        version = versions.get(str(self.meeting.pk), 0) if self.meeting else 1
        return Sitting(self.body, self.day, self.uid, self.meeting, version)


def window(on: date) -> tuple[date, date]:
    """The days of which events are read."""
    return date(on.year - YEARS_BACK, 1, 1), date(on.year + YEARS_ON, 12, 31)


def compare(events: list[dict[str, Any]], organisation: Organisation, *, on: date) -> list[Row]:
    """A row for each event, in one query."""
    days, uids = {event["day"] for event in events}, {event["uid"] for event in events if event["uid"]}
    known = list(Meeting.objects.filter(Q(date__in=days) | Q(uid__in=uids), organisation=organisation).order_by("pk"))
    by_uid = {meeting.uid: meeting for meeting in known if meeting.uid}
    by_day = {(meeting.body.casefold(), meeting.date): meeting for meeting in known}
    seen: set[tuple[str, date]] = set()
    told_apart: set[str] = set()  # a file may give two events one identifier; the second then has none
    rows = []
    for number, event in enumerate(events):
        body, day = event["body"], date.fromisoformat(event["day"])
        event = event | {"uid": "" if event["uid"] in told_apart else event["uid"]}
        told_apart.add(event["uid"])
        place = (body.casefold(), day)
        state, why, meeting = state_of(event, place, by_uid.get(event["uid"]), by_day.get(place), is_seen=place in seen)
        if not event["cancelled"]:
            seen.add(place)
        may_be_election = state == State.NEW and is_polling(body)
        if may_be_election:
            why = "If it is an election, add it under Elections, with the day of its notice."
        is_ticked = state in (State.NEW, State.MOVED, State.RENAMED) and day >= on and not may_be_election
        rows.append(Row(number, body, day, event["uid"], state, why, meeting, is_ticked))
    return rows


def is_polling(body: str) -> bool:
    """Does the title speak of an election, and of no body that sits?"""
    return bool(moment_of(body, "after")) and not words_of(body) & BODIES


def state_of(
    event: dict[str, Any], place: tuple[str, date], same: Meeting | None, there: Meeting | None, *, is_seen: bool
) -> tuple[State, str, Meeting | None]:
    """What importing the event would do, why, and to which meeting: `same` has its identifier, `there` its place."""
    if event["cancelled"]:
        stays = "It is kept here all the same: remove it under Meetings, if it is not held." if same or there else ""
        return State.CANCELLED, stays, same or there
    if is_seen:
        return State.TWICE, "The body meets once a day here.", None
    if same is None:
        return (State.KEPT, "", there) if there else (State.NEW, "", None)
    if there and there != same:
        return State.CLASH, f"It was on {in_words(same.date)}, and the body meets on the new day already.", None
    if (same.body.casefold(), same.date) == place:
        return State.KEPT, "", same
    if same.date == place[1]:
        return State.RENAMED, f"It was called {same.body}.", same
    return State.MOVED, f"It was on {same.date:%A} {in_words(same.date)}.", same


def sittings(rows: list[Row], ticked: Collection[int], versions: dict[str, int]) -> list[Sitting]:
    """The ticked rows, and those kept already that the file can from now on tell by its own identifier."""
    chosen = [row.sitting(versions) for row in rows if row.can_be_ticked and row.number in ticked]
    known = [row for row in rows if row.state == State.KEPT and row.uid and row.meeting and not row.meeting.uid]
    return chosen + [Sitting(row.meeting.body, row.meeting.date, row.uid, row.meeting) for row in known if row.meeting]


def counted(rows: list[Row]) -> str:
    """How many of each, in words: 10 new, 2 moved."""
    counts = Counter(row.state for row in rows)
    return ", ".join(f"{counts[state]} {state.lower()}" for state in State if counts[state])
