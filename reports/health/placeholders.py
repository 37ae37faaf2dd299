"""Words that a draft leaves standing in place of a fact. Pure."""

from __future__ import annotations

import re

# What is looked for, each with what it stands in place of. "TBC" for a date, an amount or a figure is an answer of its
# own kind and is asked about where it stands; inside a text it is a gap.
PLACEHOLDERS = (
    (re.compile(r"\bfrom [xyzXYZ] to [xyzXYZ]\b|\b[xX] to [yY]\b"), "a figure that was never filled in"),
    (
        re.compile(r"(?<![\w'’.-])X{1,3} (?=[a-z])|(?<![\w'’.-])[xX]{1,3} ?(?:%|per cent)"),
        "a figure that was never filled in",
    ),
    (re.compile(r"\b(?:more )?(?:tbc|tba|tbd)\b", re.IGNORECASE), "something still to be confirmed"),
    (re.compile(r"\blol\b|\basdf\b|\blorem ipsum\b", re.IGNORECASE), "a remark that was not meant to stay"),
    (re.compile(r"(?<!\d)\d{3}/\d{2}(?!\d)"), "a year with a figure missing"),
    (re.compile(r"\?{2,}|(?<!\S)\?(?!\S)"), "a question that nobody has answered"),
    (
        re.compile(r"\[(?:insert|name|date|add|title)\b[^\]]{0,60}\]|\binsert \w+ here\b", re.IGNORECASE),
        "a gap of the template",
    ),
)
QUOTED = 24  # letters to either side


def placeholders_in(text: str) -> list[tuple[str, str]]:
    """(the words with a little of what stands beside them, what they stand in place of), in the order of the text."""
    found = [
        (match.start(), quoted(text, match), meaning)
        for pattern, meaning in PLACEHOLDERS
        for match in pattern.finditer(text)
    ]
    first_at: dict[int, tuple[str, str]] = {}
    for start, words, meaning in sorted(found):
        first_at.setdefault(start, (words, meaning))
    return list(first_at.values())


def quoted(text: str, match: re.Match[str]) -> str:
    """The words with whole words to either side."""
    start, end = max(0, match.start() - QUOTED), min(len(text), match.end() + QUOTED)
    before = text[start : match.start()] if start == 0 else text[start : match.start()].partition(" ")[2]
    after = text[match.end() : end] if end == len(text) else text[match.end() : end].rpartition(" ")[0]
    return " ".join(f"{'' if start == 0 else '… '}{before}{match[0]}{after}{'' if end == len(text) else ' …'}".split())
