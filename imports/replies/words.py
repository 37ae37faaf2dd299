"""What people answered, as survey tools write it, against the answers a question has. Nothing is guessed. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256

QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
NUMBERED = re.compile(r"^\(?\d{1,2}\)?\s*[-.:=)]\s*(?=\D)|\s*\(\d{1,2}\)$")  # "1 - Agree", "3. Agree", "Agree (4)"
BLANKS = {
    "", "-", "n/a", "na", "no reply", "no answer", "no response", "not answered", "not applicable", "not asked", "missing", "skipped",
    "null", "none given",
}  # fmt: skip
TICKED = {"1", "yes", "true", "x", "y", "ticked", "selected", "checked", "quoted"}
UNTICKED = {"0", "no", "false", "n", "unticked", "not selected", "unchecked", "not quoted", "unselected"}
YES_OR_NO = {
    "y": "yes",
    "n": "no",
    "dk": "don't know",
    "don't know / not sure": "don't know",
    "do not know": "don't know",
}
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
DIVIDERS = (";", "\n", "|", ",")


def folded(text: str) -> str:
    """A text without what does not tell answers apart: capitals, spaces, the shape of quotation marks, a full stop."""
    plain = unicodedata.normalize("NFKC", text).translate(QUOTES).casefold()
    return " ".join(plain.split()).strip(" .:;*")


def key_of(answer: str) -> str:
    """An answer as the value of a choice tells it."""
    return sha256(folded(answer).encode()).hexdigest()[:10]


def is_blank(value: str) -> bool:
    return folded(value) in BLANKS


def answer_of(value: str, answers: Sequence[str]) -> str | None:
    """The answer that a value is; None where it is none of them, or might be two."""
    by_words = {folded(answer): answer for answer in answers}
    words = folded(value)
    for tried in (words, YES_OR_NO.get(words, ""), folded(NUMBERED.sub("", value.strip()))):
        if tried and tried in by_words:
            return by_words[tried]
    return None


def numbered_answer(value: str, answers: Sequence[str]) -> str | None:
    """The answer whose number in the question's order it is."""
    text = value.strip().removesuffix(".0")
    place = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return answers[place - 1] if 1 <= place <= len(answers) else None


def number_of(value: str) -> str | None:
    """A number as it is tallied: "3", "2.5"; None where it is none."""
    text = value.strip().replace(",", "").removeprefix("£").strip()
    return f"{Decimal(text).normalize():f}" if NUMBER.fullmatch(text) else None


def several_of(value: str, answers: Sequence[str], said: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """(the answers that one cell names, what in it is none of them). `said` is {folded value: answer, or "" for none}."""
    whole = answer_of(value, answers)
    if whole:
        return [whole], []
    for divider in DIVIDERS:
        parts = [part.strip() for part in value.split(divider) if part.strip()]
        if divider not in value or (
            divider == "," and not all(answer_of(p, answers) or folded(p) in said for p in parts)
        ):
            continue
        found = [(part, answer_of(part, answers) or said.get(folded(part))) for part in parts]
        return [one for _, one in found if one], [part for part, one in found if one is None]
    mapped = said.get(folded(value))
    return ([mapped] if mapped else [], [] if mapped is not None else [value])


def is_ticked(value: str, option: str) -> bool | None:
    """Is the option ticked in its own column? None where that cannot be told."""
    words = folded(value)
    if words in BLANKS or words in UNTICKED:
        return words == folded(option) and words not in BLANKS
    if words in TICKED or answer_of(value, [option]):
        return True
    return None
