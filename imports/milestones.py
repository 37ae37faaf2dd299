"""A key milestone as the preview shows it: its date understood, and what a person must look at."""

import re
from typing import Any

from actions.timing import parse_timing
from imports.priority_tables import FoundMilestone
from plans.periods import Years

CUT = "The words are cut across the columns of the paper; they were put together again and need review."
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_IN_WORDS = re.compile(
    rf"\b(?:(?:by|in|before)\s+)?(?:(?:{_MONTHS})\s+20\d\d|(?:on a\s+)?(?:quarterly|monthly|annual(?:ly)?)\s+basis)\b"
)


def milestone_json(one: FoundMilestone, years: Years | None) -> dict[str, Any]:
    """`letter`, `title`, `date_text`, `timing`, `priority` (its number) and `warnings`. A date that only the words name
    is told, and not taken: the column for it was left blank."""
    timing = parse_timing(one.date_text, years).as_json()
    warnings = [CUT] if one.is_cut else []
    if named := "" if one.date_text else next((found[0] for found in _IN_WORDS.finditer(one.title)), ""):
        warnings.append(f"No date is written in its column; the words say “{named}”.")
    elif timing["kind"] == "unknown" and not timing["needs_review"]:
        warnings.append(f"No date yet: “{one.date_text}”.")
    elif timing["needs_review"] and one.date_text:
        warnings.append(f"The date “{one.date_text}” needs review.")
    elif timing["provisional"]:
        warnings.append(f"The date is provisional: “{one.date_text}”.")
    return {
        "letter": one.letter,
        "title": one.title,
        "date_text": one.date_text,
        "timing": timing,
        "priority": one.priority,
        "warnings": warnings + outside(timing, years),
    }


def outside(timing: dict[str, Any], years: Years | None) -> list[str]:
    """A date wholly before or after the plan's years is seldom meant; the paper may be of another year."""
    first, last = timing["earliest"] or timing["latest"], timing["latest"] or timing["earliest"]
    if years is None or not first or not last:
        return []
    if last < years.first_day.isoformat() or first > years.last_day.isoformat():
        return [f"The date lies outside the plan’s year {years}."]
    return []
