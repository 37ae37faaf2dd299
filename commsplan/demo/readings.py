"""Invented readings of KCC's three indicators, whose table the paper leaves blank; in the moved demo alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from people.models import Officer
from plans.models import Plan
from plans.periods import bounds_of
from plans.rag import Rag
from surveys.models import Measure, Reading, Target
from surveys.readings import Figure

BY = "Head of External Communications"
# By their place in the paper: what the measure is held to, the targets of its quarters and its year, its readings.
MENTIONS: dict[str, Any] = {
    "unit": "count", "level": "out_take", "frequency": "month", "outturn_by": "sum", "target": 10, "floor": 7,
    "outturn": "104", "source": "the press log",
}  # fmt: skip
COVERAGE: dict[str, Any] = {
    "unit": "per_cent", "level": "out_take", "outturn_by": "sum", "target": 80, "floor": 70, "outturn": "77%",
    "benchmark": "74%", "source": "the press log",
}  # fmt: skip
WEBSITE: dict[str, Any] = {
    "unit": "per_cent", "level": "outcome", "target": 70, "outturn": "51%", "source": "the website survey",
}  # fmt: skip
PER_MONTH = (12, 9, 11, 10, 6, 14, 11, 10, 13, 8, 12, 10)
PER_QUARTER = ((398, 500), (412, 500), (421, 520), (433, 520))
SATISFIED = ((271, 500), (290, 500), (310, 500), (352, 500))
STEPS = (55, 60, 65, 70)


def read_indicators(plan: Plan, today: date) -> None:
    """Readings of every period that has ended, and of the one that runs a provisional one."""
    mentions, coverage, website = plan.measures.in_order()
    officers = Officer.objects.filter(organisation=plan.organisation)
    owner = officers.filter(name=BY).first()
    for measure, facts in ((mentions, MENTIONS), (coverage, COVERAGE), (website, WEBSITE)):
        Measure.objects.filter(pk=measure.pk).update(owner=owner, **facts)
    Measure.objects.filter(pk=website.pk).update(owner=officers.exclude(user=None).first() or owner)
    for period, value in zip(plan.years.first.periods("quarter"), STEPS, strict=True):
        Target.objects.filter(measure=website, period=period).update(value=value)
    year = plan.years.first
    for measure, value in ((coverage, 80), (website, 70)):
        Target.objects.filter(measure=measure, period=str(year)).update(value=value)
    rows = [
        *told(mentions, year.periods("month"), [Figure(Decimal(number)) for number in PER_MONTH], today),
        *told(coverage, year.periods("quarter"), [Figure.of_counts(*counts) for counts in PER_QUARTER], today),
        *told(website, year.periods("quarter"), [Figure.of_counts(*counts) for counts in SATISFIED], today),
    ]
    running = [row for row in rows if row.measure == mentions and not row.is_confirmed]
    for row in running:  # nobody has counted this month yet
        row.value, row.comment = Decimal(0), "The press log is counted after the month ends."
    first = next(row for row in rows if row.measure == coverage)  # 79.6% is not 80
    first.published, first.comment = Rag.GREEN, "Reported as 80% in the first quarter’s bulletin."
    Reading.objects.bulk_create(rows)


def told(measure: Measure, periods: list[str], figures: list[Figure], today: date) -> list[Reading]:
    rows = []
    for period, figure in zip(periods, figures, strict=True):
        first, last = bounds_of(period)
        if first <= today:
            rows.append(
                Reading(
                    measure=measure, period=period, is_confirmed=last < today, by_name=BY, on=min(last, today),
                    **vars(figure),
                )
            )  # fmt: skip
    return rows
