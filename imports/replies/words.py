"""What people answered, as survey tools write it, against the answers a question has. Nothing is guessed. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
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
NUMBER = re.compile(r"-?([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})(\.[0-9]{1,6})?")  # a comma only between thousands
FINISHED = {"complete", "completed", "completed response", "finished", "submitted", "true", "yes", "y", "1", "full"}
UNFINISHED = {
    "partial", "partially completed", "partially complete", "incomplete", "in progress", "disqualified", "screened out", "abandoned",
    "not completed", "not complete", "not finished", "started", "false", "no", "n", "0",
}  # fmt: skip
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
    words, plain = folded(value), without_number(value)
    for tried in (words, YES_OR_NO.get(words, ""), plain):
        if tried and tried in by_words:
            return by_words[tried]
    same = [answer for answer in answers if words and without_number(answer) == words]  # the answer is "1 - Agree"
    return same[0] if len(same) == 1 else None


def without_number(text: str) -> str:
    return folded(NUMBERED.sub("", text.strip()))


def numbered_answer(value: str, answers: Sequence[str]) -> str | None:
    """The answer whose number in the question's order it is."""
    text = value.strip().removesuffix(".0")
    place = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return answers[place - 1] if 1 <= place <= len(answers) else None


def number_of(value: str) -> str | None:
    """A number as it is tallied: "3", "2.5"; None where it is none."""
    text = value.strip().removeprefix("£").strip()
    return f"{Decimal(text.replace(',', '')).normalize() + 0:f}" if NUMBER.fullmatch(text) else None


Reader = Callable[[str, Sequence[str]], str | None]


def several_of(
    value: str, answers: Sequence[str], said: Mapping[str, str], read: Reader = answer_of
) -> tuple[list[str], list[str]]:
    """(the answers that one cell names, what in it is none of them). `said` is {folded value: answer, or "" for none}."""
    whole = said.get(folded(value)) or read(value, answers)
    if whole:
        return [whole], []
    for divider in DIVIDERS:
        if divider not in value:
            continue
        parts = [part.strip() for part in value.split(divider) if part.strip()]
        if divider == ",":
            parts = joined(parts, lambda part: folded(part) in said or read(part, answers) is not None)
            if not parts:
                break
        found = [(part, read(part, answers) or said.get(folded(part))) for part in parts]
        return [one for _, one in found if one], [
            part for part, one in found if one is None and folded(part) not in BLANKS
        ]
    return [], [value]


def joined(parts: Sequence[str], is_known: Callable[[str], bool]) -> list[str]:
    """Parts between commas as answers, some of which hold commas themselves; empty unless there is one way alone."""
    ways: list[list[list[str]]] = [[[]]]  # of so many parts: the ways, no more than two of each
    for end in range(1, len(parts) + 1):
        found = [
            [*before, one]
            for start in range(max(0, end - 6), end)
            if is_known(one := ", ".join(parts[start:end]))
            for before in ways[start]
        ]
        ways.append(found[:2])
    return ways[-1][0] if len(ways[-1]) == 1 else []


def is_ticked(value: str, option: str) -> bool | None:
    """Is the option ticked in its own column? None where that cannot be told: of “No” in a column “No”, nobody can."""
    words = folded(value)
    if words in UNTICKED:
        return None if words == folded(option) else False
    if words in TICKED or answer_of(value, [option]):
        return True
    return False if words in BLANKS else None


def is_finished(value: str) -> bool | None:
    """Did that person finish? None where the word does not tell."""
    words = folded(value)
    return True if words in FINISHED else False if words in UNFINISHED else None
