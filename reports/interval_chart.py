"""Geometry of the chart of survey results: a row a measure, its 95% interval, its result and its target.

Everything is in the user units of an SVG 490 wide, one unit being a third of a millimetre. The table beside it
holds the same figures, so the chart's text alternative only names what it draws.
"""

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from reports.paper_words import one_line

WIDTH, LEFT, RIGHT, TOP, STEP = 490, 150, 470, 14, 24
BELOW = 18  # room under the rows for the percentages
LABEL = 29  # characters of 9 units that fit left of the chart
MOST = 20  # rows; a longer chart would not stand on one page with its caption
MM = 161 / WIDTH


@dataclass(frozen=True)
class Tick:
    x: str
    label: str


@dataclass(frozen=True)
class Bar:
    """One result. `y` is its middle; `lines` are (y, text) of its label."""

    y: str
    low: str
    high: str
    middle: str
    target: str
    verdict: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class IntervalChart:
    viewbox: str
    width: str
    height: str
    foot: str
    labels_y: str
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    alternative: str


def interval_chart(measures: list[dict[str, Any]]) -> IntervalChart | None:
    """The chart of the percentages that have an interval and may be shown; None where there is none, or too many."""
    drawn = [measure for measure in measures if _drawable(measure)]
    if not drawn or len(drawn) > MOST:
        return None
    start, stop = _ends(drawn)

    def across(percent: str | int) -> str:
        return f"{LEFT + (float(percent) - start) / (stop - start) * (RIGHT - LEFT):.1f}"

    foot = TOP + STEP * len(drawn)
    step = 10 if stop - start <= 60 else 20
    return IntervalChart(
        viewbox=f"0 0 {WIDTH} {foot + BELOW}",
        width=f"{WIDTH * MM:.1f}mm",
        height=f"{(foot + BELOW) * MM:.1f}mm",
        foot=f"{foot}",
        labels_y=f"{foot + 12}",
        ticks=tuple(Tick(across(percent), f"{percent}%") for percent in range(start, stop + 1, step)),
        bars=tuple(_bar(measure, TOP + STEP * (at + 0.5), across) for at, measure in enumerate(drawn)),
        alternative="Chart of results against target. " + " ".join(_spoken(measure) for measure in drawn),
    )


def _ends(drawn: list[dict[str, Any]]) -> tuple[int, int]:
    """Round percentages that leave room on either side of everything drawn."""
    values = [float(text) for measure in drawn for text in (*measure["interval"], measure["value"], measure["target"])]
    return max(0, floor(min(values) / 10) * 10 - 10), min(100, ceil(max(values) / 10) * 10 + 10)


def _drawable(measure: dict[str, Any]) -> bool:
    return (
        measure["unit"] == "%"
        and not measure["suppressed"]
        and bool(measure["interval"])
        and all(_is_number(measure[key]) for key in ("value", "target"))
    )


def _is_number(text: str | None) -> bool:
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", one_line(text)) is not None


def _bar(measure: dict[str, Any], y: float, across: Callable[[str], str]) -> Bar:
    name = ": ".join(filter(None, (one_line(measure.get("audience")), one_line(measure["statement"]))))
    lines = textwrap.wrap(name, LABEL, max_lines=2, placeholder="…") or ["Measure"]
    first = y + 3.2 - 5.2 * (len(lines) - 1)
    low, high = measure["interval"]
    return Bar(
        f"{y:.1f}",
        across(low),
        across(high),
        across(measure["value"]),
        across(measure["target"]),
        measure["evidence"] or "",
        tuple((f"{first + 10.4 * at:.1f}", line) for at, line in enumerate(lines)),
    )


def _spoken(measure: dict[str, Any]) -> str:
    low, high = measure["interval"]
    return (
        f"{one_line(measure['statement'])}: {measure['value']} per cent, interval {low} to {high},"
        f" target {measure['target']}, {measure['evidence'] or 'not assessed'}."
    )
