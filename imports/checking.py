"""A file as it is checked before it is imported: every row as read and as corrected, what it is in the plan already,
what the newer paper says differently, and what somebody has decided about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from imports.corrections import code_of, corrected, places
from imports.differences import Difference, differences
from imports.kinds import items_of
from imports.matching import match
from imports.models import ImportFile, RowChoice
from imports.row_keys import row_keys
from imports.standing import Standing, standing_actions

NEW, CHANGED, THERE, LEFT_OUT = "new", "changed", "there", "left-out"
STATES = {
    NEW: "New",
    CHANGED: "Changed",
    THERE: "Already in the plan",
    LEFT_OUT: "Left out",
}


@dataclass(frozen=True)
class CheckedRow:
    """One row: `raw` as read, `row` as it will be saved, `action` which it is already, `choice` what was decided."""

    number: int
    place: str
    key: str
    raw: dict[str, Any]
    row: dict[str, Any]
    action: Standing | None
    differences: list[Difference]
    choice: RowChoice | None

    @property
    def code(self) -> str:
        return code_of(self.place)

    @property
    def anchor(self) -> str:
        return f"row_{self.number}"

    @property
    def version(self) -> int:
        """That of what was decided; a row of which nothing was decided stands at the first."""
        return self.choice.version if self.choice else 1

    @property
    def stands_at(self) -> tuple[str, str, str]:
        """Section, priority and number, by which others stand under it."""
        return self.row["section"], self.row.get("priority", ""), self.row["reference"].rstrip(".")

    @property
    def above(self) -> tuple[str, str, str] | None:
        """Where the action stands under which it is: of 1.1 that is 1, of the same section and priority."""
        section, priority, number = self.stands_at
        parent = self.row.get("parent") or number.rpartition(".")[0]
        return (section, priority, parent) if parent else None

    @property
    def is_left_out(self) -> bool:
        return self.choice is not None and self.choice.decision == RowChoice.Decision.LEFT_OUT

    @property
    def state(self) -> str:
        if self.is_left_out:
            return LEFT_OUT
        if self.action is None:
            return NEW
        return CHANGED if self.differences else THERE

    @property
    def state_words(self) -> str:
        return STATES[self.state]

    @property
    def corrected_fields(self) -> list[str]:
        return sorted(self.choice.corrected) if self.choice else []

    @property
    def is_looked_at(self) -> bool:
        return self.choice is not None and (bool(self.choice.decision) or bool(self.choice.corrected))

    @property
    def needs_look(self) -> bool:
        """Does a new row say something a person should look at, and has nobody yet?"""
        return self.state == NEW and bool(self.row["warnings"]) and not self.is_looked_at

    @property
    def taken(self) -> list[Difference]:
        """The differences that somebody has said are to be taken."""
        if self.state != CHANGED or self.choice is None:
            return []
        return [one for one in self.differences if one.field in self.choice.takes]

    @property
    def told(self) -> list[tuple[Difference, bool]]:
        """Each difference, and whether it is taken."""
        taken = self.taken
        return [(one, one in taken) for one in self.differences]


class Checked:
    """All rows of a file. A fixed number of queries, however many they are."""

    def __init__(self, file: ImportFile) -> None:
        self.file, self.plan = file, file.plan
        self.actions = standing_actions(file.plan)
        choices = {choice.place: choice for choice in file.choices.all()}
        self.rows = list(self.checked(choices))
        self.items = items_of(file, file.plan, choices)

    def checked(self, choices: Mapping[str, RowChoice]) -> Iterator[CheckedRow]:
        preview, years = self.file.preview, self.plan.years
        stand, keys = places(preview), row_keys(preview)
        rows = [
            corrected(row, choices[place].corrected if place in choices else {}, years)
            for place, row in zip(stand, preview["rows"], strict=True)
        ]
        others = {n for n, place in enumerate(stand) if place in choices and choices[place].is_another}
        found = match(rows, keys, self.actions, others)
        for number, (place, key, raw, row, action) in enumerate(
            zip(stand, keys, preview["rows"], rows, found, strict=True), 1
        ):
            yield CheckedRow(
                number=number,
                place=place,
                key=key,
                raw=raw,
                row=row,
                action=action,
                differences=differences(row, action) if action else [],
                choice=choices.get(place),
            )

    def of_state(self, *states: str) -> list[CheckedRow]:
        return [row for row in self.rows if row.state in states]

    @cached_property
    def to_look_at(self) -> list[CheckedRow]:
        return [row for row in self.rows if row.needs_look]

    @cached_property
    def groups(self) -> set[tuple[str, str, str]]:
        """Where the actions stand under which others do: of them neither a date nor a name is expected."""
        return {row.above for row in self.kept if row.above}

    @cached_property
    def counts(self) -> dict[str, int]:
        return {state: len(self.of_state(state)) for state in STATES}

    @property
    def kept(self) -> list[CheckedRow]:
        """Those that are to be in the plan."""
        return [row for row in self.rows if not row.is_left_out]

    @cached_property
    def new_items(self) -> int:
        """How many priorities, milestones, decisions and measures the plan does not have yet."""
        return sum(item.is_new for item in self.items)

    @cached_property
    def names(self) -> list[str]:
        """Everybody whom the rows name that add or change somebody, in the order of their first mention."""
        rows = [row for row in self.kept if row.state == NEW or any(one.field == "owners" for one in row.differences)]
        return list(dict.fromkeys(owner["name"] for row in rows for owner in row.row["owners"]))

    @cached_property
    def taken_count(self) -> int:
        return sum(len(row.taken) for row in self.rows)

    @cached_property
    def moves_dates(self) -> bool:
        """Is a date taken that gives way to another, for which a reason is to be given?"""
        return any(
            one.field == "date" and row.action and row.action.timing.is_dated for row in self.rows for one in row.taken
        )

    @cached_property
    def gone(self) -> list[Standing]:
        """Actions of earlier papers, of which other rows are here again, that this one does not have any more."""
        here = {row.action.pk for row in self.rows if row.action}
        papers = {row.action.file for row in self.rows if row.action and row.action.key}
        return [
            action
            for action in self.actions
            if action.key and action.file in papers and action.pk not in here and not action.is_dropped
        ]
