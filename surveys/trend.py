"""A measure over time: a point for each wave of surveys, or for each reading. Pure but for its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plans.periods import period_in_words
from surveys.evidence import Measured, evidence_of
from surveys.indicators import Indicator, figure_words, standing_words, target_words
from surveys.models import Measure
from surveys.replies import Wave
from surveys.statistics import Difference, difference, per_cent

READING = "reading"


@dataclass(frozen=True)
class Point:
    """One point. `value` None: withheld, or not there. All figures in the measure's unit; `mark` is the verdict of a
    survey, or "reading". `is_new_line`: the wording changed, so that it is not to be compared with the one before."""

    name: str
    value: float | None
    figure: str
    counts: str = ""
    interval: list[float] | None = None
    mark: str = READING
    is_new_line: bool = False
    note: str = ""
    change: Difference | None = None
    aim: str = ""  # of a reading: what it is held to, its colour by that, and what a paper said
    rag: str | None = None
    published: str = ""
    comment: str = ""


def of_waves(entry: Measured) -> list[Point]:
    """One for each wave of surveys, the earliest first."""
    points: list[Point] = []
    earlier: Wave | None = None
    for wave in entry.waves:
        points.append(of_wave(entry.measure, wave, earlier))
        earlier = wave
    return points


def of_wave(measure: Measure, wave: Wave, earlier: Wave | None) -> Point:
    total = wave.replies.total
    is_new = earlier is not None and earlier.wording != wave.wording
    notes = [
        word
        for word, holds in (("provisional", wave.is_provisional), ("self-selected", wave.is_self_selected))
        if holds
    ]
    note = ", ".join(notes)
    found = evidence_of(measure, total) if total else None
    if total is None or not total.is_shown or found is None or found.share is None or found.interval is None:
        return Point(wave.name, None, "withheld" if total and not total.is_shown else "", is_new_line=is_new, note=note)
    value = per_cent(found.share, measure.target_share)
    interval = found.interval.in_per_cent(measure.target_share)
    return Point(
        wave.name, value, f"{value}%", f"{total.yes} of {total.base}", interval, found.evidence, is_new, note,
        None if is_new else change_since(wave, earlier),
    )  # fmt: skip


def change_since(wave: Wave, earlier: Wave | None) -> Difference | None:
    """The change from one wave to the next; None where either is withheld."""
    now, before = wave.replies.total, earlier.replies.total if earlier else None
    if not now or not before or not now.is_shown or not before.is_shown or not now.base or not before.base:
        return None
    return difference((now.yes, now.base, now.population), (before.yes, before.base, before.population))


def of_readings(indicator: Indicator) -> list[Point]:
    """One for each period that was read, the earliest first."""
    unit, points = indicator.measure.unit, []
    for year in indicator.plan.years:
        for period in year.periods(indicator.held.frequency):
            if period not in indicator.known:
                continue
            standing = indicator.of(period)
            value = None if standing.value is None or standing.is_unconfirmed_nought else float(standing.value)
            note = standing_words(standing, unit)
            figure = figure_words(standing.value, unit, standing.target) if standing.value is not None else ""
            points.append(
                Point(
                    period_in_words(period), value, figure if value is not None else note, note=note,
                    aim=target_words(standing, unit, is_lower_better=indicator.held.is_lower_better),
                    rag=standing.proposed, published=standing.published, comment=standing.comment,
                )
            )  # fmt: skip
    return points


def spoken(points: Iterable[Point], statement: str, target: str) -> str:
    """What the chart shows, in words."""
    told = []
    for point in points:
        interval = f", {point.interval[0]} to {point.interval[1]}" if point.interval else ""
        wording = ", wording changed" if point.is_new_line else ""
        told.append(f"{point.name}{wording}: {point.figure or 'no figure'}{interval}.")
    return " ".join([f"{statement}, over time.", *told, f"Target {target}." if target else ""]).strip()
