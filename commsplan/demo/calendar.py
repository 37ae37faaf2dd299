"""Moving a paper's years to today's, so that the demo looks alive."""

from __future__ import annotations

import re
from datetime import date

from plans.periods import FinancialYear

YEAR = re.compile(r"\b(20\d\d)(?:([/-])(\d\d))?\b")
NAMES = {
    "Paul Taylor, Director of Change and Communities": "The Director of Change",
    "Paul Taylor": "The Director of Change",
    "Zena Cooke, Director of Regeneration and Communities": "the Director of Regeneration",
}


def years_to_move(paper_year: int, today: date) -> int:
    """How many years lie between a paper's financial year and today's."""
    return FinancialYear.containing(today).start_year - paper_year


def moved(text: str, years: int) -> str:
    """The text with its years moved on."""

    def later(match: re.Match[str]) -> str:
        year = int(match[1]) + years
        return f"{year}{match[2]}{(int(match[3]) + years) % 100:02d}" if match[2] else str(year)

    return YEAR.sub(later, text)


def without_names(text: str) -> str:
    """The text with posts for the people the papers name."""
    for name, post in NAMES.items():
        text = text.replace(name, post)
    return text
