"""Writing what a paper holds besides its actions: the priorities first, on which the rest hangs. Call it inside a
transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from actions.models import Milestone
from actions.services.structure import Known
from actions.timing import Timing
from imports.figures import figures
from imports.item_corrections import LENGTHS
from imports.kinds import DECISIONS, MEASURES, MILESTONES, PRIORITIES, CheckedItem
from people import audit
from people.models import User
from plans.models import Decision, Plan, PlanRow, Priority
from surveys.services.measures import add_measure


class Kinds:
    """The items of one file being written into one plan."""

    def __init__(self, plan: Plan, items: list[CheckedItem], by: User, known: Known) -> None:
        self.plan, self.by, self.known = plan, by, known
        self.items = [item for item in items if not item.is_left_out]
        self.priorities: dict[str, Priority] = {}
        self.made: list[PlanRow] = []

    def of(self, kind: str) -> list[CheckedItem]:
        return [item for item in self.items if item.kind == kind]

    def add_priorities(self) -> Mapping[str, Priority]:
        """{number in the paper: priority}, of those that are there and those made now."""
        for item in self.of(PRIORITIES):
            found = item.found
            number, title = number_of(found["reference"]), found["title"][:300]
            twin = self.priorities.get(number)
            if twin is None or twin.title != title:
                twin = item.there or self.add(
                    Priority, reference=cut(found, "reference"), title=title, description=found["description"]
                )
            # Its milestones and actions name it by the number that the paper gives it.
            for named in (number, number_of(item.raw["reference"])):
                self.priorities.setdefault(named, twin)
        return self.priorities

    def add_others(self) -> list[PlanRow]:
        """Milestones, decisions and measures. Returns all that was made, the priorities first."""
        for item in self.of(MILESTONES):
            if not item.there:
                self.add(
                    Milestone,
                    priority=self.priorities.get(number_of(item.found["priority"])),
                    letter=cut(item.found, "letter"),
                    title=cut(item.found, "title"),
                    timing=Timing.from_json(item.found["timing"]),
                )
        for item in self.of(DECISIONS):
            if not item.there:
                self.add(
                    Decision,
                    priority=self.priorities.get(number_of(item.found["priority"])),
                    reference=cut(item.found, "reference"),
                    title=cut(item.found, "title"),
                    in_forward_plan=item.found["in_forward_plan"],
                )
        for item in self.of(MEASURES):
            if not item.there:
                self.add_measure(item.found)
        return self.made

    def add_measure(self, found: dict[str, Any]) -> None:
        held_to = figures(found, self.plan.years)
        audience = self.known.audiences_named([found["audience"][:120]])[0] if found["audience"] else None
        texts = {name: cut(found, name) for name in ("statement", "outturn", "benchmark", "source")}
        measure = add_measure(
            plan=self.plan,
            by=self.by,
            unit=held_to.unit,
            better=held_to.better,
            target=held_to.target,
            floor=held_to.floor,
            targets=held_to.by_period,
            audience=audience,
            **texts,
        )
        self.made.append(measure)

    def add(self, model: type[Any], **columns: Any) -> Any:
        last = model._default_manager.filter(plan=self.plan).aggregate(last=Max("position"))["last"] or 0
        row = model._default_manager.create(plan=self.plan, position=last + 1, **columns)
        audit.record("added", row, by=self.by, organisation=self.plan.organisation, after={"title": str(row)})
        self.made.append(row)
        return row


def cut(found: Mapping[str, Any], name: str) -> str:
    return str(found[name])[: LENGTHS[name]]


def number_of(reference: str) -> str:
    return reference.strip().rstrip(".")
