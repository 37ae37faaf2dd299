"""The units of a council, as its officers' rows name them: directorate, division and team in one text, the largest first,
"Place > Waste > Recycling". A unit is there as long as somebody is in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from people import audit
from people.models import Officer, Organisation, User
from people.permissions import Verb, check

BETWEEN = re.compile(r"\s*[>›»]\s*")
JOINED = " > "
LONGEST, DEEPEST = 200, 6


def parts_of(text: str) -> list[str]:
    return [part for part in (" ".join(one.split()) for one in BETWEEN.split(text)) if part]


def checked(text: str) -> str:
    """A unit as it is kept. Raises ValueError, with a sentence, for what no unit can be."""
    unit = JOINED.join(parts_of(text))
    if len(unit) > LONGEST:
        raise ValueError(f"The unit has more than {LONGEST} characters.")
    if len(parts_of(unit)) > DEEPEST:
        raise ValueError(f"The unit has more than {DEEPEST} levels. Write at most {DEEPEST}, with > between them.")
    return unit


def as_there(text: str, there: Collection[str]) -> str:
    """The unit in the spelling that the council uses already: "place > waste" is "Place > Waste". Raises ValueError."""
    unit = checked(text)
    spelt = {path.casefold(): path for one in there for path in every_level(one)}
    done = ""
    for part in parts_of(unit):
        deeper = f"{done}{JOINED}{part}" if done else part
        done = spelt.get(deeper.casefold(), deeper)
    return done


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
    try:
        return as_there(text, units_of(organisation)) if text else ""
    except ValueError as fault:
        raise ValidationError({"unit": str(fault)}) from None


def in_or_below(unit: str) -> Q:
    """Officers of a unit, and of those that are part of it."""
    return Q(unit=unit) | Q(unit__startswith=f"{unit}{JOINED}")


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
        found.update({path: left_on is None for path in every_level(unit)})
    return [Unit(path, found[path]) for path in sorted(found, key=lambda path: [*map(str.casefold, parts_of(path))])]


@transaction.atomic
def rename(*, organisation: Organisation, by: User, unit: str, to: str) -> int:
    """Call a unit otherwise, or put it under another; what is part of it goes with it. How many officers that moved.

    Raises:
        ValidationError: there is no such unit, or the new name cannot be one.
    """
    check(by, Verb.ADMINISTER, organisation)
    officers = list(Officer.objects.select_for_update().filter(in_or_below(unit), organisation=organisation))
    if not officers or not unit:
        raise ValidationError(f"There is no unit “{unit}” any more. Look at the list again.")
    others = [one for one in units_of(organisation) if one != unit and not one.startswith(f"{unit}{JOINED}")]
    try:
        new = as_there(to, others)
        for officer in officers:
            officer.unit = checked(new + officer.unit[len(unit) :])
    except ValueError as fault:
        raise ValidationError({"to": str(fault)}) from None
    if not new:
        raise ValidationError({"to": "Give the unit a name."})
    if new.startswith(f"{unit}{JOINED}"):
        raise ValidationError({"to": f"“{new}” is part of “{unit}” itself."})
    for officer in officers:
        officer.save_from(officer.version, unit=officer.unit)
    audit.record(
        "renamed a unit of", organisation, by=by, organisation=organisation,
        before={"unit": unit}, after={"unit": new, "officers": len(officers)},
    )  # fmt: skip
    return len(officers)
