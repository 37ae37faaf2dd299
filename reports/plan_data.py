"""What a plan says, section by section, as plain data for a snapshot: words as they are printed, in order."""

from __future__ import annotations

from datetime import date
from typing import Any

from plans.models import HEADER, Plan
from plans.periods import bounds_of, read_period
from plans.sections import SECTIONS, in_words
from surveys.indicators import Indicator, indicators, standing_words
from surveys.models import Measure
from surveys.readings import parts_of
from surveys.statistics import in_full

UNDER_PRIORITIES = ("milestones", "decisions")


def plan_data(plan: Plan, *, on: date) -> dict[str, Any]:
    """What the plan says, with the readings of its measures as known at the end of `on`. `header`: [label, words] of
    what is filled in; `sections`: rows by key, {field: words}; `indicators`: the measures with their targets and
    readings by period. The number of queries is the same for any plan."""
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
        "indicators": indicator_rows(plan, on),
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


def indicator_rows(plan: Plan, on: date) -> list[dict[str, Any]]:
    rows = list(SECTIONS["measures"].rows(plan))
    read = indicators(plan, rows, on=on)
    return [indicator(row) | {"readings": readings_data(read[row.pk])} for row in rows]


def indicator(measure: Measure) -> dict[str, Any]:
    columns = {column.name: column for column in SECTIONS["measures"].columns}
    words = {name: in_words(measure, column) for name, column in columns.items()}
    targets = {one.period: "" if one.value is None else f"{one.value.normalize():f}" for one in measure.targets.all()}
    return words | {"unit": measure.unit, "targets": targets}


def readings_data(read: Indicator) -> dict[str, dict[str, Any]]:
    """{quarter or year: what was reached in it} of those in which anything was read; `months` tell those of a quarter."""
    found = {}
    for year in read.plan.years:
        for span in [*year.periods("quarter"), str(year)]:
            months = months_of(read, span)
            standing = read.over(span)
            if standing.value is not None or months:
                found[span] = {
                    "reached": standing_words(standing, read.measure.unit),
                    "target": in_full(standing.target) if standing.target is not None else "",
                    "against": standing.against,
                    "rag": standing.rating,
                    "proposed": standing.proposed,
                    "published": standing.published,
                    "months": months,
                }
    return found


def months_of(read: Indicator, span: str) -> str:
    """The months of a quarter: "April 2013 9, May 2013 12"; of the year none, as it stands beside its quarters."""
    each = read_period(span)[1]
    if read.held.frequency != "month" or each == "year":
        return ""
    said = [
        (period, standing_words(read.of(period), read.measure.unit))
        for period in parts_of(read.held, span)
        if period in read.known
    ]
    return "; ".join(f"{bounds_of(period)[0]:%B} {words}" for period, words in said)
