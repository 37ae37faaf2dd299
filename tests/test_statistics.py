"""Intervals against an independent implementation, and against every sample there can be."""

from fractions import Fraction
from random import Random

import pytest
from scipy.stats import binomtest, hypergeom

from benchmarks.coverage import WANTED, coverage, used
from surveys.statistics import TAIL, difference, exact, replies_that_would_show, weigh, wilson

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


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [  # the worked examples of Newcombe 1998, method 10, that have no small population
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_change_between_two_waves_is_as_published(now, before, low, high):
    found = difference((*now, None), (*before, None))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_change_is_said_only_where_it_is_shown():
    assert difference((42, 60, None), (57, 96, None)).words == "change not shown either way"
    assert difference((80, 100, None), (50, 100, None)).words == "risen"
    assert difference((50, 100, None), (80, 100, None)).words == "fallen"
    assert difference((99, 150, 150), (90, 150, 150)).words == "risen"  # two counts of everybody leave no doubt
    assert difference((42, 60, 150), (57, 96, 150)).in_points.startswith("+10.6 points (95% interval ")


def test_how_many_replies_would_show_it():
    assert replies_that_would_show(Fraction(42, 60), 150, Fraction(66, 100)) == 120
    assert replies_that_would_show(Fraction(42, 60), None, Fraction(66, 100)) is None  # nobody knows of how many
    assert replies_that_would_show(Fraction(66, 100), 150, Fraction(66, 100)) is None
    for replies in (110, 120):
        found = weigh(replies * 7 // 10, replies, 150, Fraction(66, 100)).evidence
        assert found == ("met" if replies == 120 else "not shown")
