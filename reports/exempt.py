"""What stays out of a public paper: exempt actions with their parts, and the words of updates that are exempt. Pure.

What is left out of the public part stands in the exempt one, so nothing is lost; colours and tallies count both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.comparison import Change, actions_of, compare

WORDS = ("done", "next_steps", "explanation", "recovery", "recovery_by", "better_because")
FOUND = "exempt, whole or in words."  # what the check before issue says of them; its answer is printed
QUOTES_ITS_WORDS = "The words contradict"
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


def public_part(data: Data, hidden: frozenset[int]) -> Data:
    """The position without the actions in `hidden`, and without any words on those whose update is exempt."""

    def shown(actions: list[Data]) -> list[Data]:
        return [bare(one) | {"actions": shown(one["actions"])} for one in actions if one["id"] not in hidden]

    priorities = [one | {"actions": shown(one["actions"])} for one in data["priorities"]]
    return data | {"priorities": priorities, "actions": shown(data["actions"])}


def bare(action: Data) -> Data:
    """An action of which nothing that somebody wrote of its progress is told, if its update is exempt."""
    if not is_silenced(action):
        return action
    ruling = action.get("declaration")
    return action | {
        "update": action["update"] | dict.fromkeys(WORDS, ""),
        "declaration": ruling | {"reason": "exempt information."} if ruling else None,
        "reasons": [one for one in action["reasons"] if not one.startswith(QUOTES_ITS_WORDS)],
        "asked": one_without_reason(action.get("asked")),
        "moves": [one | {"reason": ""} for one in action.get("moves", [])],
        "missed": [one | {"because": ""} for one in action.get("missed", [])],
    }


def one_without_reason(asked: Data | None) -> Data | None:
    return asked | {"reason": ""} if asked else None


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
    silenced = [one for one in actions_of(data).values() if is_silenced(one) and one["id"] not in hidden]
    marks = [one.get("exempt") for one in top.values()] + [one["update"]["exempt"] for one in silenced]
    changes = compare(before, data).rows if before else ()
    return {
        "groups": groups,
        "changes": [vars(one) for one in changes if told_here(one, held)],
        "actions": len(top),
        "words": len(silenced),
        "paragraphs": sorted({mark for mark in marks if mark}),
    }


def told_here(change: Change, held: set[int]) -> bool:
    return change.action_id in held


def held_in(actions: list[Data], hidden: frozenset[int]) -> list[Data]:
    """The actions that are held back, whole or in words; one that is not is kept where a part of it is, bare."""
    kept = []
    for action in actions:
        parts = held_in(action["actions"], hidden)
        if action["id"] in hidden or is_silenced(action):
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
