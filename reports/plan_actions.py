"""A plan's actions in the two shapes councils print: the action table, and the business plan's form. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from actions.timing import parse_timing
from plans.periods import FinancialYear, Years
from reports.paper_words import exempt_words
from reports.plan_parts import Part, Row, Table, cell, columns_that_say, groups_of, row_of

Data = dict[str, Any]
FEWEST_ROWS = 3  # of a section, on average, for a table of its own
MOST_SILENT = 2  # of the six columns; a plan that fills fewer than four of them is printed without the others
DOES = {
    "delivers": "",
    "prepares": "to prepare",
    "coordinates": "to coordinate",
    "distributes": "to distribute",
    "is consulted": "to be consulted",
}
FORM = ["No.", "Actions", "Accountable Officer", "Start Date (month/year)", "End Date (month/year)"]
DECIDED = "Are there any key or significant decisions that could arise from this priority?"
MILESTONES = {"letter": "No.", "title": "Key milestones", "when": "Date (month/year)"}
DECISIONS = {
    "reference": "No.", "title": "Key or significant decision", "maker": "Who decides", "expected": "When",
    "in_forward_plan": "Are these already in the forward plan? Yes/No",
}  # fmt: skip
ALWAYS = ("reference", "title", "in_forward_plan")  # of a decision; the others where they say something
TO = re.compile(r"\s+(?:[–—-]|to|until)\s+")
FROM = re.compile(r"(?:from|starting|commencing)\s+(?P<start>.+)", re.IGNORECASE | re.DOTALL)
ONE_DATE = ("day", "month", "season", "year", "range")


def action_table(data: Data) -> Part:
    """The communications plan's tables, one for each section, or one for all where sections have few rows each. Words
    and dates stand as they were written."""
    part = Part("Actions", "actions")
    rows = [(section, line) for section, action in in_sections(data) for line in flat(action)]
    if not rows:
        return part
    said = [column for column in ACTION_COLUMNS if any(column[1](line) for _, line in rows)]
    columns = list(ACTION_COLUMNS) if len(said) >= len(ACTION_COLUMNS) - MOST_SILENT else said
    groups = [(name, [line for _, line in group]) for name, group in groupby(rows, key=lambda row: row[0])]
    if len(groups) * FEWEST_ROWS > len(rows) and len(groups) > 1:
        areas = {id(line): name for name, line in rows}
        area = ("Area of work", lambda line: areas[id(line)])
        columns = sorted([*columns, area], key=lambda column: column[0] not in (DATE, area[0]))
        groups = [("", [line for _, line in rows])]
    for number, (section, lines) in enumerate(groups, 1):
        caption = f"Table {number}: Actions{f', {section}' if section else ''}"
        body = [table_row(line, columns) for line in lines]
        css = "actions" if columns == list(ACTION_COLUMNS) else f"widest-{widest(body)} cols-{len(columns)}"
        css += " grouped" if any(row.is_group for row in body) else ""
        table = Table(caption, [head for head, _ in columns], body, css)
        part.parts.append(Part(section, tables=[table])) if section else part.tables.append(table)
    return part


def widest(rows: list[Row]) -> int:
    """The column with most to say, counted from one."""
    said = zip(*([row.head, *(one.lines for one in row.cells)] for row in rows), strict=True)
    lengths = [sum(len(line) for lines in column for line in lines) for column in said]
    return lengths.index(max(lengths)) + 1


def in_sections(data: Data) -> Iterable[tuple[str, Data]]:
    """Every action once, with what it stands under: the section it was written in, else its priority."""
    met = set()
    for group in groups_of(data):
        for action in group["actions"]:
            if action["id"] not in met:
                met.add(action["id"])
                yield action.get("section") or numbered(group), action


def numbered(group: Data) -> str:
    return f"{group['reference']}. {group['title']}" if group["reference"] else group["title"]


def flat(action: Data) -> list[Data]:
    """An action and those under it."""
    return [action, *action["actions"]]


def table_row(action: Data, columns: list[Column]) -> Row:
    row = row_of([say(action) for _, say in columns])
    row.is_group = bool(action["actions"])
    return row


def titled(action: Data) -> str:
    title = f"{action['title']} (exempt, paragraph {action['exempt']})" if action.get("exempt") else action["title"]
    return f"{title} (not to be pursued)" if action.get("dropped") else title


def named(action: Data) -> str:
    return f"{action['reference']} {titled(action)}".strip()


def who(owners: list[Data]) -> str:
    """As a paper says it: "Paul Taylor/Jane Clarke to prepare. Communications Teams to distribute"."""
    said = []
    for (part, note), group in groupby(owners, key=lambda one: (one["part"], one.get("note", ""))):
        rows = list(group)
        names = ("/" if all(one["named"] for one in rows) else "\n").join(one["name"] for one in rows)
        said.append(" ".join(filter(None, (names, DOES.get(part, part), note))))
    return ". ".join(said) if any(DOES.get(one["part"]) for one in owners) else "\n".join(said)


def progress_of(action: Data) -> str:
    """What was done; of an action that is not pursued, the reason too."""
    update = action["update"] or {}
    if update.get("exempt"):
        return exempt_words(update)
    said = [update.get("done", ""), update.get("explanation", "") if action.get("dropped") else ""]
    return "\n".join(filter(None, said))


Column = tuple[str, Callable[[Data], str]]
DATE = "Date (when it is to be delivered)"
ACTION_COLUMNS: tuple[Column, ...] = (
    ("Action", named),
    ("Audience", lambda action: ", ".join(action["audiences"])),
    (DATE, lambda action: action["date_text"]),
    ("Method / Media for delivery", lambda action: action["method"]),
    ("Who (who will deliver)", lambda action: who(action["owners"])),
    ("Progress", progress_of),
)


def business_plan(data: Data) -> Part:
    """The business plan's form: a priority with its description, actions with their parts, milestones, decisions."""
    part = Part("Priorities, actions, milestones, key or significant decisions", "priorities")
    keys = [*(row["id"] for row in data["sections"]["priorities"]), ""]
    years = years_of(data)
    for key, group in zip(keys, groups_of(data), strict=True):
        reached = [row for row in data["sections"]["milestones"] if row["priority_id"] == key]
        decided = [row for row in data["sections"]["decisions"] if row["priority_id"] == key]
        if not (group["actions"] or reached or decided or key):
            continue
        reference = f" {group['reference']}" if group["reference"] else ""
        one = Part(f"Priority{reference}: {group['title']}" if key else "Under no priority")
        if group["description"]:
            one.paragraphs = [f"Description of priority: {group['description']}"]
        of = f"Priority{reference}" if key else "no priority"
        if group["actions"]:
            lines = [line for action in group["actions"] for line in form_rows(action, years)]
            one.tables.append(Table(f"Actions under {of}", FORM, lines, "groups"))
        one.tables.append(milestone_table(f"Key milestones of {of}", reached, MILESTONES))
        one.tables.append(decision_table(DECIDED, decided))
        part.parts.append(one)
    return part


