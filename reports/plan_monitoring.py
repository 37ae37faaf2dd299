"""Monitoring of a business plan: its form, with what became of each action, milestone, decision and indicator. Pure."""

from __future__ import annotations

from typing import Any

from plans.rag import tally_words
from reports.paper_colours import Colours, colours_of
from reports.plan_actions import DECIDED, decision_table, milestone_table, progress_of, titled, who
from reports.plan_measures import indicators
from reports.plan_parts import Part, Row, Table, cell, groups_of, row_of
from reports.plan_sections import risks

Data = dict[str, Any]
FORM = ["No.", "Action", "Accountable officer", "Date", "Rating", "Progress and comment"]
REACHED = {"letter": "No.", "title": "Milestone", "when": "Date, and when it was reached"}


def monitoring(data: Data) -> list[Part]:
    """The sections of the monitoring paper, in order; an empty one is left out by whoever prints them."""
    lettered = indicators(data)
    lettered.title = "Performance and activity indicators: results"
    return [summary(data), priorities(data), lettered, risks(data)]


def summary(data: Data) -> Part:
    colours = colours_of(data["definitions"])
    part = Part("Summary", "")
    overall = data["declared"] or data["rolled_up"]
    part.paragraphs = [
        f"The plan as a whole is {f'rated {colours.word(overall)}' if overall else 'not rated'}. Of its actions, "
        f"{tally_words(data['action_tally'])}."
    ]
    rows = [
        row_of([_numbered(group), colours.labels[group["declared"] or group["rolled_up"]], tally_words(group["tally"])])
        for group in data["priorities"]
    ]
    if rows:
        part.tables = [Table("Priorities and their ratings", ["Priority", "Rating", "Actions"], rows, "words")]
    return part


def priorities(data: Data) -> Part:
    part, colours = Part("Priorities: actions, milestones and decisions", "priorities"), colours_of(data["definitions"])
    keys = [*(row["id"] for row in data["sections"]["priorities"]), ""]
    for key, group in zip(keys, groups_of(data), strict=True):
        reached = [row for row in data["sections"]["milestones"] if row["priority_id"] == key]
        decided = [row for row in data["sections"]["decisions"] if row["priority_id"] == key]
        if not (group["actions"] or reached or decided):
            continue
        one = Part(f"Priority {_numbered(group)}" if key else "Under no priority")
        if key:
            one.paragraphs = [_rated(group, colours)]
        if group["actions"]:
            lines = [line for action in group["actions"] for line in rows_of(action, colours)]
            one.tables.append(Table(f"Actions: {one.title}", FORM, lines, "monitoring"))
        if reached:
            one.tables.append(milestone_table(f"Milestones: {one.title}", reached, REACHED))
        if decided:
            one.tables.append(decision_table(DECIDED, decided))
        part.parts.append(one)
    return part


def _numbered(group: Data) -> str:
    return f"{group['reference']}: {group['title']}" if group["reference"] else group["title"]


def _rated(group: Data, colours: Colours) -> str:
    colour = group["declared"] or group["rolled_up"]
    said = f"Rated {colours.word(colour)}. " if colour else "Not rated. "
    ruling = group.get("declaration")
    why = f" Declared by {ruling['by']}: {ruling['reason']}" if ruling else ""
    return f"{said}Of its actions, {tally_words(group['tally'])}.{why}"


def rows_of(action: Data, colours: Colours) -> list[Row]:
    """An action, and its parts under it; one that is only a heading of its parts spans the table."""
    parts = [_row(part, colours) for part in action["actions"]]
    if parts and not action["owners"] and not action["date_text"]:
        words = f"{titled(action)} ({colours.labels[action['rating']]})"
        return [Row(cell(action["reference"]).lines, [cell(words, spans=len(FORM) - 1)], is_group=True), *parts]
    head = _row(action, colours)
    head.is_group = bool(parts)
    return [head, *parts]


def _row(action: Data, colours: Colours) -> Row:
    said = "\n".join(filter(None, (progress_of(action), _why(action))))
    return row_of(
        [
            action["reference"],
            titled(action),
            who(action["owners"]),
            _date(action),
            colours.labels[action["rating"]],
            said,
        ]
    )


def _date(action: Data) -> str:
    return "\n".join(filter(None, (action["date_text"], action["originally"])))


def _why(action: Data) -> str:
    update = action["update"] or {}
    if action.get("dropped") or update.get("rag") not in ("amber", "red"):
        return ""
    return update.get("explanation", "")
