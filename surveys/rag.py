"""A measure's colour."""

from fractions import Fraction

from plans.rag import Rag
from surveys.statistics import MET, NOT_MET, NOT_SHOWN

EVIDENCE_COLOURS = {MET: Rag.GREEN, NOT_SHOWN: Rag.AMBER, NOT_MET: Rag.RED}


def evidence_colour(verdict: str) -> Rag:
    return EVIDENCE_COLOURS[verdict]


def plain_colour(
    share: Fraction, target: Fraction, floor: Fraction | None, tolerance: Fraction = Fraction(5, 100)
) -> Rag:
    """Green at or above target, red below the floor (or, without one, below target by more than `tolerance` of it),
    else amber.

    Nothing is rounded before comparing: 79.6 % against 80 % is amber.
    """
    if share >= target:
        return Rag.GREEN
    lowest = target * (1 - tolerance) if floor is None else floor
    return Rag.RED if share < lowest else Rag.AMBER
