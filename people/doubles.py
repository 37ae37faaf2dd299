"""Names that may be one officer written twice, and the words by which an officer is known. Pure.

A guess that a person looks at, never acts by itself: two people may well be called almost alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from itertools import combinations, permutations, zip_longest
from typing import Protocol

TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "cllr", "councillor", "sir", "dame"}
LETTERS_TO_SLIP = 4  # in a shorter word another letter is another word: HR and IT
SAME, ORDER, INITIALS, SLIP = (
    "the same words",
    "the same words in another order",
    "with initials",
    "a letter’s difference",
)


class Known(Protocol):
    """An officer, as far as their names go."""

    pk: int
    name: str
    post: str
    also_known_as: list[str]


def by_known_name(officers: Iterable[Known]) -> dict[str, int]:
    """{words in lower case: id of the officer they name}: names, posts, and the spellings that gave way in a merge."""
    there = list(officers)
    spellings = {words.casefold(): one.pk for one in there for words in one.also_known_as}
    names = {one.name.casefold(): one.pk for one in there}
    return spellings | names | {one.post.casefold(): one.pk for one in there if one.post}


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name without capitals, accents, punctuation and titles; “Clarke, Jane” has its order."""
    last, comma, first = name.partition(",")
    plain = unicodedata.normalize("NFKD", f"{first} {last}" if comma else name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.findall(r"\w+", re.sub(r"['’`]", "", plain))
    return tuple(word for word in words if word not in TITLES) or tuple(words)


def how_alike(one: str, other: str) -> str:
    """Why two names may be one officer's, in a few words; empty where they are plainly two."""
    first, second = words_of(one), words_of(other)
    if not first or not second:
        return ""
    if first == second or "".join(first) == "".join(second):
        return SAME if one.partition(",")[1] == other.partition(",")[1] else ORDER
    if sorted(first) == sorted(second):
        return ORDER
    if any(map(has_figure, (*first, *second))):
        return ""  # team 1 is not team 2
    if initials_fit(first, second) or initials_fit(first, second[::-1]):
        return INITIALS
    return SLIP if one_slip_apart(sorted(first), sorted(second)) or one_slip_apart(first, second) else ""


def has_figure(word: str) -> bool:
    return any(map(str.isdigit, word))


def initials_fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Jane Clarke and J. Clarke; Jane A. Clarke and Jane Clarke. At least one word stands in full in both."""
    if not any(word in other for word in one if len(word) > 1) or min(len(one), len(other)) < 2:
        return False
    if all(fits(a, b) for a, b in zip_longest(one, other, fillvalue="")):
        return True
    full = [tuple(word for word in words if len(word) > 1) for words in (one, other)]
    return full[0] == full[1] and len(full[0]) > 1


def fits(one: str, other: str) -> bool:
    return bool(one and other) and (one == other or (min(len(one), len(other)) == 1 and one[0] == other[0]))


def one_slip_apart(one: Iterable[str], other: Iterable[str]) -> bool:
    """All words but one are the same, and that one differs by a letter too many, too few, another or two exchanged.

    Not the first letter, which people get right.
    """
    differing = [(a, b) for a, b in zip_longest(one, other, fillvalue="") if a != b]
    if len(differing) != 1 or min(map(len, differing[0])) < LETTERS_TO_SLIP:
        return False
    a, b = differing[0]
    if a[0] != b[0]:
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[start:], b[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def pairs_alike(names: Mapping[int, str]) -> list[tuple[int, int, str]]:
    """(id, id, why) of every two of these names that may be one. Only names that could be alike are held against each
    other, so that a council of thousands takes no time to speak of."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for pk, name in names.items():
        for key in meeting_points(words_of(name)):
            groups[key].append(pk)
    pairs = {pair for group in groups.values() for pair in combinations(sorted(group), 2)}
    found = [(one, other, how_alike(names[one], names[other])) for one, other in sorted(pairs)]
    return [pair for pair in found if pair[2]]


def meeting_points(words: tuple[str, ...]) -> set[Hashable]:
    """What two names have in common if they are alike: all their words, or one with the first letter of another."""
    points: set[Hashable] = {"".join(words), "".join(sorted(words))}
    if not any(map(has_figure, words)):
        points |= {(word, other[0]) for word, other in permutations(words, 2)} or {words[0][0] if words else ""}
    return points - {""}
