"""What a count of replies shows about everybody who was asked. Pure arithmetic on counts; shares are exact fractions.

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209-212;
the finite population correction by effective sample size (W. G. Cochran, Sampling Techniques, 3rd edition, 1977,
section 2.6); the exact interval for a finite population by inverting the hypergeometric test (Cochran, section 3.6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import exp, floor, lgamma, sqrt

Z_95 = 1.959963984540054
TAIL = 0.025
EXACT_UP_TO = 2000  # people: up to here the exact interval decides, above it Wilson's

MET, NOT_MET, NOT_SHOWN = "met", "not met", "not shown"


@dataclass(frozen=True)
class Interval:
    """Bounds of a share of a population, 0 to 1. Fractions where they are exact."""

    low: Fraction | float
    high: Fraction | float

    def in_per_cent(self, target: Fraction) -> list[float]:
        """[low, high], neither rounded onto a target it does not reach."""
        return [per_cent(self.low, target), per_cent(self.high, target)]


@dataclass(frozen=True)
class Evidence:
    """One result against one target: the share of replies, its intervals, and the two answers."""

    share: Fraction | None
    wilson: Interval | None
    exact: Interval | None
    plain: str | None
    evidence: str

    @property
    def interval(self) -> Interval | None:
        """The one that decides."""
        return self.exact or self.wilson


def wilson(yes: int, replies: int, population: int | None) -> Interval:
    """Wilson's 95 % interval with finite population correction; a point when everybody replied.

    Counts of people; `population` None is unknown, so nothing is corrected.
    """
    share = yes / replies
    if population == replies:
        return Interval(Fraction(yes, replies), Fraction(yes, replies))
    size = replies if population is None else replies * (population - 1) / (population - replies)
    middle = (share + Z_95**2 / (2 * size)) / (1 + Z_95**2 / size)
    reach = Z_95 * sqrt(share * (1 - share) / size + Z_95**2 / (4 * size**2)) / (1 + Z_95**2 / size)
    # With none, or all, the bound is the end itself; reckoned, it would miss it by a rounding.
    return Interval(middle - reach if yes else Fraction(0), middle + reach if yes < replies else Fraction(1))


def log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def chance_of_at_least(yes: int, replies: int, inclined: int, population: int) -> float:
    """P(X ≥ yes) when `inclined` of the population would say yes and `replies` of it are drawn."""
    top, bottom = min(replies, inclined), max(0, replies - (population - inclined))
    if yes <= bottom:
        return 1.0
    total = log_choose(population, replies)
    return sum(
        exp(log_choose(inclined, i) + log_choose(population - inclined, replies - i) - total)
        for i in range(yes, top + 1)
    )


@lru_cache(maxsize=4096)
def exact(yes: int, replies: int, population: int) -> Interval:
    """The equal-tailed exact 95 % interval of the share of a finite population.

    From the smallest K with P(X ≥ yes | K) > 0.025 to the largest K with P(X ≤ yes | K) > 0.025, over the population.
    """
    low = smallest(lambda k: chance_of_at_least(yes, replies, k, population) > TAIL, yes, population - replies + yes)
    no = replies - yes
    few = smallest(lambda k: chance_of_at_least(no, replies, k, population) > TAIL, no, population - replies + no)
    return Interval(Fraction(low, population), Fraction(population - few, population))


def smallest(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first whole number from low to high at which `holds` is true (it is true at high, and stays true)."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def weigh(yes: int, replies: int, population: int | None, target: Fraction, *, lower: bool = False) -> Evidence:
    """One result against a target share (0 to 1), compared as exact fractions, never as rounded text. `lower`: less is
    better, so that met is an interval wholly at or below the target.

    Raises:
        ValueError: counts that cannot be (more yes than replies, more replies than people).
    """
    if yes < 0 or replies < 0 or yes > replies:
        raise ValueError("There cannot be more people saying yes than replies.")
    if population is not None and replies > population:
        raise ValueError("There cannot be more replies than people asked.")
    if replies == 0:
        return Evidence(None, None, None, None, NOT_SHOWN)
    share = Fraction(yes, replies)
    small = population is not None and population <= EXACT_UP_TO
    spread = wilson(yes, replies, population)
    certain = exact(yes, replies, population) if small else None
    deciding = certain or spread
    sign = -1 if lower else 1
    worst, best = sorted((sign * deciding.low, sign * deciding.high))
    verdict = MET if worst >= sign * target else NOT_MET if best < sign * target else NOT_SHOWN
    is_reached = sign * share >= sign * target
    return Evidence(share, spread, certain, "reached" if is_reached else "not reached", verdict)


@dataclass(frozen=True)
class Difference:
    """A share less an earlier one, -1 to 1, with its interval."""

    change: Fraction
    low: float
    high: float

    @property
    def words(self) -> str:
        """What is shown about everybody, not about the replies."""
        return "risen" if self.low > 0 else "fallen" if self.high < 0 else "change not shown either way"

    @property
    def in_points(self) -> str:
        """+10.6 points (95% interval +1.9 to +18.8)."""
        change, low, high = (f"{100 * float(one):+.1f}".replace("-", "−") for one in (self.change, self.low, self.high))
        return f"{change} points (95% interval {low} to {high})"


def difference(now: tuple[int, int, int | None], before: tuple[int, int, int | None]) -> Difference:
    """The change between two waves, each (yes, replies, population or None), with its 95 % interval.

    Newcombe's hybrid score method, from the two Wilson intervals, each corrected for its population; the two sets of
    replies are taken to be independent. Source: R. G. Newcombe, "Interval estimation for the difference between
    independent proportions", Statistics in Medicine 17 (1998), 873-890, method 10.
    """
    one, two = Fraction(now[0], now[1]), Fraction(before[0], before[1])
    spread, earlier = wilson(*now), wilson(*before)
    down = sqrt((one - spread.low) ** 2 + (earlier.high - two) ** 2)
    up = sqrt((spread.high - one) ** 2 + (two - earlier.low) ** 2)
    return Difference(one - two, float(one - two) - down, float(one - two) + up)


def replies_that_would_show(
    share: Fraction, population: int | None, target: Fraction, *, lower: bool = False
) -> int | None:
    """How many replies would show the target met at that very share; None if the population is not known.

    Of 150 people and 70 %, 120 replies against 66 %. Only numbers of which the share is a whole number of people come
    into question; more of them show more, so they are halved down.
    """
    if population is None or (share >= target if lower else share <= target):
        return None
    step = share.denominator

    def is_enough(times: int) -> bool:
        replies = times * step
        return weigh(int(share * replies), replies, population, target, lower=lower).evidence == MET

    most = population // step
    found = smallest(is_enough, 1, most) if most else 0
    return found * step if found and is_enough(found) else None


def per_cent(share: Fraction | float, target: Fraction | None = None) -> float:
    """A share in per cent to one decimal; to more where rounding would touch or cross the target it does not reach.

    69.98 against a target of 70 stays 69.98, so that a missed target is never printed as the target itself.
    """
    shown = Fraction(0)
    for decimals in range(1, 10):
        scale = 10**decimals
        shown = Fraction(floor(Fraction(share) * 100 * scale + Fraction(1, 2)), scale)  # halves go up, as on paper
        if target is None or share == target or (shown != target * 100 and (shown < target * 100) == (share < target)):
            break
    return float(shown)


def in_full(figure: float | Fraction) -> str:
    """A figure with all its digits, and no noughts after them: 79.99999, 80, 1234567.5."""
    return f"{Decimal(repr(float(figure))).normalize():f}"
