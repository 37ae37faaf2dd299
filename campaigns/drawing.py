"""The table of steps, drawn for the docs, so that what is drawn is what can happen.

Pure.
"""

from __future__ import annotations

from campaigns.flow import FLOW, STATES, WHO, Kind, State, Step

KINDS = {Kind.PLANNED: "planned", Kind.URGENT: "urgent", Kind.MEDIA: "media"}


def drawing() -> str:
    """The states and steps as a Mermaid diagram, and as a table for those who read rather than look."""
    arrows = dict.fromkeys(
        f"    {before.value} --> {step.after.value}: {step.label}" for step in FLOW for before in step.before
    )
    names = [f"    {state.value}: {label}" for state, label in STATES.items()]
    ends = [f"    {state.value} --> [*]" for state in (State.PLANNED, State.DECLINED, State.WITHDRAWN)]
    lines = ["```mermaid", "stateDiagram-v2", *names, "    [*] --> draft", *arrows, *ends, "```", ""]
    lines += ["| From | Step | To | Who | Of which work |", "|---|---|---|---|---|"]
    lines += [row(step) for step in FLOW]
    return "\n".join(lines) + "\n"


def row(step: Step) -> str:
    before = ", ".join(STATES[state].lower() for state in step.before)
    who = " or ".join(WHO[who] for who in step.who)
    cells = [before, step.label, STATES[step.after].lower(), who, which(step)]
    return f"| {' | '.join(cells)} |"


def which(step: Step) -> str:
    """Of which work a step is a step, in words."""
    words = "any" if len(step.kinds) == len(Kind) else " or ".join(KINDS[kind] for kind in step.kinds)
    if step.controversial is not None:
        words += ", controversial" if step.controversial else ", not controversial"
    if step.of_head is not None:
        words += ", asked for by the Head of Communications" if step.of_head else ", asked for by anybody else"
    return words
