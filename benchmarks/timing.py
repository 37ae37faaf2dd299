"""How the time to read a date grows with its length: `.venv/bin/python benchmarks/timing.py`.

Prints, for each hostile piece of text, the time for the longest text that is looked at over that for a tenth of it.
Ten would be linear; texts beyond the longest are not looked at and cost nothing.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from actions.timing import LONGEST, parse_timing  # noqa: E402
from plans.periods import FinancialYear, Years  # noqa: E402

PIECES = ("1 ", "a-", "(", "by ", "from ", "March ", " / ", "and ", "x - ", "3 to ", "Agenda - ", "March 2013 and ")
YEARS = Years(FinancialYear(2015), FinancialYear(2015))


def seconds(text: str) -> float:
    """The best of five."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        parse_timing(text, YEARS)
        times.append(time.perf_counter() - begun)
    return min(times)


if __name__ == "__main__":
    for piece in PIECES:
        short, long = (piece * LONGEST)[: LONGEST // 10], (piece * LONGEST)[:LONGEST]
        print(f"{piece!r:18} {seconds(long) / seconds(short):6.1f} times the time for 10 times the text")
