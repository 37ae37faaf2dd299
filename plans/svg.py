"""The small pictures of pages, as data for one template each: shapes are drawn with attributes only, so that page,
paper and e-mail can share them under a policy that forbids inline styles. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from plans.rag import MEANINGS, NOT_RATED, Meaning

UNITS_STEP = 13


def meaning_of(rag: str | None) -> Meaning:
    """A colour's words; Not rated where there is none."""
    return MEANINGS.get(rag or "", NOT_RATED)


@dataclass(frozen=True)
class Unit:
    """One shape in a row of shapes: which colour, and where its middle stands."""

    rag: str
    x: float


def units(tally: dict[str, int]) -> list[Unit]:
    """One shape for each thing counted, worst first."""
    shapes = [rag for rag, count in tally.items() for _ in range(count)]
    return [Unit(rag, index * UNITS_STEP) for index, rag in enumerate(shapes)]


@dataclass(frozen=True)
class Whisker:
    """A result with its interval against a target, on a scale of 0 to 100 per cent drawn 200 wide."""

    low: float
    value: float
    high: float
    target: float
    mark: str

    @classmethod
    def of(cls, value: float, interval: list[float], target: float, evidence: str) -> Whisker:
        scale = 2.0
        low, middle, high, aim = (round(4 + number * scale, 1) for number in (interval[0], value, interval[1], target))
        return cls(low, middle, high, aim, evidence)


HEIGHTS = {"green": 5.5, "complete": 5.5, "amber": 12.0, "red": 18.5}
MIDDLE, STEP, SMALL, LARGE = 12.0, 16, 7.6, 10.4


@dataclass(frozen=True)
class Mark:
    """One colour of a trend: where its shape stands, and how large."""

    rag: str
    left: float
    top: float
    size: float


@dataclass(frozen=True)
class Trend:
    """Colours in time, oldest left; green stands high and red low, the last one is the largest."""

    marks: tuple[Mark, ...]
    path: str
    width: int

    @classmethod
    def of(cls, colours: list[str | None]) -> Trend:
        last, marks, line = len(colours) - 1, [], []
        for at, rag in enumerate(colours):
            x, y, size = at * STEP + STEP / 2, HEIGHTS.get(rag or "", MIDDLE), LARGE if at == last else SMALL
            marks.append(Mark(rag or "unrated", round(x - size / 2, 1), round(y - size / 2, 1), size))
            line += [f"{x:g} {y:g}"] if rag in HEIGHTS else []
        return cls(tuple(marks), f"M{' '.join(line)}" if len(line) > 1 else "", len(colours) * STEP)
