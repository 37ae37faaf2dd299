"""What a whole plan holds, counted and in words: for whoever takes one in, and for whoever removes one."""

from __future__ import annotations

from typing import Any

NAMES = {
    "priorities": ("priority", "priorities"),
    "actions": ("action", "actions"),
    "updates": ("update on them", "updates on them"),
    "questions": ("question of directors", "questions of directors"),
    "comments": ("comment on them", "comments on them"),
    "milestones": ("key milestone", "key milestones"),
    "decisions": ("key decision", "key decisions"),
    "measures": ("measure", "measures"),
    "readings": ("reading of them", "readings of them"),
    "surveys": ("survey", "surveys"),
    "contributions": ("corporate objective", "corporate objectives"),
    "objectives": ("objective", "objectives"),
    "audiences": ("audience", "audiences"),
    "stakeholders": ("stakeholder", "stakeholders"),
    "key_messages": ("key message", "key messages"),
    "channels": ("channel", "channels"),
    "briefs": ("brief", "briefs"),
    "finance": ("row of financial resources", "rows of financial resources"),
    "establishment": ("row of human resources", "rows of human resources"),
    "risks": ("risk", "risks"),
    "continuity": ("critical function", "critical functions"),
    "support": ("activity that needs support", "activities that need support"),
    "review_methods": ("way of reviewing it", "ways of reviewing it"),
}

STAYS = "{} in the file as evidence and {} nothing out here, as a file proves none: record here what still holds."


def counts(data: dict[str, Any]) -> dict[str, int]:
    """How many rows an export holds of each kind; actions with their parts, milestones and decisions of all priorities."""
    groups = [*data["priorities"], data]
    actions = [action for group in groups for action in group["actions"]]
    found = {name: len(rows) for name, rows in data.items() if isinstance(rows, list)}
    return found | {
        "actions": len(actions),
        "sub_actions": sum(len(action["actions"]) for action in actions),
        "milestones": sum(len(group["milestones"]) for group in groups),
        "decisions": sum(len(group["decisions"]) for group in groups),
    }


def every_action(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The actions of an export and their parts."""
    top = [action for group in [*data["priorities"], data] for action in group["actions"]]
    return [*top, *(part for action in top for part in action["actions"])]


def left_in_file(data: dict[str, Any]) -> str:
    """What of an export is evidence and is not taken in, in a sentence; empty where there is none."""
    count = sum(len(action.get("clearances", ())) for action in every_action(data))
    if not count:
        return ""
    if count == 1:
        return f"One exemption or spokesperson before an election {STAYS.format('stays', 'lets')}"
    return f"{count:,} exemptions or spokespersons before elections {STAYS.format('stay', 'let')}"


def holdings(data: dict[str, Any]) -> list[str]:
    """ "14 priorities", "92 actions", … of an export: what there is of each kind, with those under others."""
    found = counts(data)
    every = every_action(data)
    found["actions"] = len(every)
    for key in ("updates", "questions", "comments"):
        found[key] = sum(len(action.get(key, ())) for action in every)
    found |= {"readings": sum(len(measure.get("readings", ())) for measure in data["measures"])}
    return [
        f"{found[key]:,} {one if found[key] == 1 else many}" for key, (one, many) in NAMES.items() if found.get(key)
    ]
