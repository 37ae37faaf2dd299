"""Sevenoaks' draft communications strategy: its action plan by year, its stakeholder map, its placeholders."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from actions.services.structure import Known, add_action
from actions.timing import parse_timing
from commsplan.demo.calendar import years_to_move
from commsplan.demo.cast import Cast
from commsplan.demo.fill import fill, new_plan
from plans.models import Plan
from plans.periods import years_on

SLUG, YEAR = "sevenoaks-communications-2019-21", 2019
PAPER = Path(__file__).with_name("sevenoaks.json")


def build_sevenoaks(cast: Cast, *, today: date, as_written: bool) -> Plan:
    """The strategy as the draft it is: six priorities, sixteen rows without owner or day, sixteen stakeholders."""
    years = 0 if as_written else years_to_move(YEAR, today)
    paper = json.loads(PAPER.read_text())
    title = years_on("DRAFT Communications Strategy 2019-21", years)
    plan = new_plan(
        cast.councils["sevenoaks"], SLUG, title, Plan.Kind.STRATEGY, YEAR + years, Plan.Cycle.MONTHLY,
        last_year=YEAR + years + 1,
    )  # fmt: skip
    plan.status, plan.adopted_on = Plan.Status.DRAFT, None
    for name in ("aim", "focus", "reporting", "services"):
        setattr(plan, name, paper[name])
    plan.communication_needs = "\n".join(paper["needs"])
    plan.save()
    titles = [[title, ""] if isinstance(title, str) else title for title in paper["priorities"]]
    fill(plan, "priorities", ("reference", "title", "description"), [[str(n), *t] for n, t in enumerate(titles, 1)])
    fill(plan, "contributions", ("objective", "contribution"), paper["contributions"])
    fill(plan, "objectives", ("reference", "statement"), paper["objectives"])
    fill(plan, "key_messages", ("text",), [[text] for text in paper["key_messages"]])
    fill(plan, "channels", ("name", "reach", "frequency"), paper["channels"])
    fill(plan, "review_methods", ("method",), [[years_on(text, years)] for text in paper["review_methods"]])
    stakeholders = [[name, group] for group, names in paper["stakeholders"].items() for name in names]
    fill(plan, "stakeholders", ("name", "group"), stakeholders)
    known, by = Known.of(plan), cast.users["admin"]
    for written, section, title in paper["rows"]:
        add_action(
            plan=plan, by=by, known=known, title=title, section=section, added_on=date(YEAR + years, 4, 1),
            timing=parse_timing(years_on(written, years), plan.years),
        )  # fmt: skip
    return plan
