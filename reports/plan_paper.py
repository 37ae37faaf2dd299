"""A plan as it is printed and read whole: its sections in the order and the shape councils give them. Pure: drawn from
a snapshot, page and paper alike.

There are two shapes. The action table of a communications plan (action, audience, date, method, who, progress) and the
form of a business plan (sections A to G; priority by priority, with actions in groups, milestones and decisions).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.paper_kinds import MONITORING
from reports.paper_words import clean, exempt_sentence, long_date, one_line, weekday_date
from reports.plan_actions import action_table, business_plan, decisions, milestones, priorities
from reports.plan_measures import indicators, measures
from reports.plan_monitoring import monitoring
from reports.plan_parts import ACTION_TABLE, BUSINESS_PLAN, Part, Row, Table, cell, groups_of
from reports.plan_sections import (
    APART,
    audiences,
    continuity,
    contributions,
    establishment,
    finance,
    key_messages,
    objectives,
    reviews,
    risks,
    stakeholders,
    support,
)

FORM_FIRST = ("Directorate", "Division or unit")
FORM_TITLES = {
    "contributions": "Section B: Contribution to corporate objectives",
    "priorities": "Section C: Priorities, actions, milestones, key or significant decisions",
    "means": "Section D: Financial and human resources",
    "indicators": "Section F: Performance and activity indicators",
    "support": "Section G: Activity requiring support from other divisions/services",
}


@dataclass
class PlanPaper:
    authority: str
    title: str
    years: str
    position: str
    meeting: str
    report_of: str
    facts: Table | None
    parts: list[Part]

    @property
    def foot(self) -> str:
        return self.meeting or self.position


def build_plan_paper(snapshot: dict[str, Any], shape: str = "") -> PlanPaper:
    """The paper of a snapshot; without a `shape`, in the one the plan has.

    Raises:
        ValueError: the snapshot is older than schema 2, with a sentence.
    """
    if "sections" not in snapshot:
        raise ValueError("These figures were frozen before plans were printed whole. Freeze them again.")
    data = clean(snapshot)
    is_form = (shape or shape_of(data)) in (BUSINESS_PLAN, MONITORING)
    parts = monitoring(data) if shape == MONITORING else as_form(data) if is_form else as_table(data)
    header = sorted(data["header"], key=lambda one: is_form and one[0] not in FORM_FIRST)
    if shape == MONITORING:
        header = [one for one in header if one[0] in FORM_FIRST]
    facts = [Row([label], [cell(words)]) for label, words in header if label not in APART]
    front = data.get("report", {})
    if left_out := exempt_sentence(data.get("exempt")):
        facts.append(Row(["Exempt information"], [cell(left_out)]))
    body, day = one_line(front.get("body")), weekday_date(front.get("meeting_date"))
    return PlanPaper(
        authority=one_line(data["plan"]["authority"]),
        title=one_line(front.get("title")) or one_line(data["plan"]["title"]),
        years=data["plan"]["years"],
        position=position(data),
        meeting=", ".join(filter(None, (body, day))),
        report_of=one_line(front.get("report_of")),
        facts=Table("Executive summary" if is_form else "About this plan", [], facts, "facts") if facts else None,
        parts=[part for part in parts if not part.is_empty],
    )


def shape_of(data: dict[str, Any]) -> str:
    """The form of a business plan where actions have parts under them, else the action table."""
    has_parts = any(action["actions"] for group in groups_of(data) for action in group["actions"])
    return BUSINESS_PLAN if has_parts else ACTION_TABLE


def position(data: dict[str, Any]) -> str:
    words = f"Position at {long_date(data['on'])}"
    if data["adopted_on"]:
        by = f" by {data['adopted_by']}" if data["adopted_by"] else ""
        return f"{words}. Adopted on {long_date(data['adopted_on'])}{by}"
    return f"{words}. Draft, not adopted" if data["status"] == "Draft" else words


def as_table(data: dict[str, Any]) -> list[Part]:
    """As communications plans print it: how it is reviewed stands before the actions, which end it."""
    return [
        contributions(data), audiences(data), stakeholders(data), objectives(data), measures(data), key_messages(data),
        reviews(data), priorities(data), action_table(data), milestones(data), decisions(data), finance(data),
        establishment(data), risks(data), continuity(data), indicators(data), support(data),
    ]  # fmt: skip


def as_form(data: dict[str, Any]) -> list[Part]:
    """As business plans print it, with the letters of their sections; what the form has no letter for stands between."""
    lettered = {
        "contributions": contributions(data),
        "priorities": business_plan(data),
        "means": Part("", parts=[part for part in (finance(data), establishment(data)) if not part.is_empty]),
        "indicators": indicators(data),
        "support": support(data),
    }
    for key, part in lettered.items():
        part.title = FORM_TITLES[key]
    return [
        lettered["contributions"], audiences(data), stakeholders(data), objectives(data), measures(data),
        key_messages(data), lettered["priorities"], reviews(data), lettered["means"], risks(data), continuity(data),
        lettered["indicators"], lettered["support"],
    ]  # fmt: skip
