"""What a paper holds besides its actions, with what somebody wrote over it: the same shape, understood by the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.timing import parse_timing
from plans.periods import Years

PRIORITIES, MILESTONES, DECISIONS, MEASURES = "priorities", "milestones", "decisions", "measures"
LENGTHS = {
    "reference": 20,
    "letter": 5,
    "title": 500,
    "statement": 300,
    "outturn": 100,
    "benchmark": 100,
    "source": 300,
    "audience": 120,
}
CORRECTABLE = {
    PRIORITIES: {"reference": "Number", "title": "Title", "description": "Description"},
    MILESTONES: {"letter": "Letter", "title": "Milestone", "date_text": "Date", "priority": "Number of its priority"},
    DECISIONS: {
        "reference": "Number",
        "title": "Decision",
        "in_forward_plan": "In the forward plan",
        "priority": "Number of its priority",
    },
    MEASURES: {
        "statement": "Measure",
        "audience": "Audience",
        "unit": "Unit",
        "floor": "Floor",
        "outturn": "Outturn before",
        "benchmark": "Benchmark",
        "source": "How it is known",
    },
}
TARGET = "target: "


def texts_of(kind: str, found: Mapping[str, Any]) -> dict[str, str]:
    """The texts that can be corrected; a target is known by its heading in the paper."""
    texts = {name: str(found[name] or "") for name in CORRECTABLE[kind] if name in found}
    return texts | {f"{TARGET}{heading}": words for heading, words in found.get("targets", {}).items()}


def corrected_item(kind: str, found: dict[str, Any], texts: Mapping[str, str], years: Years | None) -> dict[str, Any]:
    """What was found with `texts` in place of what the paper says. What was to be looked at there has been."""
    if not texts:
        return found
    changed: dict[str, Any] = {name: texts[name] for name in CORRECTABLE[kind] if name in texts}
    if "date_text" in changed:
        changed["timing"] = parse_timing(changed["date_text"], years).as_json()
    if targets := {name: words for name, words in texts.items() if name.startswith(TARGET)}:
        changed["targets"] = found["targets"] | {name.removeprefix(TARGET): words for name, words in targets.items()}
    return {**found, **changed, "warnings": []}
