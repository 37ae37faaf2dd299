"""How often the intervals hold the truth: `.venv/bin/python benchmarks/coverage.py [POPULATION [REPLIES ...]]`.

Every share that a population can have is taken in turn, and every count of replies that can come of it, each with its
exact chance. Prints, for each number of replies, the least and the mean chance that the interval used for verdicts
holds the share, and the same of Wilson's. Exit 1 where the interval used holds it less often than 95 in 100.
"""

import sys
from collections.abc import Callable
from fractions import Fraction
from math import comb
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from surveys.statistics import EXACT_UP_TO, Interval, exact, wilson  # noqa: E402

POPULATION, REPLIES = 150, (20, 60, 100)
WANTED = Fraction(95, 100)


def coverage(population: int, replies: int, interval: Callable[[int, int, int], Interval]) -> list[Fraction]:
    """For each number of people who would say yes, 0 to all: the chance that the interval holds their share."""
    ways = comb(population, replies)
    bounds = [interval(yes, replies, population) for yes in range(replies + 1)]
    found = []
    for inclined in range(population + 1):
        share = Fraction(inclined, population)
        possible = range(max(0, replies - (population - inclined)), min(replies, inclined) + 1)
        holds = sum(
            comb(inclined, yes) * comb(population - inclined, replies - yes)
            for yes in possible
            if bounds[yes].low <= share <= bounds[yes].high
        )
        found.append(Fraction(holds, ways))
    return found


def used(yes: int, replies: int, population: int) -> Interval:
    """The interval that decides verdicts."""
    return exact(yes, replies, population) if population <= EXACT_UP_TO else wilson(yes, replies, population)


def main(arguments: list[str]) -> int:
    population, *asked = map(int, arguments or [str(POPULATION)])
    print(f"{'people':>8} {'replies':>8}  {'used: least':>12} {'mean':>8}  {'Wilson: least':>14} {'mean':>8}")
    kept = True
    for replies in asked or REPLIES:
        figures = []
        for interval in (used, wilson):
            chances = coverage(population, replies, interval)
            figures += [min(chances), sum(chances) / len(chances)]
        kept = kept and figures[0] >= WANTED
        in_words = [f"{float(figure):.2%}" for figure in figures]
        print(f"{population:>8,} {replies:>8,}  {in_words[0]:>12} {in_words[1]:>8}  {in_words[2]:>14} {in_words[3]:>8}")
    print("The interval used keeps 95% throughout." if kept else "The interval used does not keep 95%.")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
