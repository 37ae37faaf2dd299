"""Moving a paper's years to today's, so that the demo looks alive."""

from __future__ import annotations

from datetime import date

from plans.periods import FinancialYear

NAMES = {
    "Paul Taylor, Director of Change and Communities": "The Director of Change",
    "Paul Taylor": "The Director of Change",
    "Zena Cooke, Director of Regeneration and Communities": "the Director of Regeneration",
}


def years_to_move(paper_year: int, today: date) -> int:
    """How many years lie between a paper's financial year and today's."""
    return FinancialYear.containing(today).start_year - paper_year


def without_names(text: str) -> str:
    """The text with posts for the people the papers name."""
    for name, post in NAMES.items():
        text = text.replace(name, post)
    return text
