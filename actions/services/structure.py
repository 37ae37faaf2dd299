"""Adding and editing actions, and naming who does which part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from actions.models import Action, Assignment
from actions.services.dates import lay_out_occurrences
from actions.timing import Timing
from people import audit
from people.models import Officer, User
from plans.models import Audience, Plan, Priority

EDITABLE = ("title", "section", "reference", "method", "priority", "date_set_by")


@dataclass(frozen=True)
class Owner:
    """Who does a part: an officer, or the words of a post nobody is named to."""

    officer: Officer | None
    as_written: str = ""
    part: str = Assignment.Part.DELIVERS
    note: str = ""


@transaction.atomic
def add_action(
    *,
    plan: Plan,
    by: User,
    title: str,
    timing: Timing,
    priority: Priority | None = None,
    owners: Collection[Owner] = (),
    audiences: Collection[Audience] = (),
    **details: Any,
) -> Action:
    """Add an action to a plan, with its due dates. The first officer named is accountable."""
    last = Action.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
    action = Action.objects.create(
        plan=plan, title=title, timing=timing, priority=priority, position=last + 1, **details
    )
    action.audiences.set(audiences)
    name_owners(action=action, owners=owners)
    lay_out_occurrences(action=action)
    audit.record(
        "added", action, by=by, organisation=plan.organisation, after={"title": title, "date": timing.as_written}
    )
    return action


def name_owners(*, action: Action, owners: Collection[Owner]) -> list[Assignment]:
    """Replace who does what. Exactly one officer is accountable: the first named, if anybody is."""
    action.assignments.all().delete()
    first = next((owner for owner in owners if owner.officer and owner.part != Assignment.Part.CONSULTED), None)
    return Assignment.objects.bulk_create(
        Assignment(
            action=action,
            officer=owner.officer,
            as_written=owner.as_written,
            part=owner.part,
            note=owner.note,
            is_accountable=owner is first,
        )
        for owner in owners
    )


@transaction.atomic
def edit_action(
    *,
    action: Action,
    by: User,
    version: int,
    audiences: Collection[Audience],
    owners: Collection[Owner],
    **changes: Any,
) -> Action:
    """Save an action's facts (not its date, which only `retime_action` moves).

    Raises:
        StaleVersionError: somebody saved it meanwhile.
    """
    before = facts(action)
    action.save_from(version, **{name: changes[name] for name in EDITABLE if name in changes})
    action.audiences.set(audiences)
    name_owners(action=action, owners=owners)
    audit.record("edited", action, by=by, organisation=action.plan.organisation, before=before, after=facts(action))
    return action


def facts(action: Action) -> dict[str, Any]:
    """What can be edited, as the audit trail keeps it."""
    kept = {name: getattr(action, name) for name in EDITABLE}
    kept["audiences"] = [audience.name for audience in action.audiences.all()]
    kept["owners"] = [str(assignment) for assignment in action.assignments.select_related("officer").in_order()]
    return {name: str(value) if isinstance(value, date | Priority) else value for name, value in kept.items()}
