"""A measure's colour."""

from fractions import Fraction

from plans.rag import Rag
from surveys.statistics import MET, NOT_MET, NOT_SHOWN

EVIDENCE_COLOURS = {MET: Rag.GREEN, NOT_SHOWN: Rag.AMBER, NOT_MET: Rag.RED}


def evidence_colour(verdict: str) -> Rag:
    return EVIDENCE_COLOURS[verdict]


def plain_colour(
    value: Fraction,
    target: Fraction,
    floor: Fraction | None,
    tolerance: Fraction = Fraction(5, 100),
    *,
    is_lower_better: bool = False,
) -> Rag:
    """Green at the target or on its better side, red beyond the floor (or, without one, beyond the target by more than
    `tolerance` of it), else amber. All in the same unit.

    Nothing is rounded before comparing: 79.6 % against 80 % is amber.
    """
    way = -1 if is_lower_better else 1
    if way * (value - target) >= 0:
        return Rag.GREEN
    lowest = target * (1 - way * tolerance) if floor is None else floor
    return Rag.RED if way * (value - lowest) < 0 else Rag.AMBER
