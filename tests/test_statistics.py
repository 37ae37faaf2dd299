"""Intervals against an independent implementation, and against every sample there can be."""

from fractions import Fraction
from random import Random

import pytest
from scipy.stats import binomtest, hypergeom

from benchmarks.coverage import WANTED, coverage, used
from surveys.statistics import TAIL, exact, wilson

pytestmark = pytest.mark.anywhere
CASES = 200


def drawn(lot: Random, largest: int) -> tuple[int, int, int]:
    """(yes, replies, people)"""
    people = lot.randint(1, largest)
    replies = lot.randint(1, people)
    return lot.randint(0, replies), replies, people


def test_the_exact_interval_is_that_of_another_implementation():
    lot = Random(66)  # noqa: S311  reproducible, not secret
    for _ in range(CASES):
        yes, replies, people = drawn(lot, 400)
        low = next(k for k in range(people + 1) if hypergeom.sf(yes - 1, people, k, replies) > TAIL)
        high = next(k for k in range(people, -1, -1) if hypergeom.cdf(yes, people, k, replies) > TAIL)
        found = exact(yes, replies, people)
        assert (found.low, found.high) == (Fraction(low, people), Fraction(high, people)), (yes, replies, people)


def test_wilsons_interval_is_that_of_another_implementation():
    lot = Random(70)  # noqa: S311  reproducible, not secret
    for _ in range(CASES):
        yes, replies, _ = drawn(lot, 5_000)
        theirs = binomtest(yes, replies).proportion_ci(method="wilson")
        ours = wilson(yes, replies, None)
        assert (float(ours.low), float(ours.high)) == pytest.approx((theirs.low, theirs.high), abs=1e-9), (yes, replies)


@pytest.mark.parametrize("replies", [20, 60, 100])
def test_the_interval_that_decides_keeps_95_per_cent_and_wilsons_would_not(replies):
    assert min(coverage(150, replies, used)) >= WANTED
    assert Fraction(80, 100) < min(coverage(150, replies, wilson)) < WANTED


def test_none_and_all_reach_the_ends():
    assert (wilson(0, 20, 150).low, wilson(20, 20, 150).high) == (0, 1)
    assert wilson(0, 20, None).low == 0 < wilson(1, 20, None).low
