"""Which row of a paper is which action of the plan: by what it said when it was imported, else by where it stands and
what it is called, if that is so of one row and one action only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from difflib import SequenceMatcher
from typing import Any

from imports.standing import Standing

HALF = 0.5
ALIKE = 0.75  # how much of two titles is the same, of 1, so that one may be the other in new words
PAIRS_COMPARED = 10_000  # which takes a tenth of a second
NUMBER = re.compile(r"\d+")

Words = tuple[str, ...]


def match(
    rows: Sequence[dict[str, Any]], keys: Sequence[str], actions: Sequence[Standing], others: Collection[int] = ()
) -> list[Standing | None]:
    """For each row its action, or None; no action is given to two rows. `others` are rows of which somebody has said
    that they are another action than any that is there."""
    by_key = {action.key: action for action in actions if action.key}
    found: list[Standing | None] = [by_key.get(key) for key in keys]
    taken = {action.pk for action in found if action}
    free_rows = [place for place, action in enumerate(found) if action is None and place not in others]
    free_actions = [action for action in actions if action.pk not in taken]
    for is_of_paper in (True, False):
        for names in (("section", "title", "reference"), ("section", "title"), ("title", "reference"), ("title",)):
            pairs = unique_pairs(
                [(place, words(rows[place], names)) for place in free_rows],
                [(action, words(said(action, is_of_paper), names)) for action in free_actions],
            )
            free_rows, free_actions = take(pairs, found, free_rows, free_actions)
    free_rows, free_actions = take(numbered_pairs(rows, free_rows, free_actions), found, free_rows, free_actions)
    take(nearest_pairs(rows, free_rows, free_actions), found, free_rows, free_actions)
    return found


def numbered_pairs(
    rows: Sequence[dict[str, Any]], free_rows: list[int], actions: list[Standing]
) -> list[tuple[int, Standing]]:
    """Within a section, the same number over titles that are half the same."""
    pairs = unique_pairs(
        [(place, numbered(rows[place])) for place in free_rows],
        [(action, numbered(said(action, is_of_paper=False))) for action in actions],
    )
    return [(n, action) for n, action in pairs if likeness(rows[n]["title"], action.title, HALF)]


def numbered(row: dict[str, Any]) -> Words:
    found = tuple(" ".join(str(row[name]).casefold().split()).rstrip(".") for name in ("section", "reference"))
    return found if found[1] else ()


def said(action: Standing, is_of_paper: bool) -> dict[str, Any]:
    """What its row said when it was imported, or what the action says now."""
    if is_of_paper:
        return action.paper or {"title": ""}
    return {"section": action.section, "title": action.title, "reference": action.reference}


def words(row: dict[str, Any], names: Sequence[str]) -> Words:
    """The row in these fields, without what does not tell rows apart; empty for a row without a title."""
    found = tuple(" ".join(str(row.get(name, "")).casefold().split()).rstrip(".") for name in names)
    return found if found[names.index("title")] else ()


def unique_pairs(rows: list[tuple[int, Words]], actions: list[tuple[Standing, Words]]) -> list[tuple[int, Standing]]:
    places, standing = defaultdict(list), defaultdict(list)
    for place, said_there in rows:
        places[said_there].append(place)
    for action, said_there in actions:
        standing[said_there].append(action)
    return [
        (here[0], standing[said_there][0])
        for said_there, here in places.items()
        if said_there and len(here) == 1 and len(standing.get(said_there, ())) == 1
    ]


def take(
    pairs: list[tuple[int, Standing]], found: list[Standing | None], rows: list[int], actions: list[Standing]
) -> tuple[list[int], list[Standing]]:
    for place, action in pairs:
        found[place] = action
    gone, given = {place for place, _ in pairs}, {action.pk for _, action in pairs}
    return [place for place in rows if place not in gone], [action for action in actions if action.pk not in given]


def nearest_pairs(
    rows: Sequence[dict[str, Any]], free_rows: list[int], actions: list[Standing]
) -> list[tuple[int, Standing]]:
    """Within a section, titles that are nearly the same, each the nearest to the other by more than any third."""
    pairs = []
    by_section: dict[Words, list[Standing]] = defaultdict(list)
    for action in actions:
        by_section[section_of(action.section)].append(action)
    rows_of: dict[Words, list[int]] = defaultdict(list)
    left = PAIRS_COMPARED
    for place in free_rows:
        rows_of[section_of(rows[place]["section"])].append(place)
    for section, places in rows_of.items():
        there = by_section.get(section, [])
        left -= len(places) * len(there)
        if there and left >= 0:
            pairs += mutual(places, there, lambda place: str(rows[place]["title"]))
    return pairs


def section_of(text: str) -> Words:
    return ("".join(text.casefold().split()),)


def mutual(places: list[int], actions: list[Standing], title: Callable[[int], str]) -> list[tuple[int, Standing]]:
    ratios = {
        (place, action.pk): ratio
        for place in places
        for action in actions
        if (ratio := likeness(title(place), action.title))
    }
    found = []
    for (place, pk), ratio in ratios.items():
        rivals = [r for (p, a), r in ratios.items() if (p == place) != (a == pk)]
        if all(ratio > rival for rival in rivals):
            found.append((place, next(action for action in actions if action.pk == pk)))
    return found


def likeness(one: str, other: str, least: float = ALIKE) -> float:
    """How much of two titles is the same, from 0 to 1; nothing where it is less than `least`, or where their numbers
    differ ("Q1 newsletter")."""
    one, other = one.casefold(), other.casefold()
    if NUMBER.findall(one) != NUMBER.findall(other):
        return 0.0
    compared = SequenceMatcher(None, one, other, autojunk=False)
    ratio = compared.ratio() if compared.quick_ratio() >= least else 0.0
    return ratio if ratio >= least else 0.0
