"""Setting measures of success and their targets."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from people import audit
from people.models import User
from people.permissions import Verb, check
from plans.models import Plan
from plans.services import check_open
from surveys.models import Measure


@transaction.atomic
def add_measure(
    *,
    plan: Plan,
    by: User,
    statement: str,
    target: Decimal | None = None,
    targets: Mapping[str, Decimal | None] | None = None,
    **facts: Any,
) -> Measure:
    """Add a measure of success to a plan. `targets` are {period: the figure, or None where it is still to come}."""
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    last = Measure.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
    measure = Measure(plan=plan, statement=statement, target=target, position=last + 1, **facts)
    measure.clean()
    measure.save()
    set_targets(measure, targets or {})
    audit.record(
        "added", measure, by=by, organisation=plan.organisation, after={"statement": statement, "target": str(target)}
    )
    return measure


@transaction.atomic
def edit_measure(
    *,
    measure: Measure,
    by: User,
    version: int,
    targets: Mapping[str, Decimal | None] | None = None,
    **changes: Any,
) -> Measure:
    """Correct a measure. Its survey results stay; what they show is read against the new target. `targets` None
    leaves those of its quarters and years.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: surveys asked about it, and it would no longer be a share with a target.
    """
    check(by, Verb.MANAGE_PLAN, measure)
    check_open(measure.plan)
    before = {name: getattr(measure, name) for name in changes}
    for name, value in changes.items():
        setattr(measure, name, value)
    measure.clean()
    measure.save_from(version, **changes)
    if targets is not None:
        set_targets(measure, targets)
    audit.record("edited", measure, by=by, organisation=measure.plan.organisation, before=before, after=changes)
    return measure


def set_targets(measure: Measure, targets: Mapping[str, Decimal | None]) -> None:
    """Have exactly these targets of quarters and years."""
    measure.targets.exclude(period__in=targets).delete()
    for period, value in targets.items():
        measure.targets.update_or_create(period=period, defaults={"value": value})
