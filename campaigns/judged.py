"""What whoever asks for work says of it, and what the Head of Communications makes of that. Pure.

Both are kept: the requester's word stands in the step that judged it, and where the two differ the page, the e-mail and
whoever approves are told so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

ASKED_AS = "asked_"  # before the name of a question, among the facts of the step that judged it
WORDS = {"True": True, "False": False}
SAID = {
    "is_controversial": {True: "controversial", False: "not controversial"},
    "is_proactive": {True: "planned ahead", False: "an answer to something that has happened"},
}
WHY = {
    "is_controversial": "Whoever asks for it calls it controversial. Say why it is not: two people would have approved it.",
    "is_proactive": "Urgent work makes other work give way. Say why it counts as planned ahead.",
}


class Step(Protocol):
    facts: dict[str, Any]


def asked_as(steps: Iterable[Step]) -> dict[str, bool | None]:
    """What the requester had said, by question, when it was last judged; empty where nobody has judged it."""
    judged = [step.facts for step in steps if is_judgement(step)]
    return {name: WORDS.get(judged[-1].get(f"{ASKED_AS}{name}", "")) for name in SAID} if judged else {}


def is_judgement(step: Step) -> bool:
    return any(name.startswith(ASKED_AS) for name in step.facts)


def differences(asked: Mapping[str, bool | None], judged: Mapping[str, bool | None]) -> list[str]:
    """Where the judgement is another than the requester's word, in sentences."""
    return [
        f"Asked for as {words[was]}, assessed as {words[now]}."
        for name, words in SAID.items()
        if (was := asked.get(name)) is not None and (now := judged.get(name)) is not None and was != now
    ]


def unexplained(asked: Mapping[str, bool | None], judged: Mapping[str, Any], *, is_urgent: bool) -> str:
    """What takes a word with it: to call what was asked for as controversial not so, and urgent work planned ahead."""
    if asked.get("is_controversial") and judged.get("is_controversial") is False:
        return WHY["is_controversial"]
    return WHY["is_proactive"] if is_urgent and judged.get("is_proactive") else ""
