"""A council of the marked register, as those who build it hand it on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from people.models import Officer, Organisation, User
from plans.models import Plan


@dataclass
class Council:
    """One of the councils with its people by role. `text` is its marker, and stands in whatever is written for it."""

    number: int
    text: str
    organisation: Organisation
    users: dict[str, User] = field(default_factory=dict)
    officers: dict[str, Officer] = field(default_factory=dict)
    rows: dict[Any, Any] = field(default_factory=dict)  # model -> the row that others hang on

    def says(self, what: str, most: int | None = None) -> str:
        """The marker, then what it is the text of, no longer than the column takes."""
        return f"{self.text} {what}"[:most]

    @property
    def plan(self) -> Plan:
        return Plan.objects.get(slug=plan_slug(self.number))


def slug_of(number: int) -> str:
    return f"council-{number}"


def plan_slug(number: int) -> str:
    return f"plan-{number}"
