"""Who the names of a paper are: officers there are, officers to be added, or words that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from actions.owner_words import is_person
from imports.checking import Checked
from people.doubles import by_known_name
from people.models import Officer, Organisation
from plans.models import Plan

LEAVE, ADD = "leave", "add"
NAMES_ASKED = 300  # a form has a limit of fields; of further names the first answer stands
NAME_LENGTH = 120  # of an officer

Who = dict[str, Officer | Organisation | None]


class Names:
    """The names of a file with the answer for each: that which was given, else the one the name suggests."""

    def __init__(self, plan: Plan, names: Iterable[str], answers: Mapping[str, Any]) -> None:
        self.council = plan.organisation
        self.names = list(names)
        every = list(Officer.objects.filter(organisation__in=plan.contributing_ids).in_order())
        self.officers = {str(one.pk): one for one in every if not one.left_on}
        self.gone = {one.name.casefold() for one in every if one.left_on}
        self.known = {words: str(pk) for words, pk in by_known_name(self.officers.values()).items()}
        self.given = answers.get("who", {})

    def answer(self, name: str) -> str:
        """An officer's id, ADD or LEAVE. An officer who is no more is asked for again."""
        given = self.given.get(name)
        if name.casefold() in self.gone and given not in self.officers and name.casefold() not in self.known:
            return LEAVE  # who has left is given nothing, nor added a second time
        if given in (LEAVE, ADD) or given in self.officers:
            return given
        suits = is_person(name) and len(name) <= NAME_LENGTH
        return self.known.get(name.casefold(), ADD if suits else LEAVE)

    @property
    def who(self) -> Who:
        """{name: an officer, the council to add them to, or None, which keeps the words}."""
        found: Who = {}
        for name in self.names:
            chosen = self.answer(name)
            found[name] = self.council if chosen == ADD else self.officers.get(chosen)
        return found

    @property
    def asked(self) -> Sequence[str]:
        return self.names[:NAMES_ASKED]

    def told(self) -> dict[str, list[str]]:
        """The names by what becomes of them: "known", "added", "kept"."""
        found: dict[str, list[str]] = {"known": [], "added": [], "kept": []}
        for name in self.names:
            chosen = self.answer(name)
            found["added" if chosen == ADD else "kept" if chosen == LEAVE else "known"].append(name)
        return found


def names_of(checked: Checked) -> Names:
    return Names(checked.plan, checked.names, checked.file.answers)


def set_dates_by(checked: Checked, today: date) -> date:
    """The day by which dates that are missing are to be set: as answered, else after the plan's days of grace."""
    given = checked.file.answers.get("set_dates_by")
    return date.fromisoformat(given) if given else today + timedelta(days=checked.plan.set_by_grace_days)
