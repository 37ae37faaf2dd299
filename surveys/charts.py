"""Geometry of the picture of a measure over time. The table beside it holds the same figures. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from surveys.trend import Point

WIDTH, HEIGHT = 480, 250
LEFT, RIGHT, TOP, FOOT = 60, 470, 24, 190
MOST = 12  # points; of more the last are drawn
LETTER = 7  # how wide a letter of a name is, about


@dataclass(frozen=True)
class Line:
    """A line of the grid, or a point's name."""

    at: float
    label: str
    under: str = ""


@dataclass(frozen=True)
class Mark:
    """A result with its interval; `label_y` is where its figure stands, clear of both."""

    x: float
    y: float
    label_y: float
    figure: str
    kind: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class TrendChart:
    words: str
    grid: tuple[Line, ...]
    names: tuple[Line, ...]
    marks: tuple[Mark, ...]
    joins: tuple[tuple[float, float, float, float], ...]
    breaks: tuple[float, ...]
    target_y: float | None
    target_label_y: float
    width: int = WIDTH
    height: int = HEIGHT


def trend_chart(points: list[Point], target: float | None, words: str, *, is_share: bool) -> TrendChart | None:
    """The picture of what may be shown; None where that is less than two points."""
    points = points[-MOST:]
    drawn = [point for point in points if point.value is not None]
    if len(drawn) < 2:
        return None
    ends = [end for point in drawn for end in (*(point.interval or ()), point.value or 0.0)]
    steps = scale([*ends, *([target] if target is not None else [])], is_share=is_share)
    low, high = steps[0], steps[-1]
    step = (RIGHT - LEFT) / len(points)

    def across(number: int) -> float:
        return round(LEFT + step * (number + 0.5), 1)

    def down(value: float) -> float:
        return round(FOOT - (value - low) / (high - low) * (FOOT - TOP), 1)

    marks, joins, last = [], [], None
    for number, point in enumerate(points):
        if point.value is None:
            last = None  # what is withheld is not drawn through
            continue
        x, y = across(number), down(point.value)
        bounds = [down(end) for end in point.interval] if point.interval else [None, None]
        above = min([y, *(end for end in bounds if end is not None)]) - 7
        marks.append(Mark(x, y, above, point.figure.rstrip("%"), point.mark, *bounds))
        if last and not point.is_new_line:
            joins.append((*last, x, y))
        last = (x, y)
    every = ceil(LETTER * (max(len(point.name) for point in points) + 1) / step)  # names that would touch are left out
    target_y = down(target) if target is not None else None
    return TrendChart(
        words,
        tuple(Line(down(value), f"{value:,g}") for value in steps),
        tuple(Line(across(n), one.name, one.counts) for n, one in enumerate(points) if n % every == (len(points) - 1) % every),
        tuple(marks),
        tuple(joins),
        tuple(across(number) - step / 2 for number, point in enumerate(points) if point.is_new_line and number),
        target_y,
        0 if target_y is None else target_y + 17 if target_y < FOOT - 25 else target_y - 6,
    )  # fmt: skip


def scale(values: list[float], *, is_share: bool) -> list[float]:
    """Three to six round numbers that hold all values; of shares between 0 and 100."""
    lowest, highest = min(values), max(values)
    spread = max(highest - lowest, 10.0 if is_share else abs(highest) * 0.1, 0.01)
    raw = spread / 3
    power = 10 ** floor(log10(raw))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= raw)
    first, last = floor(lowest / step), ceil(highest / step)
    if lowest - first * step < step * 0.2 and first > 0:
        first -= 1
    if last * step - highest < step * 0.2:
        last += 1
    steps = [round(number * step, 9) for number in range(first, max(last, first + 2) + 1)]
    return [value for value in steps if not is_share or value <= 100] if is_share else steps
