"""Which figures may be shown, so that no group of fewer than so many people can be seen or worked out. Pure.

A cell is the smallest thing counted: one question, in one council, in one way. A group is a set of cells, such as all
of a council. What is shown of a group are sums over its cells, so whoever reads the page holds a set of equations.
A small group is safe while these leave open what its figures are (cf. A. Hundepool et al., Statistical Disclosure
Control, Wiley 2012, chapter 4, on secondary suppression).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Cell = Any  # whatever can be a key
Group = frozenset[Cell]
Family = tuple[Group, Sequence[Group]]  # a whole, and the parts it falls into

PRIME = 2**61 - 1  # equations are solved modulo a prime: exact for sums of cells, and quick


def may_be_shown(counts: Mapping[Cell, tuple[int, ...]], families: Sequence[Family], smallest: int) -> set[Group]:
    """The groups whose figures may be shown together.

    `counts` are, for each cell, people by what they answered: first those who say yes, then those who count besides
    them; further kinds of replies are no part of the base. Of a shown group every one of these sums is taken to be
    known. A group whose base is under `smallest` is withheld, and others with it where they would give it away; where
    nobody replied at all, that is no secret.
    """
    filled = frozenset(cell for cell, kinds in counts.items() if any(kinds))
    kept: list[Family] = [
        (whole & filled, [part & filled for part in parts if part & filled]) for whole, parts in families
    ]
    groups = {group for whole, parts in kept for group in (whole, *parts) if group}
    base = {group: sum(sum(counts[cell][:2]) for cell in group) for group in groups}
    small = [group for group in groups if base[group] < smallest]
    shown = groups - set(small)
    while shown and (danger := given_away(shown, small, counts, kept, smallest)):
        beside = {part for whole, parts in kept if danger <= whole for part in parts}
        near = (shown & beside) - {filled} or shown - {filled} or shown
        shown.remove(min(near, key=lambda group: (base[group], sorted(map(str, group)))))
    asked = {group for whole, parts in families for group in (whole, *parts)}
    return {group for group in asked if not group & filled or group & filled in shown}


def given_away(
    shown: set[Group],
    small: Sequence[Group],
    counts: Mapping[Cell, tuple[int, ...]],
    families: list[Family],
    smallest: int,
) -> Group | None:
    """A group under the threshold that those shown would give away; None if they keep all of them."""
    if not small:
        return None
    for whole, parts in families:
        if whole in shown:
            rest = whole - frozenset[Cell]().union(*(part for part in parts if part in shown))
            if rest and sum(sum(counts[cell][:2]) for cell in rest) < smallest:
                return rest
    for known in kinds_of(counts):
        possible = frozenset(cell for cell, count in known.items() if count)
        for group in small:
            if not any(is_open(group, shown, columns) for columns in ways_to_move(group, possible)):
                return group
    return None


def kinds_of(counts: Mapping[Cell, tuple[int, ...]]) -> Iterator[dict[Cell, int]]:
    """Every figure that is published of a group, by cell: those who say yes, the others, the base, all replies."""
    width = max(len(kinds) for kinds in counts.values())
    for kind in range(width):
        known = {cell: kinds[kind] for cell, kinds in counts.items()}
        if kind < 2 or any(known.values()):  # of an answer that nobody gave anywhere, nothing can be kept
            yield known
    yield {cell: sum(kinds[:2]) for cell, kinds in counts.items()}


def ways_to_move(group: Group, possible: Group) -> Iterator[Group]:
    """Cells whose figures might be otherwise. Nobody answers less than never: a cell that holds none can only rise,
    so at most one of these is let move, and that one in the group."""
    yield possible
    for cell in sorted(group - possible, key=str):
        yield possible | {cell}


def is_open(group: Group, shown: set[Group], columns: Group) -> bool:
    """Could the group's sum be another, with the sums shown as they are and only these cells moving?"""
    order = sorted(columns, key=str)
    reduced: list[tuple[int, list[int]]] = []
    for one in sorted(shown, key=lambda one: (len(one), sorted(map(str, one)))):
        add_row(reduced, [int(cell in one) for cell in order])
    return any(rest_of([int(cell in group) for cell in order], reduced))


def add_row(reduced: list[tuple[int, list[int]]], row: list[int]) -> None:
    """Gauss: keep what the row says beyond those before it."""
    row = rest_of(row, reduced)
    pivot = next((index for index, number in enumerate(row) if number), None)
    if pivot is not None:
        inverse = pow(row[pivot], -1, PRIME)
        reduced.append((pivot, [number * inverse % PRIME for number in row]))


def rest_of(row: list[int], reduced: list[tuple[int, list[int]]]) -> list[int]:
    """What remains of a row once the known ones are taken from it; all nought where it follows from them."""
    for pivot, known in reduced:
        if factor := row[pivot]:
            row = [(number - factor * other) % PRIME for number, other in zip(row, known, strict=True)]
    return row
