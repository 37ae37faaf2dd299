"""Geometry of the chart of survey results: a row a measure, its 95% interval, its result and its target.

Everything is in the user units of an SVG 490 wide, one unit being a third of a millimetre. The table beside it
holds the same figures, so the chart's text alternative only names what it draws.
"""

import textwrap
from dataclasses import dataclass
from typing import Any

from reports.paper_words import one_line

WIDTH, LEFT, RIGHT, TOP, STEP = 490, 150, 470, 14, 28
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
    met: bool
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
    drawn = [m for m in measures if _drawable(m)]
    if not drawn or len(drawn) > MOST:
        return None
    values = [float(text) for m in drawn for text in (*m["interval"], m["value"], m["target"])]
    start = max(0, int(min(values)) // 10 * 10 - 10)
    stop = min(100, -(-int(max(values) + 1) // 10) * 10 + 10)
    step = 10 if stop - start <= 60 else 20

    def across(percent: str | float) -> str:
        return f"{LEFT + (float(percent) - start) / (stop - start) * (RIGHT - LEFT):.1f}"

    foot = TOP + STEP * len(drawn)
    height = foot + 18
    bars = tuple(_bar(m, TOP + STEP * (at + 0.5), across) for at, m in enumerate(drawn))
    ticks = tuple(Tick(across(percent), f"{percent}%") for percent in range(start, stop + 1, step))
    return IntervalChart(
        f"0 0 {WIDTH} {height}",
        f"{WIDTH * MM:.1f}mm",
        f"{height * MM:.1f}mm",
        f"{foot}",
        f"{foot + 12}",
        ticks,
        bars,
        "Chart of results against target. " + " ".join(_spoken(m) for m in drawn),
    )


def _drawable(measure: dict[str, Any]) -> bool:
    return (
        measure["unit"] == "%"
        and not measure["suppressed"]
        and bool(measure["interval"])
        and all(_is_number(measure[key]) for key in ("value", "target"))
    )


def _is_number(text: str | None) -> bool:
    return bool(text) and one_line(text).replace(".", "", 1).isascii() and one_line(text).replace(".", "", 1).isdigit()


def _bar(measure: dict[str, Any], y: float, across: Any) -> Bar:
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
        measure["evidence"] == "met",
        tuple((f"{first + 10.4 * at:.1f}", line) for at, line in enumerate(lines)),
    )


def _spoken(measure: dict[str, Any]) -> str:
    low, high = measure["interval"]
    return (
        f"{one_line(measure['statement'])}: {measure['value']} per cent, interval {low} to {high},"
        f" target {measure['target']}, {measure['evidence'] or 'not assessed'}."
    )
