"""Which events a council's words mean: the meetings of a body, the notice of an election, or its polling day. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from plans.periods import in_words

MEETING, NOTICE, POLLING = "meeting", "notice", "polling"
WORDS_OF_NO_MEANING = {"meeting", "meetings", "the", "a", "an", "of"}
ELECTION, POLL = {"election", "elections"}, {"poll", "polling"}
PERIOD = {"pre", "election", "period"}
SAID_OF_ANY_ELECTION = ELECTION | POLL | PERIOD | {"notice", "publication", "publishing", "day", "date"}
Key = tuple[str, int]


class Event(NamedTuple):
    """What a date may hang on. `key` tells the row it stands in: ("meeting", 7), ("election", 3)."""

    key: Key
    name: str
    day: date
    moment: str = MEETING

    @property
    def in_words(self) -> str:
        """What due dates say of it. Elections of one day are one event to them, so their names are not among it."""
        said = {NOTICE: "notice of election on", POLLING: "the election on"}
        return f"{said.get(self.moment, f'{self.name} of')} {in_words(self.day)}"


def meant_by(body: str, direction: str, events: Iterable[Event]) -> list[Event]:
    """The events that a date's words mean: the meetings of a body of the same words, else the elections, else the
    meetings of the single body that holds the words or is held by them."""
    events = list(events)
    bodies = {event.name for event in events if event.moment == MEETING}
    same = {name for name in bodies if words_of(name) == words_of(body)}
    if not same and (moment := moment_of(body, direction)):
        particular = words_of(body) - SAID_OF_ANY_ELECTION
        elections = [event for event in events if event.moment == moment and particular <= words_of(event.name)]
        if elections or not particular:
            return elections
    meant = same or near(body, bodies)
    return [event for event in events if event.moment == MEETING and event.name in meant]


def moment_of(body: str, direction: str) -> str:
    """Of an election, which of its two days the words mean; empty where they mean none. The period lies between them.

    A notice of poll is another notice than that of the election, and on another day: it means neither.
    """
    words = words_of(body)
    if words >= PERIOD:
        return NOTICE if direction == "before" else POLLING
    if "notice" in words:
        return NOTICE if words & ELECTION else ""
    return POLLING if words & (ELECTION | POLL) else ""


def near(body: str, bodies: set[str]) -> set[str]:
    """The single body that holds the words or is held by them, if there is one."""
    words = words_of(body)
    found = {name for name in bodies if words and (words <= words_of(name) or words_of(name) <= words)}
    return found if len(found) == 1 else set()


def words_of(body: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", body.lower())) - WORDS_OF_NO_MEANING
