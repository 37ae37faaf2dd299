"""The readings of a plan's measures, read from the database, and the words in which page and paper tell them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import prefetch_related_objects

from plans.models import Plan
from plans.periods import period_in_words, read_period
from surveys.models import Measure, Reading
from surveys.models.measure import figure_in
from surveys.models.reading import latest_of
from surveys.readings import BENCHMARK, Held, Known, Standing, latest, of_period, over
from surveys.statistics import in_full, per_cent

NOT_CONFIRMED = "0, not confirmed"


@dataclass(frozen=True)
class Indicator:
    """A measure with what it is held to and the readings that count: {period: reading}."""

    plan: Plan
    measure: Measure
    held: Held
    known: dict[str, Known]

    @property
    def latest(self) -> Standing | None:
        return latest(self.held, self.known, list(self.plan.years))

    def over(self, span: str) -> Standing:
        """How it stands over a quarter or a year."""
        return over(self.held, self.known, span)

    def of(self, period: str) -> Standing:
        return of_period(self.held, self.known, period)


def indicators(plan: Plan, measures: Iterable[Measure], *, on: date) -> dict[int, Indicator]:
    """{measure id: its readings as known at the end of `on`}. Two queries, whatever their number."""
    return indicators_of([(plan, one) for one in measures], on=on)


def indicators_of(measures: Iterable[tuple[Plan, Measure]], *, on: date) -> dict[int, Indicator]:
    """The same of measures of several plans, each given with its own. Two queries."""
    given = list(measures)
    prefetch_related_objects([one for _, one in given], "targets")
    known: dict[int, dict[str, Known]] = defaultdict(dict)
    readings = Reading.objects.filter(measure__in=[one.pk for _, one in given]).known_on(on)
    for (measure, period), reading in latest_of(readings).items():
        known[measure][period] = reading.known
    return {one.pk: Indicator(plan, one, one.held_to(plan), known[one.pk]) for plan, one in given}


def figure_words(value: Fraction, unit: str, target: Fraction | None = None) -> str:
    """79.6%, £1,200, 24 hours, 1,200. Of a share as many decimals as it takes not to touch a target it misses."""
    if unit == Measure.Unit.PER_CENT:
        return f"{in_full(share_in(value, target))}%"
    words = f"{float(value):,.2f}".removesuffix(".00")
    return {Measure.Unit.MONEY: "£{}", Measure.Unit.TIME: "{} hours"}.get(Measure.Unit(unit), "{}").format(words)


def share_in(value: Fraction, target: Fraction | None) -> float:
    """A percentage to one decimal, or more where rounding would touch the target."""
    return per_cent(value / 100, None if target is None else target / 100)


def standing_words(standing: Standing, unit: str) -> str:
    """62% (310 of 500), provisional; 0, not confirmed; 31 so far."""
    if standing.value is None:
        return ""
    if standing.is_unconfirmed_nought:
        return NOT_CONFIRMED
    counts = f" ({standing.numerator:,} of {standing.base:,})" if standing.base else ""
    further = ["" if standing.is_whole else "so far", "" if standing.is_confirmed else "provisional"]
    return ", ".join(filter(None, [f"{figure_words(standing.value, unit, standing.target)}{counts}", *further]))


def target_words(standing: Standing, unit: str, *, is_lower_better: bool = False) -> str:
    """target 70%; target 6 or less; against the benchmark of 65%."""
    if standing.target is None:
        return ""
    words = figure_words(standing.target, unit) + (" or less" if is_lower_better else "")
    return f"against the benchmark of {words}" if standing.against == BENCHMARK else f"target {words}"


def story(indicator: Indicator) -> str:
    """From last year's outturn to now, on the way to the target: "51% last year → 62% in Q2 2013/14, target 70%"; of
    what is added up, the year so far. Empty without a reading."""
    measure, standing = indicator.measure, indicator.latest
    if standing is None:
        return ""
    if indicator.held.adds_up:
        standing = indicator.over(str(read_period(standing.period)[0]))
    if standing.value is None or standing.is_unconfirmed_nought:
        now = "no figure that is confirmed"
    else:
        now = figure_words(standing.value, measure.unit, standing.target) + ("" if standing.is_whole else " so far")
    before = outturn_words(measure)
    told = f"{now} in {period_in_words(standing.period)}"
    aim = target_words(standing, measure.unit, is_lower_better=indicator.held.is_lower_better)
    return ", ".join(filter(None, [f"{before} → {told}" if before else told, aim]))


def outturn_words(measure: Measure) -> str:
    """What was reached last year, in as few words as it was written in."""
    if not measure.outturn:
        return ""
    number = figure_in(measure.outturn, measure.unit)
    return f"{figure_words(number, measure.unit)} last year" if number is not None else f"Before: {measure.outturn}"
