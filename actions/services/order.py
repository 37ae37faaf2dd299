"""Where actions stand in their plan: by priority and group, and there by section, as they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from actions.models import Action
from people import audit
from people.models import User
from people.permissions import Verb, check
from plans.models import Plan, Priority
from plans.services import check_open


@dataclass(frozen=True)
class Place:
    """Which actions an action stands with: those of the same priority, group and section."""

    plan: int
    priority: int | None
    parent: int | None
    section: str

    @classmethod
    def of(cls, action: Action) -> Place:
        return cls(action.plan_id, action.priority_id, action.parent_id, action.section)

    @property
    def actions(self) -> Any:
        return Action.objects.filter(
            plan=self.plan, priority=self.priority, parent=self.parent, section=self.section
        ).in_order()


def room_below(place: Place) -> int | None:
    """Make room below the last action of a place. Returns the position; None where there is none to stand below."""
    last: int | None = place.actions.aggregate(last=Max("position"))["last"]
    if last is None:
        return None
    Action.objects.filter(plan=place.plan, position__gt=last).update(position=F("position") + 1)
    return last + 1


@transaction.atomic
def move_action(*, action: Action, by: User, version: int, up: bool) -> Action:
    """Change places with the action above or below it, among those it stands with.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: it stands first, or last, already.
    """
    check(by, Verb.MANAGE_PLAN, action)
    check_open(action.plan)
    rows = list(Place.of(action).actions)
    place = next(number for number, other in enumerate(rows) if other.pk == action.pk)
    there = place - 1 if up else place + 1
    if not 0 <= there < len(rows):
        raise ValidationError(f"“{action}” stands {'first' if up else 'last'} already.")
    action.save_from(version)
    rows[place], rows[there] = rows[there], rows[place]
    put_in_order(rows)
    after = {"place": there + 1}
    audit.record(
        "moved", action, by=by, organisation=action.plan.organisation, before={"place": place + 1}, after=after
    )
    return action


def put_in_order(rows: list[Action]) -> None:
    """Give these actions, in this order, the positions they have between them."""
    for row, position in zip(rows, sorted(row.position for row in rows), strict=True):
        row.position = position
    Action.objects.bulk_update(rows, ["position"])


@transaction.atomic
def move_section(*, plan: Plan, priority: Priority | None, section: str, by: User, version: int, up: bool) -> None:
    """Let the actions of a section change places with those of the section above or below, under the same priority.

    Raises:
        StaleVersionError: somebody saved the plan meanwhile.
        ValidationError: there is no such section, or none above or below it.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    sections: dict[str, list[Action]] = {}
    for row in Action.objects.filter(plan=plan, priority=priority, parent=None).in_order():
        sections.setdefault(row.section, []).append(row)
    order = [*sections]
    if section not in order:
        raise ValidationError(f"There are no actions under “{section}” any more.")
    place = order.index(section)
    there = place - 1 if up else place + 1
    if not 0 <= there < len(order):
        raise ValidationError(f"“{section}” stands {'first' if up else 'last'} already.")
    plan.save_from(version)
    order[place], order[there] = order[there], order[place]
    put_in_order([row for name in order for row in sections[name]])
    before, after = {"place": place + 1}, {"place": there + 1, "section": section}
    audit.record("moved a section of", plan, by=by, organisation=plan.organisation, before=before, after=after)
