"""The units of a council, as its officers' rows name them: directorate, division and team in one text, the largest first,
"Place > Waste > Recycling". A unit is there as long as somebody is in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.models import Officer, Organisation, User
from people.permissions import Verb, check

BETWEEN = re.compile(r"\s*[>›»]\s*")
JOINED = " > "
LONGEST, DEEPEST = 200, 6


def parts_of(text: str) -> list[str]:
    return [part for part in (" ".join(one.split()) for one in BETWEEN.split(text)) if part]


class Spelt(str):
    """A unit as it is kept: read, and in the council's own spelling."""

    __slots__ = ()


class Spellings:
    """How a council spells its units: "place > waste" is "Place > Waste" where that is there already."""

    def __init__(self, there: Iterable[str]) -> None:
        self.spelt: dict[str, str] = {}
        for unit in there:
            self.add(unit)

    def add(self, unit: str) -> None:
        for path in every_level(unit):
            self.spelt.setdefault(path.casefold(), path)

    def of(self, text: str) -> Spelt:
        """Raises ValueError, with a sentence, for what no unit can be."""
        done = ""
        for part in parts_of(text):
            deeper = f"{done}{JOINED}{part}" if done else part
            done = self.spelt.get(deeper.casefold(), deeper)
        if len(done) > LONGEST:
            raise ValueError(f"The unit has more than {LONGEST} characters.")
        if len(parts_of(done)) > DEEPEST:
            raise ValueError(f"The unit has more than {DEEPEST} levels. Write at most {DEEPEST}, with > between them.")
        return Spelt(done)


def every_level(unit: str) -> list[str]:
    """Of "Place > Waste": "Place", "Place > Waste"."""
    parts = parts_of(unit)
    return [JOINED.join(parts[:at]) for at in range(1, len(parts) + 1)]


def units_of(organisation: Organisation) -> list[str]:
    """As they are kept. One query."""
    named = Officer.objects.filter(organisation=organisation).exclude(unit="").order_by("unit")
    return list(named.values_list("unit", flat=True).distinct())


def spelt(organisation: Organisation, text: str) -> str:
    """What is typed, as the council spells it. Raises ValidationError of the field `unit`."""
    if not text or isinstance(text, Spelt):
        return text
    try:
        return Spellings(units_of(organisation)).of(text)
    except ValueError as fault:
        raise ValidationError({"unit": str(fault)}) from None


def is_in_or_below(unit: str, path: str) -> bool:
    return unit == path or unit.startswith(f"{path}{JOINED}")


@dataclass(frozen=True)
class Unit:
    """A unit of a council; `officers` are those in it and below it who have not left."""

    path: str
    officers: int

    @property
    def name(self) -> str:
        return parts_of(self.path)[-1]

    @property
    def depth(self) -> int:
        """0 for the largest."""
        return len(parts_of(self.path)) - 1


def tree_of(organisation: Organisation) -> list[Unit]:
    """Every unit, each before what is part of it. One query."""
    found: Counter[str] = Counter()
    for unit, left_on in (
        Officer.objects.filter(organisation=organisation).exclude(unit="").values_list("unit", "left_on")
    ):
        found.update({path: int(left_on is None) for path in every_level(unit)})
    return [Unit(path, found[path]) for path in sorted(found, key=lambda path: [*map(str.casefold, parts_of(path))])]


@transaction.atomic
def rename(*, organisation: Organisation, by: User, unit: str, to: str) -> tuple[str, int]:
    """Call a unit otherwise, or put it under another; what is part of it goes with it. What it is called now, and how many
    officers that moved.

    Raises:
        ValidationError: there is no such unit, it is called so already, or the new name cannot be one.
    """
    check(by, Verb.ADMINISTER, organisation)
    every = list(Officer.objects.select_for_update().filter(organisation=organisation).exclude(unit=""))
    # Compared here: SQLite's own comparison takes capitals and small letters for the same.
    officers = [one for one in every if unit and is_in_or_below(one.unit, unit)]
    if not officers:
        raise ValidationError(f"There is no unit “{unit}” any more. Look at the list again.")
    spellings = Spellings(one.unit for one in every if one not in officers)
    try:
        new = spellings.of(to)
        moved = {one.pk: spellings.of(new + one.unit[len(unit) :]) for one in officers}
    except ValueError as fault:
        raise ValidationError({"to": str(fault)}) from None
    if not new:
        raise ValidationError({"to": "Give the unit a name."})
    if new == unit:
        raise ValidationError({"to": f"It is called “{unit}” already."})
    if is_in_or_below(new, unit):
        raise ValidationError({"to": f"“{new}” is part of “{unit}” itself."})
    for officer in officers:
        officer.save_from(officer.version, unit=moved[officer.pk])
    audit.record(
        "renamed a unit of", organisation, by=by, organisation=organisation,
        before={"unit": unit}, after={"unit": new, "officers": len(officers)},
    )  # fmt: skip
    return new, len(officers)
