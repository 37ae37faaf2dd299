"""What a measure that nobody is surveyed about stands at, as plain data beside the figures of surveys."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from plans.periods import period_in_words
from surveys.evidence import Measured
from surveys.indicators import Indicator, share_in, standing_words, story, target_words
from surveys.models import Measure
from surveys.readings import BENCHMARK, TARGET

NO_READING = {
    "period": None, "period_words": "", "provisional": False, "proposed": None, "published": "", "against": "",
    "reading": "", "story": "",
}  # fmt: skip


def reading_data(entry: Measured, indicator: Indicator) -> dict[str, Any]:
    """The latest reading, where no survey has counted anything; the keys are there in any case.

    An unconfirmed nought has no value: `reading` says in words that it is one.
    """
    standing = indicator.latest if entry.total is None else None
    benchmark = {"benchmark": indicator.measure.benchmark}
    if standing is None or standing.value is None:
        return NO_READING | benchmark
    unit = indicator.measure.unit
    held = standing.target if standing.against == TARGET else None
    reached = standing.is_reached
    aim = target_words(standing, unit, is_lower_better=indicator.held.is_lower_better)
    data = {
        "period": standing.period,
        "period_words": period_in_words(standing.period),
        "provisional": not standing.is_confirmed,
        "proposed": standing.proposed,
        "published": standing.published,
        "against": standing.against,
        "reading": standing_words(standing, unit),
        "story": story(indicator),
        "value": None if standing.is_unconfirmed_nought else number(standing.value, unit, standing.target),
        "numerator": standing.numerator,
        "base": standing.base,
        "rag": standing.rating,
        "plain": None
        if reached is None
        else f"{'' if reached else 'not '}reached{f', {aim}' if standing.against == BENCHMARK else ''}",
    }
    return data | benchmark | ({"target": number(held, unit, None)} if held is not None else {})


def number(value: Fraction, unit: str, target: Fraction | None) -> int | float:
    """A figure as JSON has it: 66, 79.6."""
    if value.denominator == 1:
        return int(value)
    return share_in(value, target) if unit == Measure.Unit.PER_CENT else round(float(value), 2)
