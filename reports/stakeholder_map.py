"""The stakeholder map as a picture: four quarters by interest and influence, every name in its own. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

GROUPS = {
    "keep_satisfied": "Keep satisfied",
    "key_players": "Key players",
    "monitor": "Monitor",
    "keep_informed": "Keep informed",
}
PLACES = {"keep_satisfied": (0, 0), "key_players": (1, 0), "monitor": (0, 1), "keep_informed": (1, 1)}
WIDTH, LEFT, GAP = 560, 26, 8
LINE, HEAD, LEAST = 15, 26, 64  # in the picture's own units, of which an inch has about 96
WIDE = "mwMW@%—"
ROOM = 40  # letters of common width on one line of a quarter


@dataclass(frozen=True)
class Quarter:
    x: int
    y: int
    width: int
    height: int
    title: str
    lines: list[tuple[int, str]]  # where a line stands, and what it says


@dataclass(frozen=True)
class Map:
    """`alternative` says in words what the picture shows; the list behind it says all of it."""

    width: int
    height: int
    quarters: list[Quarter]
    alternative: str
    influence_y: int
    interest_y: int


def draw_map(names: Mapping[str, list[str]]) -> Map:
    """{group: names}: each row of the map is as high as its fuller quarter."""
    wrapped = {group: [line for name in names.get(group, []) for line in wrap(name)] for group in GROUPS}
    heights = [
        max(LEAST, *(HEAD + LINE * len(wrapped[group]) + GAP for group, place in PLACES.items() if place[1] == row))
        for row in (0, 1)
    ]
    wide = (WIDTH - LEFT - GAP) // 2
    quarters = []
    for group, (column, row) in PLACES.items():
        x, y = LEFT + column * (wide + GAP), row * (heights[0] + GAP) + 1
        lines = [(y + HEAD + LINE * number + 10, line) for number, line in enumerate(wrapped[group])]
        quarters.append(Quarter(x, y, wide, heights[row], GROUPS[group], lines))
    said = "; ".join(f"{GROUPS[group]}: {len(names.get(group, []))}" for group in GROUPS if names.get(group))
    height = heights[0] + heights[1] + GAP + 26
    middle = (heights[0] + heights[1] + GAP) // 2
    return Map(
        WIDTH,
        height,
        quarters,
        f"Stakeholders by interest and influence. {said}. Their names are in the table.",
        middle,
        height - 6,
    )


def wrap(name: str) -> list[str]:
    """The lines of a name, none wider than a quarter has room for; what is continued stands in by two spaces."""
    lines, line = [], ""
    for word in name.split():
        for piece in pieces(word):
            longer = f"{line} {piece}" if line else piece
            if line and width(longer) > ROOM:
                lines.append(line)
                longer = f"  {piece}"
            line = longer
    return [*lines, line] if line else [name]


def pieces(word: str) -> list[str]:
    """A word that is wider than a line, taken apart."""
    found = [""]
    for letter in word:
        if width(found[-1] + letter) > ROOM - 2:
            found.append("")
        found[-1] += letter
    return found


def width(text: str) -> float:
    """How wide it is, in letters of common width."""
    return sum(map(width_of, text))


def width_of(letter: str) -> float:
    if letter in WIDE or unicodedata.east_asian_width(letter) in "WF":
        return 2
    return 1.35 if letter.isupper() else 1
