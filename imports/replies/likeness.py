"""How close a column's heading is to the wording of a question. A small word may tell two questions apart. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from imports.replies.words import folded

ALIKE = 0.86
SHORT = 12  # of texts up to so many characters only the same is alike
NUMBER = re.compile(r"^\s*(q(uestion)?\s*)?\d{1,3}\s*[a-z]?\s*[.):_-]\s*", re.IGNORECASE)
SMALL = {
    "a",
    "an",
    "the",
    "of",
    "to",
    "do",
    "does",
    "did",
    "is",
    "are",
    "you",
    "your",
    "please",
    "that",
    "s",
    "in",
    "on",
    "at",
}


def likeness(head: str, text: str) -> float:
    """1 for the same words, less for nearly the same, 0 where they may well ask something else.

    Words that stand in one of them alone must be small, or each a slip of the pen for one of the other: “my team” is not
    “my area”, and “do” is not “do not”.
    """
    one, two = folded(NUMBER.sub("", head)).rstrip(" ?"), folded(NUMBER.sub("", text)).rstrip(" ?")
    if not one or not two:
        return 0
    if one == two:
        return 1
    longer, shorter = max(len(one), len(two)), min(len(one), len(two))
    if shorter <= SHORT or 2 * shorter / (longer + shorter) < ALIKE:
        return 0
    ones, twos = set(re.findall(r"\w+", one)), set(re.findall(r"\w+", two))
    rest, others = ones - twos - SMALL, twos - ones - SMALL
    if len(rest) != len(others) or not all(is_slip(word, others) for word in rest):
        return 0
    ratio = SequenceMatcher(None, one, two, autojunk=False).ratio()
    return min(ratio, 0.98) if ratio >= ALIKE else 0


def is_slip(word: str, others: set[str]) -> bool:
    """Is it one of the others, wrongly written? “dissatisfied” is not, of “satisfied”."""
    return len(word) > 4 and any(
        word[:2] == other[:2] and SequenceMatcher(None, word, other).ratio() >= 0.8 for other in others
    )
