"""Appendices i, ii, iii… and where a text mentions them. Pure.

A mention is written as people write it: "Appendix iv", "Appendices iii and iv", "appendices i, ii and v", "Appendices i
to iii". Numbers are small roman ones, whatever their case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
MOST = 99
ROMAN = r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
MENTION = re.compile(
    rf"\bappendi(?:x|ces)\s+(?P<first>{ROMAN})\b(?P<rest>(?:\s*(?:,|and|&|,\s*and|to|[-–])\s*{ROMAN}\b)*)",
    re.IGNORECASE,
)
NUMBER = re.compile(rf"(?P<to>\b(?:to)\s*|[-–]\s*)?\b(?P<roman>{ROMAN})\b", re.IGNORECASE)


def roman(number: int) -> str:
    """4 is iv.

    Raises:
        ValueError: outside 1 to 99.
    """
    if not 1 <= number <= MOST:
        raise ValueError(f"There are {MOST} appendices at most.")
    return TENS[number // 10] + ONES[number % 10]


NUMBERS = {roman(number): number for number in range(1, MOST + 1)}


def mentioned(text: str) -> list[int]:
    """The appendices that a text mentions, in its order, each as often as it does."""
    found: list[int] = []
    for match in MENTION.finditer(text):
        words = text[match.start("first") : match.end()]
        for number in NUMBER.finditer(words):
            if number["roman"].islower() != match["first"].islower():  # "Appendix iv, I think": another word
                break
            this = NUMBERS[number["roman"].lower()]
            if number["to"] and found:
                found += range(found[-1] + 1, this)
            found.append(this)
    return found


def first_mentions(texts: Iterable[tuple[str, str]]) -> dict[int, str]:
    """{appendix: the paragraph that mentions it first}, in the order of (paragraph's number, its text)."""
    found: dict[int, str] = {}
    for paragraph, text in texts:
        for number in mentioned(text):
            found.setdefault(number, paragraph)
    return found


def in_order(mentions: Iterable[int], count: int) -> list[int]:
    """The appendices 1 to `count` in the order in which they are mentioned; those that are not keep their order after."""
    first = [number for number in dict.fromkeys(mentions) if 1 <= number <= count]
    return first + [number for number in range(1, count + 1) if number not in first]


def renumbered(text: str, new: Mapping[int, int]) -> str:
    """The text with each appendix called by its new number; one that is not in `new` stays as it is."""

    def each(match: re.Match[str]) -> str:
        is_lower, start = match["first"].islower(), match.start("first") - match.start()

        def put(number: re.Match[str]) -> str:
            written = number["roman"]
            known = NUMBERS[written.lower()]
            if written.islower() != is_lower or known not in new:
                return number[0]
            called = roman(new[known])
            return number[0].removesuffix(written) + (called if is_lower else called.upper())

        return match[0][:start] + NUMBER.sub(put, match[0][start:])

    return MENTION.sub(each, text)


def pieces(text: str, bold: re.Pattern[str] = MENTION) -> list[tuple[str, bool]]:
    """The text cut into (words, whether they are set in bold)."""
    found, at = [], 0
    for match in bold.finditer(text):
        if match.start() > at:
            found.append((text[at : match.start()], False))
        found.append((match[0], True))
        at = match.end()
    return [*found, (text[at:], False)] if at < len(text) or not found else found
