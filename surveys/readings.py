"""What the readings of a measure say: of each period, of each year, against its target. Pure; shares and figures are
exact fractions, and nothing is rounded before it is compared.

A figure that is not confirmed is provisional. A provisional nought is no nought: more often than not it means that
nobody has counted yet, so it has no colour and enters no outturn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from plans.periods import FinancialYear, quarter_of, read_period
from surveys.rag import plain_colour

PLACES = Decimal("0.01")
LAST, SUM = "last", "sum"
TARGET, BENCHMARK = "target", "benchmark"


@dataclass(frozen=True)
class Figure:
    """A figure as it was entered: a value; or so many of so many, from which the percentage follows."""

    value: Decimal
    numerator: int | None = None
    base: int | None = None

    @classmethod
    def of_counts(cls, numerator: int, base: int) -> Figure:
        share = Decimal(100 * numerator) / Decimal(base)
        return cls(share.quantize(PLACES, ROUND_HALF_UP), numerator, base)

    @property
    def exact(self) -> Fraction:
        if self.numerator is not None and self.base:
            return Fraction(100 * self.numerator, self.base)
        return Fraction(self.value)

    def __str__(self) -> str:
        """As it is typed: 42 of 60, 1200, 66.5."""
        return f"{self.value.normalize():f}" if self.base is None else f"{self.numerator} of {self.base}"


@dataclass(frozen=True)
class Known:
    """The reading that counts for one period: the latest of it. `published`: the colour a paper gave it, or ""."""

    figure: Figure
    is_confirmed: bool
    published: str = ""
    comment: str = ""

    @property
    def is_unconfirmed_nought(self) -> bool:
        return not self.is_confirmed and self.figure.exact == 0


@dataclass(frozen=True)
class Held:
    """What a measure is held to. `frequency` is month, quarter or year; `outturn_by` last or sum; `targets` are
    {period: figure}; `benchmark` the figure that stands in where there is no target at all.

    Of periods that are added up, `target` and `floor` are each period's, unless the year has a target of its own:
    then they are the year's.
    """

    frequency: str
    outturn_by: str
    is_lower_better: bool = False
    is_share: bool = False
    target: Fraction | None = None
    floor: Fraction | None = None
    benchmark: Fraction | None = None
    tolerance: Fraction = Fraction(5, 100)
    targets: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def adds_up(self) -> bool:
        """Are the figures of its periods added? Shares are pooled instead, and held to what each period is held to."""
        return self.outturn_by == SUM and not self.is_share

    @property
    def has_target(self) -> bool:
        return self.target is not None or bool(self.targets)

    @property
    def general(self) -> Fraction | None:
        """What stands in for any period: the target, else, without one anywhere, the benchmark."""
        return self.target if self.has_target else self.benchmark


@dataclass(frozen=True)
class Standing:
    """How a measure stands in a period, or over the periods of a quarter or year.

    `value` None: nothing to show. `made_of`: the periods it follows from, of which `is_whole` says whether they are all.
    `proposed` is the colour by the figures, `published` what a paper said; `against` says what it was held to.
    """

    period: str
    value: Fraction | None = None
    numerator: int | None = None
    base: int | None = None
    is_confirmed: bool = False
    is_unconfirmed_nought: bool = False
    target: Fraction | None = None
    against: str = ""
    proposed: str | None = None
    published: str = ""
    comment: str = ""
    made_of: tuple[str, ...] = ()
    is_whole: bool = True

    @property
    def rating(self) -> str | None:
        """The colour that counts: what was published, else what the figures say."""
        return None if self.is_unconfirmed_nought else self.published or self.proposed

    @property
    def is_disputed(self) -> bool:
        """Was another colour published than the figures say?"""
        return bool(self.published and self.proposed and self.published != self.proposed)

    @property
    def is_reached(self) -> bool | None:
        """None where there is nothing to compare."""
        return None if self.proposed is None else self.proposed == "green"


def of_period(held: Held, known: Mapping[str, Known], period: str) -> Standing:
    """How the measure stands in one of its periods."""
    target = target_of(held, period)
    against = (TARGET if held.has_target else BENCHMARK) if target is not None else ""
    reading = known.get(period)
    if reading is None:
        return Standing(period, target=target, against=against)
    figure = reading.figure
    nought = reading.is_unconfirmed_nought
    return Standing(
        period, figure.exact, figure.numerator, figure.base, reading.is_confirmed, nought, target, against,
        None if nought else colour(held, figure.exact, target, floor_of(held, period)),
        reading.published, reading.comment, (period,),
    )  # fmt: skip


def over(held: Held, known: Mapping[str, Known], span: str) -> Standing:
    """How the measure stands over a quarter or a year: in the last of its periods, or in all of them taken together."""
    parts = parts_of(held, span)
    if parts == [span]:
        return of_period(held, known, span)
    target, floor = target_over(held, span, parts), floor_over(held, span, parts)
    against = (TARGET if held.has_target else BENCHMARK) if target is not None else ""
    there = [period for period in parts if period in known and not known[period].is_unconfirmed_nought]
    if not there:
        return Standing(span, target=target, against=against)
    last = known[there[-1]]
    chosen = [last] if held.outturn_by == LAST else [known[period] for period in there]
    figure = together(held, chosen)
    if figure is None:
        return Standing(span, target=target, against=against)
    is_whole = there[-1] == parts[-1] if held.outturn_by == LAST else there == parts
    # A sum of some periods says nothing yet against the target of all of them.
    says = is_whole or not held.adds_up
    published = last.published if held.outturn_by == LAST else ""
    return Standing(
        span, figure[0], figure[1], figure[2], all(one.is_confirmed for one in chosen), False, target, against,
        colour(held, figure[0], target, floor) if says else None,
        published, last.comment if held.outturn_by == LAST else "", tuple(there), is_whole,
    )  # fmt: skip


def together(held: Held, readings: Sequence[Known]) -> tuple[Fraction, int | None, int | None] | None:
    """The figure of several readings with its counts: added, or for shares pooled. None for shares without counts."""
    figures = [one.figure for one in readings]
    if len(figures) == 1:
        return figures[0].exact, figures[0].numerator, figures[0].base
    if held.adds_up:
        return sum((one.exact for one in figures), Fraction(0)), None, None
    if any(one.base is None for one in figures):
        return None
    numerator, base = sum(one.numerator or 0 for one in figures), sum(one.base or 0 for one in figures)
    return Fraction(100 * numerator, base), numerator, base


def latest(held: Held, known: Mapping[str, Known], years: Sequence[FinancialYear]) -> Standing | None:
    """How the measure stands in the last period that has a reading; None where none has."""
    periods = [period for year in years for period in year.periods(held.frequency) if period in known]
    return of_period(held, known, periods[-1]) if periods else None


def parts_of(held: Held, span: str) -> list[str]:
    """The periods of the measure that a quarter or a year is made of; itself where it is measured by those, or by
    longer ones."""
    year, each, _ = read_period(span)
    if each == "year":
        return year.periods(held.frequency)
    months = [month for month in year.periods("month") if quarter_of(month) == span]
    return months if held.frequency == "month" else [span]


def target_of(held: Held, period: str) -> Fraction | None:
    """The period's own target; else the year's, and else the measure's. What a year adds up to is not what one of its
    periods is held to; a month's level is held to that of its quarter."""
    year, each, _ = read_period(period)
    if period in held.targets:
        return held.targets[period]
    if held.adds_up and each != "year":
        return None if str(year) in held.targets else held.general
    if each == "month" and quarter_of(period) in held.targets:
        return held.targets[quarter_of(period)]
    return held.targets.get(str(year), held.general)


