"""The sections of a plan's paper but for its actions and measures. Pure: a snapshot's words in, a part out."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from plans.amounts import total
from reports.plan_parts import BLANK, Part, Row, Table, cell, columns_that_say, grouped, lines_of, row_of
from reports.stakeholder_map import GROUPS, draw_map

RISKS = {"risk": "Risks", "mitigation": "Mitigation"}
CONTINUITY = {"function": "Critical functions", "timescale": "Timescale", "minimum": "Minimum service level"}
SUPPORT = {"activity": "Activity details", "impact": "Expected impact", "expected": "Expected date"}
FINANCE = [
    "Divisional unit", "Responsible manager", "Staffing", "Non staffing", "Gross expenditure", "Service income",
    "Net expenditure", "Govt. grants", "Net cost",
]  # fmt: skip
AMOUNTS = ("staffing", "non_staffing", "gross", "income", "net", "grants", "net_cost")
NEEDS, FEEDBACK = "Communication needs", "Feedback route"
APART = (NEEDS, FEEDBACK)  # of the header: printed beside the audiences, and with how the plan is reviewed


def of_header(data: dict[str, Any], label: str) -> list[str]:
    return lines_of(next((words for name, words in data["header"] if name == label), ""))


def contributions(data: dict[str, Any]) -> Part:
    rows = data["sections"]["contributions"]
    parts = [Part(row["objective"], items=lines_of(row["contribution"]) or [BLANK]) for row in rows]
    return Part("Contribution to corporate objectives", "contributions", parts=parts)


def audiences(data: dict[str, Any]) -> Part:
    rows = data["sections"]["audiences"]
    part = Part("Audiences", "audiences")
    if any(row["needs"] for row in rows):
        body = [row_of([row["name"], row["needs"]]) for row in rows]
        part.tables = [Table("Audiences and their needs", ["Audience", "Needs"], body)]
    else:
        part.items = [row["name"] for row in rows]
    if needs := of_header(data, NEEDS):
        part.parts = [Part(NEEDS, "header", items=needs)]
    return part


def stakeholders(data: dict[str, Any]) -> Part:
    """The map, and behind it the list: a column a quarter, or a row each where it is said how they are reached."""
    rows = data["sections"]["stakeholders"]
    part = Part("Stakeholders", "stakeholders")
    if not rows:
        return part
    names = {group: [row["name"] for row in rows if row["group"] == group] for group in GROUPS}
    part.map = draw_map(names)
    caption = "Stakeholders by interest and influence"
    if any(row["reached_by"] for row in rows):
        body = [row_of([row["name"], GROUPS[row["group"]], row["reached_by"]]) for row in rows]
        part.tables = [Table(caption, ["Stakeholder", "Where on the map", "How they are reached"], body, "words")]
    else:
        used = [group for group in GROUPS if names[group]]
        lines = zip_longest(*(names[group] for group in used), fillvalue="")
        part.tables = [
            Table(caption, [GROUPS[group] for group in used], [row_of(list(line)) for line in lines], "lists")
        ]
    return part


def objectives(data: dict[str, Any]) -> Part:
    part = Part("Objectives", "objectives")
    for audience, rows in grouped(data["sections"]["objectives"], "audience").items():
        items = [f"{row['reference']} {row['statement']}".strip() for row in rows]
        if audience:
            part.parts.append(Part(audience, items=items))
        else:
            part.items = items
    return part


def key_messages(data: dict[str, Any]) -> Part:
    part = Part("Key messages", "key_messages")
    for use, rows in grouped(data["sections"]["key_messages"], "use").items():
        items = [f"{row['text']} ({row['audience']})" if row["audience"] else row["text"] for row in rows]
        part.parts.append(Part(use, items=items))
    return part


def reviews(data: dict[str, Any]) -> Part:
    """The methods, and where results go."""
    part = Part("How it is reviewed", "review_methods")
    part.items = [row["method"] for row in data["sections"]["review_methods"]]
    if route := of_header(data, FEEDBACK):
        part.parts = [Part(FEEDBACK, "header", paragraphs=route)]
    return part


def plain(data: dict[str, Any], key: str, title: str, columns: dict[str, str]) -> Part:
    """A section whose rows are printed as they are; `columns` are {field: heading}, in order."""
    rows = data["sections"][key]
    body = [row_of([row[name] for name in columns]) for row in rows]
    return Part(title, key, tables=[Table(title, [*columns.values()], body, f"words {key}")] if rows else [])


def risks(data: dict[str, Any]) -> Part:
    return plain(data, "risks", "Risks", RISKS)


def continuity(data: dict[str, Any]) -> Part:
    return plain(data, "continuity", "Business continuity", CONTINUITY)


def support(data: dict[str, Any]) -> Part:
    return plain(data, "support", "Activity requiring support from other divisions/services", SUPPORT)


def establishment(data: dict[str, Any]) -> Part:
    year = int(data["years"][0][:4])
    columns = {
        "now": f"FTE establishment at 31 March {year}",
        "estimate": f"Estimate of FTE establishment at 31 March {year + 1}",
        "reasons": "Reasons for any variance",
    }
    unit = columns_that_say({"unit": "Unit"}, data["sections"]["establishment"])
    return plain(data, "establishment", "Human resources", unit | columns)


def finance(data: dict[str, Any]) -> Part:
    """The budget, with the total of each column whose every amount is known."""
    rows = data["sections"]["finance"]
    part = Part("Financial resources", "finance")
    if not rows:
        return part
    body = [row_of([row["unit"], row["manager"], *(row[name] for name in AMOUNTS)]) for row in rows]
    sums = [total([row[name] for row in rows]) for name in AMOUNTS]
    if any(value is not None for value in sums):
        texts = [
            BLANK if value is None else f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
            for value in sums
        ]
        body.append(Row(["Total"], [cell(""), *(cell(text) for text in texts)], is_total=True))
    part.tables = [Table("Financial resources", FINANCE, body, "money")]
    return part
