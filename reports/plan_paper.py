"""A plan as it is printed: every section in the shape councils give it. Pure: drawn from a snapshot, page and paper alike.

Actions without parts make the action table (action, audience, date, method, who, progress, under their sections);
actions in groups make the business plan's form, priority by priority, with milestones and decisions.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from plans.amounts import total
from reports.paper_words import clean, long_date, one_line
from reports.plan_actions import action_table, business_plan
from reports.plan_parts import BLANK, Part, Row, Table, cell, groups_of, row_of
from reports.stakeholder_map import GROUPS, draw_map

CONTINUITY = {"function": "Critical functions", "timescale": "Timescale", "minimum": "Minimum service level"}
SUPPORT = {"activity": "Activity details", "impact": "Expected impact", "expected": "Expected date"}
FINANCE = [
    "Divisional unit", "Responsible manager", "Staffing", "Non-staffing", "Gross expenditure", "Service income",
    "Net expenditure", "Govt. grants", "Net cost",
]  # fmt: skip
INDICATOR = ("statement", "floor", "outturn", "benchmark")
AMOUNTS = ("staffing", "non_staffing", "gross", "income", "net", "grants", "net_cost")


@dataclass
class PlanPaper:
    authority: str
    title: str
    position: str
    facts: Table | None
    parts: list[Part]


def build_plan_paper(snapshot: dict[str, Any]) -> PlanPaper:
    """The paper of a snapshot of schema 2."""
    if "sections" not in snapshot:
        raise ValueError("These figures were frozen before plans were printed whole. Freeze them again.")
    data = clean(snapshot)
    has_groups = any(action["actions"] for group in groups_of(data) for action in group["actions"])
    parts = [
        listed(data, "contributions", "Contribution to corporate objectives", contributions),
        audiences(data), stakeholders(data), objectives(data), measures_by_audience(data), key_messages(data), reviews(data),
        business_plan(data) if has_groups else action_table(data),
        finance(data), establishment(data),
        plain(data, "risks", "Risks", {"risk": "Risk", "mitigation": "Mitigation"}),
        plain(data, "continuity", "Business continuity", CONTINUITY),
        indicators(data),
        plain(data, "support", "Activity requiring support from other divisions or services", SUPPORT),
    ]  # fmt: skip
    position = f"Position at {long_date(data['on'])}"
    if data["adopted_on"]:
        by = f" by {data['adopted_by']}" if data["adopted_by"] else ""
        position += f". Adopted on {long_date(data['adopted_on'])}{by}"
    elif data["status"] == "Draft":
        position += ". Draft, not adopted"
    facts = [Row([label], [cell(words)]) for label, words in data["header"]]
    return PlanPaper(
        authority=one_line(data["plan"]["authority"]),
        title=one_line(data["plan"]["title"]),
        position=position,
        facts=Table("About this plan", [], facts, "facts") if facts else None,
        parts=[part for part in parts if not part.is_empty],
    )


def listed(data: dict[str, Any], key: str, title: str, make: Any) -> Part:
    rows = data["sections"][key]
    return make(rows, Part(title, key)) if rows else Part(title, key)


def contributions(rows: list[dict[str, str]], part: Part) -> Part:
    part.parts = [
        Part(row["objective"], items=[line for line in row["contribution"].split("\n") if line.strip()] or [BLANK])
        for row in rows
    ]
    return part


def plain(data: dict[str, Any], key: str, title: str, columns: dict[str, str]) -> Part:
    """A section whose rows are printed as they are; `columns` are {field: heading}, in order."""
    rows = data["sections"][key]
    if not rows:
        return Part(title, key)
    body = [row_of([row[name] for name in columns]) for row in rows]
    return Part(title, key, tables=[Table(title, [*columns.values()], body, f"words {key}")])


def establishment(data: dict[str, Any]) -> Part:
    year, rows = int(data["years"][0][:4]), data["sections"]["establishment"]
    columns = {
        "now": f"FTE establishment at 31 March {year}",
        "estimate": f"Estimate of FTE establishment at 31 March {year + 1}",
        "reasons": "Reasons for any variance",
    }
    if any(row["unit"] for row in rows):
        columns = {"unit": "Unit"} | columns
    return plain(data, "establishment", "Human resources", columns)


def audiences(data: dict[str, Any]) -> Part:
    rows = data["sections"]["audiences"]
    part = Part("Audiences", "audiences")
    if any(row["needs"] for row in rows):
        part.tables = [
            Table(
                "Audiences and their needs",
                ["Audience", "Needs"],
                [row_of([row["name"], row["needs"]]) for row in rows],
            )
        ]
    else:
        part.items = [row["name"] for row in rows]
    return part


def stakeholders(data: dict[str, Any]) -> Part:
    rows = data["sections"]["stakeholders"]
    part = Part("Stakeholders", "stakeholders")
    if rows:
        names = {group: [row["name"] for row in rows if row["group"] == group] for group in GROUPS}
        part.map = draw_map(names)
        used = [group for group in GROUPS if names[group]]
        body = zip_longest(*(names[group] for group in used), fillvalue="")
        part.tables = [
            Table(
                "Stakeholders by interest and influence",
                [GROUPS[group] for group in used],
                [row_of(list(line)) for line in body],
                "lists",
            )
        ]
    return part


def objectives(data: dict[str, Any]) -> Part:
    part = Part("Objectives", "objectives")
    rows = data["sections"]["objectives"]
    for audience, group in groupby(rows, key=lambda row: row["audience"]):
        items = [f"{row['reference']} {row['statement']}".strip() for row in group]
        if audience:
            part.parts.append(Part(audience, items=items))
        else:
            part.items += items
    return part


def key_messages(data: dict[str, Any]) -> Part:
    rows = data["sections"]["key_messages"]
    part = Part("Key messages", "key_messages")
    for use, group in groupby(rows, key=lambda row: row["use"]):
        part.parts.append(
            Part(
                use,
                items=[f"{row['text']}{f' ({audience})' if (audience := row['audience']) else ''}" for row in group],
            )
        )
    return part


def reviews(data: dict[str, Any]) -> Part:
    return Part(
        "How it is reviewed", "review_methods", items=[row["method"] for row in data["sections"]["review_methods"]]
    )


def by_period(data: dict[str, Any]) -> bool:
    return any(row["targets"] for row in data["indicators"])


def measures_by_audience(data: dict[str, Any]) -> Part:
    """As a communications plan prints them: a column an audience. Those with targets by period are indicators."""
    part = Part("How we will know that the plan is a success", "measures")
    rows = data["indicators"]
    if not rows or by_period(data):
        return part
    names = list(dict.fromkeys(row["audience"] or "Everybody" for row in rows))
    columns = [[row["statement"] for row in rows if (row["audience"] or "Everybody") == name] for name in names]
    body = [row_of(list(line)) for line in zip_longest(*columns, fillvalue="")]
    part.tables = [Table("Measures of success", names, body, "lists")]
    return part


def indicators(data: dict[str, Any]) -> Part:
    """The tables of indicators, by quarter and by year, with what is still blank left blank."""
    part = Part("Performance and activity indicators", "measures")
    rows = [row for row in data["indicators"] if row["targets"]]
    if not rows:
        return part
    periods = sorted({period for row in rows for period in row["targets"]})
    outturn = f"{previous(data['years'][0])} outturn"
    common = ["Floor performance standard", outturn, "Comparative benchmark"]
    for caption, wanted in (
        ("Performance indicators measurable quarterly", [period for period in periods if "-Q" in period]),
        ("Performance indicators measurable annually", [period for period in periods if "-Q" not in period]),
    ):
        if wanted:
            heads = ["Performance indicator", *common, *(f"Target {period.replace('-', ' ')}" for period in wanted)]
            body = [
                row_of([*(row[name] for name in INDICATOR), *(row["targets"].get(period, "") for period in wanted)])
                for row in rows
            ]
            part.tables.append(Table(caption, heads, body, "indicators"))
    return part


def previous(year: str) -> str:
    start = int(year[:4]) - 1
    return f"{start}/{(start + 1) % 100:02d}"


def finance(data: dict[str, Any]) -> Part:
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