def target_over(held: Held, span: str, parts: Sequence[str]) -> Fraction | None:
    """The target of a quarter or a year; of periods that are added up, theirs added up where it has none."""
    if not held.adds_up or span in held.targets:
        return target_of(held, span)
    theirs = [target_of(held, period) for period in parts]
    known = [one for one in theirs if one is not None]
    return sum(known, Fraction(0)) if len(known) == len(theirs) else None


def floor_of(held: Held, period: str) -> Fraction | None:
    year, each, _ = read_period(period)
    return None if held.adds_up and each != "year" and str(year) in held.targets else held.floor


def floor_over(held: Held, span: str, parts: Sequence[str]) -> Fraction | None:
    if not held.adds_up or held.floor is None:
        return held.floor
    year, each, _ = read_period(span)
    if str(year) in held.targets:
        return held.floor if each == "year" else None
    return held.floor * len(parts)


def colour(held: Held, value: Fraction, target: Fraction | None, floor: Fraction | None) -> str | None:
    """The colour by the figures; None without anything to hold them to. A floor that a period's target does not lie
    beyond (55% in the first quarter, on the way to 70 with a floor of 60) is not that period's, and the tolerance counts.
    """
    if target is None:
        return None
    if floor is not None and (floor <= target if held.is_lower_better else floor >= target):
        floor = None
    return plain_colour(value, target, floor, held.tolerance, is_lower_better=held.is_lower_better)
