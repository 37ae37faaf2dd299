"""What may be an officer's, and the ways in that somebody holds: each app says of its own, once, when it is made ready.

So handing over and closing a sign-in (`people.handing_over`) know of actions, measures and feeds without importing them,
and whatever comes to be owned later needs no more than to be registered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from people import audit
from people.models import Officer, Organisation, User


@dataclass(frozen=True)
class Place:
    """Where something of an officer's stands: a plan, or the council outside its plans. `councils` are those whose
    officers it may be given to."""

    key: str
    title: str
    councils: tuple[int, ...]

    @classmethod
    def council(cls, organisation: Organisation) -> Place:
        return cls(f"council-{organisation.pk}", f"{organisation}, outside its plans", (organisation.pk,))


@dataclass(frozen=True)
class Item:
    """One live thing of an officer's.

    `what` is its kind in a word, `note` what else is said of it. `left`: what becomes of it where nobody is given it, as
    a sentence goes on after its title ("falls to the post “Press Officer”, which nobody holds"); empty where it can
    only stay in the officer's name. `can_be_given` False: it ends with the officer, and somebody has to see to it. `thing`:
    the id of what it is about, where `pk` is that of a row which is written anew now and then.
    """

    kind: str
    pk: int
    what: str
    title: str
    place: Place
    note: str = ""
    url: str = ""
    left: str = ""
    can_be_given: bool = True
    thing: int = 0

    @property
    def about(self) -> str:
        return f"{self.kind}-{self.thing or self.pk}"

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}"


@dataclass(frozen=True)
class Handing:
    """Some things of one kind that go from an officer to another, or to nobody (`to` None)."""

    officer: Officer
    to: Officer | None
    pks: Collection[int]
    by: User
    now: datetime
    on: date

    def record(self, thing: models.Model, organisation: Organisation, what: str, nobody: str = "") -> None:
        """Have the trail say who had the thing, as `what`, and who has it now."""
        before, after = {what: self.officer.name}, {what: self.to.name if self.to else nobody}
        audit.record("handed over", thing, by=self.by, organisation=organisation, before=before, after=after)


@dataclass(frozen=True)
class Belonging:
    """One kind of thing that may be an officer's.

    `of` finds what is live of an officer's on a day, `give` hands it over within the caller's transaction (None: it
    cannot be), `are_theirs` says which of some (by `Item.about`) are an officer's,
    `why_not` why one may not be this officer's, in a sentence.
    """

    kind: str
    of: Callable[[Officer, date], list[Item]]
    give: Callable[[Handing], None] | None = None
    are_theirs: Callable[[Collection[int], Officer], set[int]] = lambda pks, officer: set()
    why_not: Callable[[Collection[int], Officer], str] = lambda pks, to: ""


@dataclass(frozen=True)
class WayIn:
    """A way in besides the sign-in: addresses and links whose holder is let in.

    `alive` counts those of some sign-ins, by their id; `of_officer` those that end when an officer leaves; `end` ends
    them, once the roles are gone, and says how many they were.
    """

    name: str
    alive: Callable[[Collection[int], date], Mapping[int, int]]
    of_officer: Callable[[Officer, date], int]
    end: Callable[[Officer, User, datetime], int]


BELONGINGS: dict[str, Belonging] = {}
WAYS_IN: dict[str, WayIn] = {}


def register(*kinds: Belonging | WayIn) -> None:
    """Each once, by its name; a second of a name takes the first one's place."""
    for one in kinds:
        if isinstance(one, WayIn):
            WAYS_IN[one.name] = one
        else:
            BELONGINGS[one.kind] = one


def everything_of(officer: Officer, on: date) -> list[Item]:
    """All that is live of an officer's, place by place; a fixed number of queries for each kind."""
    found = [item for belonging in BELONGINGS.values() for item in belonging.of(officer, on)]
    order = {place: number for number, place in enumerate(dict.fromkeys(item.place.key for item in found))}
    return sorted(found, key=lambda item: order[item.place.key])
