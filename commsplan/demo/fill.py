"""What every demo plan is made with: the plan itself, and rows of its sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from people.models import Organisation
from plans.models import Plan
from plans.sections import SECTIONS
from plans.services import STALENESS


def new_plan(
    organisation: Organisation, slug: str, title: str, kind: str, year: int, cycle: str, *, last_year: int = 0
) -> Plan:
    """A plan adopted on the first day of its year."""
    return Plan.objects.create(
        organisation=organisation, slug=slug, title=title, kind=kind, first_year=year, last_year=last_year or year,
        status=Plan.Status.ADOPTED, adopted_on=date(year, 4, 1), cycle=cycle,
        staleness_days=STALENESS[Plan.Cycle(cycle)],
    )  # fmt: skip


def fill(plan: Plan, section: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Any]:
    """Rows of a section, in order; `names` are the fields that the values of a row stand for."""
    model: Any = SECTIONS[section].model
    return model.objects.bulk_create(
        model(plan=plan, position=number, **dict(zip(names, row, strict=True))) for number, row in enumerate(rows, 1)
    )
