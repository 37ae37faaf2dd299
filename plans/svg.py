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
