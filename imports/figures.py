"""The figures of a measure as a paper writes them: a target, a floor, the quarter or year that a heading names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from plans.periods import FinancialYear, Years
from surveys.models import Measure

NUMBER = re.compile(r"(?<![\w.])(?:£\s*)?(\d{1,3}(?:,\d{3})+|\d{1,11})(\.\d{1,2})?(?![\w.]*\d)")
QUARTER = re.compile(r"(?i)\bq(?:uarter)? ?([1-4])\b")
YEAR = re.compile(r"\b(20\d\d) ?[/-] ?(?:20)?(\d\d)\b")
UNITS = (
    (Measure.Unit.PER_CENT, re.compile(r"(?i)%|per ?cent")),
    (Measure.Unit.MONEY, re.compile(r"(?i)£|\bpounds?\b")),
    (Measure.Unit.TIME, re.compile(r"(?i)\bhours?\b")),
)


@dataclass(frozen=True)
class Figures:
    """What a measure is held to; `by_period` is {"2013/14-Q1": a figure, or None where it is still to come}."""

    unit: str
    better: str
    target: Decimal | None
    floor: Decimal | None
    by_period: dict[str, Decimal | None] = field(default_factory=dict)


def figures(found: Mapping[str, Any], years: Years) -> Figures:
    """The figures of a measure in a plan for those years. A floor that is the target itself is none."""
    unit = unit_of(found)
    highest = Decimal(100) if unit == Measure.Unit.PER_CENT else None
    by_period: dict[str, Decimal | None] = {}
    yearly: dict[str, Decimal] = {}
    for heading, words in found["targets"].items():
        figure = figure_of(words, highest)
        period = period_of(heading, years.first)
        if period in years.target_periods:
            by_period[period] = figure
        if figure is not None and not QUARTER.search(heading):
            yearly[period] = figure
    # That of no year before that of the plan's first, and that before any other.
    target = next((yearly[year] for year in ("", str(years.first), *sorted(yearly)) if year in yearly), None)
    floor = figure_of(found["floor"], highest)
    if floor is not None and floor == target:
        floor = None
    is_lower = floor is not None and target is not None and floor > target
    return Figures(unit, Measure.Better.LOWER if is_lower else Measure.Better.HIGHER, target, floor, by_period)


def unit_of(found: Mapping[str, Any]) -> str:
    """By what its unit says, else its figures, else its words."""
    for text in (found["unit"], " ".join([found["floor"], *found["targets"].values()]), found["statement"]):
        for unit, pattern in UNITS:
            if pattern.search(text):
                return unit
    return Measure.Unit.COUNT


def figure_of(words: str, highest: Decimal | None) -> Decimal | None:
    """The one figure that the words hold; None for none, for several, and for more than a share can be."""
    found = NUMBER.findall(words)
    if len(found) != 1:
        return None
    figure = Decimal("".join(found[0]).replace(",", ""))
    return figure if highest is None or figure <= highest else None


def period_of(heading: str, year: FinancialYear) -> str:
    """ "2013/14-Q1" of "Target Q1", "2014/15" of "Target 2014/15"; "" of "Target"."""
    written = YEAR.search(heading)
    named = f"{written[1]}/{written[2]}" if written else ""
    quarter = QUARTER.search(heading)
    return f"{named or year}-Q{quarter[1]}" if quarter else named
