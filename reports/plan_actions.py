"""A plan's actions in the two shapes councils print: the action table, and the business plan's form. Pure."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from reports.plan_parts import Part, Row, Table, cell, groups_of, row_of

FEWEST_ROWS = 3  # of a section, on average, for a table of its own
FORM = ["No.", "Actions", "Accountable officer", "Start date (month/year)", "End date (month/year)"]
DOES = {
    "delivers": "",
    "prepares": "to prepare",
    "coordinates": "to coordinate",
    "distributes": "to distribute",
    "is consulted": "to be consulted",
}


def action_table(data: dict[str, Any]) -> Part:
    """The communications plan's tables, one for each section, or one for all where sections have few rows each. Words
    and dates stand as they were written; a column that says nothing in the whole plan is left out."""
    part = Part("Actions", "actions")
    rows = [action for group in groups_of(data) for action in group["actions"]]
    used = [column for column in ACTION_COLUMNS if any(column[1](action) for action in rows)]
    groups = [(name, list(group)) for name, group in groupby(rows, key=lambda action: action.get("section", ""))]
    if len(groups) * FEWEST_ROWS > len(rows):
        used = sorted([*used, AREA], key=lambda column: column[0] not in (DATE, AREA[0]))
        groups = [("", rows)] if rows else []
    for number, (section, group) in enumerate(groups, 1):
        body = [row_of([say(action) for _, say in used]) for action in group]
        caption = f"Table {number}: Actions{f', {section}' if section else ''}"
        table = Table(
            caption, [head for head, _ in used], body, f"actions of-{len(used)}" if len(used) != 6 else "actions"
        )
        part.parts.append(Part(section, tables=[table])) if section else part.tables.append(table)
    return part


def named(action: dict[str, Any]) -> str:
    return f"{action['reference']} {action['title']}".strip()


def who(owners: list[dict[str, Any]]) -> str:
    """As a paper says it: "Paul Taylor/Jane Clarke to prepare. Communications Teams to distribute"."""
    said = []
    for (part, note), group in groupby(owners, key=lambda one: (one["part"], one.get("note", ""))):
        rows = list(group)
        names = ("/" if all(one["named"] for one in rows) else "\n").join(one["name"] for one in rows)
        said.append(" ".join(filter(None, (names, DOES.get(part, part), note))))
    return ". ".join(said) if any(DOES.get(one["part"]) for one in owners) else "\n".join(said)


def business_plan(data: dict[str, Any]) -> Part:
    """The business plan's form: a priority with its description, actions with their parts, milestones, decisions."""
    part = Part("Priorities, actions, milestones, key or significant decisions", "priorities")
    ids = {row["id"]: row for row in data["sections"]["priorities"]}
    order = list(ids)
    for place, group in enumerate(groups_of(data)):
        pk = order[place] if place < len(order) else ""
        milestones = [row for row in data["sections"]["milestones"] if row["priority_id"] == pk]
        decisions = [row for row in data["sections"]["decisions"] if row["priority_id"] == pk]
        if not (group["actions"] or milestones or decisions or group["title"]):
            continue
        reference = f" {group['reference']}" if group["reference"] else ""
        one = Part(f"Priority{reference}: {group['title']}" if group["title"] else "Under no priority")
        if group.get("description"):
            one.paragraphs = [f"Description of priority: {group['description']}"]
        label = f"Priority{reference}" if group["title"] else "no priority"
        if group["actions"]:
            one.tables.append(
                Table(
                    f"Actions under {label}",
                    ["No.", "Actions", "Accountable officer", "Start date (month/year)", "End date (month/year)"],
                    [line for action in group["actions"] for line in lines_of(action)],
                    "groups",
                )
            )
        one.tables.append(
            Table(
                f"Key milestones of {label}",
                ["No.", "Key milestones", "Date (month/year)"],
                [row_of([row["letter"], row["title"], row["timing"]]) for row in milestones]
                or [row_of(["", "None given", ""])],
                "letters",
            )
        )
        one.tables.append(
            Table(
                f"Are there any key or significant decisions that could arise from {label}?",
                ["No.", "Decision", "Already in the forward plan? Yes/No"],
                [row_of([row["reference"], row["title"], row["in_forward_plan"]]) for row in decisions]
                or [row_of(["", "N/A", ""])],
                "letters",
            )
        )
        part.parts.append(one)
    return part


def lines_of(action: dict[str, Any]) -> list[Row]:
    """A group row over its parts; an action without parts is a row of its own."""
    if not action["actions"]:
        return [line_of(action)]
    group = Row(cell(action["reference"]).lines, [cell(action["title"], spans=4)], is_group=True)
    return [group, *(line_of(part) for part in action["actions"])]


def line_of(action: dict[str, Any]) -> Row:
    start, _, end = action["date_text"].partition(" – ")
    return row_of([action["reference"], action["title"], who(action["owners"]), start if end else "", end or start])


DATE = "Date (when it is to be delivered)"
AREA = ("Area of work", lambda action: action.get("section", ""))
ACTION_COLUMNS = (
    ("Action", named),
    ("Audience", lambda action: ", ".join(action["audiences"])),
    (DATE, lambda action: action["date_text"]),
    ("Method / Media for delivery", lambda action: action["method"]),
    ("Who (who will deliver)", lambda action: who(action["owners"])),
    ("Progress", lambda action: (action["update"] or {}).get("done", "")),
)
