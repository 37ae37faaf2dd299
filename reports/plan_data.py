"""What a plan says, section by section, as plain data for a snapshot: words as they are printed, in order."""

from __future__ import annotations

from typing import Any

from plans.models import HEADER, Plan
from plans.sections import SECTIONS, in_words
from surveys.models import Measure

UNDER_PRIORITIES = ("milestones", "decisions")


def plan_data(plan: Plan) -> dict[str, Any]:
    """`header`: [label, words] of what is filled in; `sections`: rows by key, {field: words}; `measures` with their
    targets by period. The number of queries is the same for any plan."""
    return {
        "header": [
            [str(Plan._meta.get_field(name).verbose_name), getattr(plan, name)]  # type: ignore[union-attr]
            for name in HEADER
            if getattr(plan, name)
        ],
        "status": plan.get_status_display(),
        "adopted_on": plan.adopted_on.isoformat() if plan.adopted_on else None,
        "adopted_by": plan.adopted_by,
        "years": [str(year) for year in plan.years],
        "sections": {key: section_data(plan, key) for key in SECTIONS if key != "measures"},
        "indicators": [indicator(row) for row in SECTIONS["measures"].rows(plan).prefetch_related("targets")],
    }


def section_data(plan: Plan, key: str) -> list[dict[str, str]]:
    section = SECTIONS[key]
    rows = []
    for row in section.rows(plan):
        words = {column.name: in_words(row, column) for column in section.columns}
        if key in UNDER_PRIORITIES:
            words["priority_id"] = str(row.priority_id or "")
        if key == "stakeholders":
            words["group"] = row.group
        if key == "priorities":
            words["id"] = str(row.pk)
        rows.append(words)
    return rows


def indicator(measure: Measure) -> dict[str, Any]:
    columns = {column.name: column for column in SECTIONS["measures"].columns}
    words = {name: in_words(measure, column) for name, column in columns.items()}
    targets = {one.period: "" if one.value is None else f"{one.value.normalize():f}" for one in measure.targets.all()}
    return words | {"unit": measure.unit, "targets": targets}
