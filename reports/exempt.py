"""What stays out of a public paper: exempt actions with their parts, and the words of updates that are exempt. Pure.

What is left out of the public part stands in the exempt one, so nothing is lost; colours and tallies count both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.comparison import actions_of, compare

WORDS = ("done", "next_steps", "explanation", "recovery", "recovery_by", "better_because")
FOUND = "exempt, whole or in words."  # what the check before issue says of them; its answer is printed
QUOTES_ITS_WORDS = "The words contradict"
WITHHELD = "Exempt information"
Data = dict[str, Any]


def kept_back(*positions: Data) -> frozenset[int]:
    """The actions that are exempt in any of the positions, with their parts: what is exempt now was not to be told of
    before either, nor the reverse."""

    def walk(actions: list[Data], is_exempt: bool) -> Iterator[int]:
        for action in actions:
            held = is_exempt or bool(action.get("exempt"))
            if held:
                yield action["id"]
            yield from walk(action["actions"], held)

    groups = [group for data in positions for group in (*data["priorities"], data)]
    return frozenset(pk for group in groups for pk in walk(group["actions"], False))


def is_silenced(action: Data) -> bool:
    return bool((action["update"] or {}).get("exempt"))


def has_words(action: Data) -> bool:
    """Are any words on it exempt?"""
    return is_silenced(action) or any(one.get("exempt") for one in reasoned(action))


def public_part(data: Data, hidden: frozenset[int]) -> Data:
    """The position without the actions in `hidden`, and without any words on those whose update is exempt."""

    def shown(actions: list[Data]) -> list[Data]:
        return [bare(one) | {"actions": shown(one["actions"])} for one in actions if one["id"] not in hidden]

    priorities = [one | {"actions": shown(one["actions"])} for one in data["priorities"]]
    return data | {"priorities": priorities, "actions": shown(data["actions"])}


def bare(action: Data) -> Data:
    """An action without the words that are exempt: those of its update, and each reason that was written while what was
    said of it was exempt."""
    if not has_words(action):
        return action
    update, held = action["update"], [one["because"] for one in action.get("missed", []) if one.get("exempt")]
    return action | {
        "update": update | dict.fromkeys(WORDS, "") if is_silenced(action) else update,
        "declaration": without(action.get("declaration"), "reason"),
        "asked": without(action.get("asked"), "reason"),
        "reasons": [
            one
            for one in action["reasons"]
            if not (is_silenced(action) and one.startswith(QUOTES_ITS_WORDS))
            and not any(words in one for words in held)
        ],
        "moves": [without(one, "reason") for one in action.get("moves", [])],
        "missed": [without(one, "because") for one in action.get("missed", [])],
    }


def reasoned(action: Data) -> list[Data]:
    """Everything of an action that has a reason of its own."""
    single = [one for one in (action.get("declaration"), action.get("asked")) if one]
    return [*single, *action.get("moves", []), *action.get("missed", [])]


def without(row: Data | None, name: str) -> Any:
    return row | {name: WITHHELD} if row and row.get("exempt") else row


def exempt_part(data: Data, before: Data | None, hidden: frozenset[int]) -> Data | None:
    """What the public part leaves out: {"groups": priorities with those actions alone, "changes": what changed of them,
    "actions", "words": how many actions, and words on how many others, "paragraphs": of the schedule}; or None."""
    groups = []
    for group in (*data["priorities"], {"reference": "", "title": "", "actions": data["actions"]}):
        if kept := held_in(group["actions"], hidden):
            groups.append({"reference": group["reference"], "title": group["title"], "actions": kept})
    if not groups:
        return None
    rows = [one for group in groups for one in flat(group["actions"])]
    held = {one["id"] for one in rows}
    top = {one["id"]: one for one in rows if one["id"] in hidden}
    then = actions_of(before) if before else {}
    silenced = [one for one in actions_of(data).values() if has_words(one) and one["id"] not in hidden]
    marks = [one.get("exempt") or then.get(pk, {}).get("exempt") for pk, one in top.items()]
    for one in silenced:
        marks += [(one["update"] or {}).get("exempt"), *(row.get("exempt") for row in reasoned(one))]
    changes = compare(before, data).rows if before else ()
    return {
        "groups": groups,
        "changes": [vars(one) for one in changes if one.action_id in held],
        "actions": len(top),
        "words": len(silenced),
        "paragraphs": sorted({mark for mark in marks if mark}),
    }


def held_in(actions: list[Data], hidden: frozenset[int]) -> list[Data]:
    """The actions that are held back, whole or in words; one that is not is kept where a part of it is, bare."""
    kept = []
    for action in actions:
        parts = held_in(action["actions"], hidden)
        if action["id"] in hidden or has_words(action):
            words = action["update"] and action["update"] | {"exempt": ""}  # here they may be read
            kept.append(action | {"actions": parts, "update": words})
        elif parts:
            kept.append(action | {"actions": parts, "only_a_head": True})
    return kept


def flat(actions: list[Data]) -> Iterator[Data]:
    for action in actions:
        if not action.get("only_a_head"):
            yield action
        yield from flat(action["actions"])