def form_rows(action: Data, years: Years) -> list[Row]:
    """A group row over its parts; an action without parts is a row of its own, as is one with people or a date."""
    if not action["actions"]:
        return [form_row(action, years)]
    if action["owners"] or action["date_text"]:
        head = form_row(action, years)
        head.is_group = True
    else:
        head = Row(cell(action["reference"]).lines, [cell(titled(action), spans=4)], is_group=True)
    return [head, *(form_row(part, years) for part in action["actions"])]


def form_row(action: Data, years: Years) -> Row:
    return row_of([action["reference"], titled(action), who(action["owners"]), *ends(action["date_text"], years)])


def years_of(data: Data) -> Years:
    return Years(FinancialYear.parse(data["years"][0]), FinancialYear.parse(data["years"][-1]))


def ends(written: str, years: Years) -> tuple[str, str]:
    """Start and end of a date as written, each in its own words: "April 13 – March 14" has both, "From June 2006" a
    start, anything else ("March 2016", "Quarterly", "Tbc") stands under the end."""
    for found in TO.finditer(written):
        start, end = written[: found.start()], written[found.end() :]
        if all(parse_timing(words, years).kind in ONE_DATE for words in (start, end)):
            return start, end
    only_start = FROM.fullmatch(written)
    return (only_start["start"], "") if only_start else ("", written)


def milestone_table(caption: str, rows: list[Data], columns: dict[str, str]) -> Table:
    said = [row | {"when": "\n".join(filter(None, (row["timing"], reached(row))))} for row in rows]
    body = [row_of([row[name] for name in columns]) for row in said]
    return Table(caption, [*columns.values()], body or [nothing(columns, "None given")], f"letters cols-{len(columns)}")


def reached(row: Data) -> str:
    return f"Reached on {row['reached_on']}" if row["reached_on"] else ""


def decision_table(caption: str, rows: list[Data], also: dict[str, str] | None = None) -> Table:
    said = columns_that_say(DECISIONS, rows)
    columns = {name: head for name, head in DECISIONS.items() if name in ALWAYS or name in said} | (also or {})
    body = [row_of([row[name] for name in columns]) for row in rows]
    return Table(caption, [*columns.values()], body or [nothing(columns, "N/A")], f"letters cols-{len(columns)}")


def nothing(columns: dict[str, str], words: str) -> Row:
    return row_of(["", words, *[""] * (len(columns) - 2)])


def priorities(data: Data) -> Part:
    """What the action table does not say of priorities: their descriptions, and those without actions."""
    part = Part("Priorities", "priorities")
    groups = data["priorities"]
    if any(group["description"] or not group["actions"] for group in groups):
        part.items = [": ".join(filter(None, (numbered(group), group["description"]))) for group in groups]
    return part


def milestones(data: Data) -> Part:
    """All key milestones in one table, for a plan that is not printed priority by priority."""
    part, rows = Part("Key milestones", "milestones"), data["sections"]["milestones"]
    if rows:
        columns = MILESTONES | columns_that_say({"priority": "Priority"}, rows)
        part.tables = [milestone_table("Key milestones", rows, columns)]
    return part


def decisions(data: Data) -> Part:
    part, rows = Part("Key or significant decisions", "decisions"), data["sections"]["decisions"]
    if rows:
        part.tables = [
            decision_table("Key or significant decisions", rows, columns_that_say({"priority": "Priority"}, rows))
        ]
    return part
