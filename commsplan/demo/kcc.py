"""KCC's communications and engagement business plan 2013-14: sections A to G, as published; moved, with posts for names."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from actions.models import Milestone, ProgressUpdate
from actions.services.naming import Owner
from actions.services.structure import Known, add_action
from actions.timing import parse_timing
from commsplan.demo.calendar import years_to_move
from commsplan.demo.cast import KENT, Cast
from commsplan.demo.fill import fill, new_plan
from commsplan.demo.media import plant_media
from commsplan.demo.readings import read_indicators
from people.models import Officer
from plans.models import Decision, Plan, Priority
from plans.periods import years_on
from surveys.models import Measure, Target

SLUG, YEAR = "kcc-communications-2013-14", 2013
PAPER = Path(__file__).with_name("kcc.json")
# Invented progress of the moved demo, in turn: colour, what was done, why, what puts it right.
SAID = (
    ("green", "On course; the last step was taken this month.", "", ""),
    ("green", "Services have been told what is wanted of them, and by when.", "", ""),
    ("amber", "Half of the services have answered.", "Answers come late.", "Heads of service ask once more."),
    ("green", "Draft agreed by the management team.", "", ""),
    ("green", "In use since last month, and first figures are in.", "", ""),
    ("green", "Training given to the first two groups.", "", ""),
    ("red", "Not begun.", "No officer could be spared.", "A temporary officer starts next month."),
)


def build_kcc(cast: Cast, *, today: date, as_written: bool) -> Plan:
    """The whole plan: 14 priorities, 27 action groups with 65 sub-actions, 19 milestones, and every other table."""
    years = 0 if as_written else years_to_move(YEAR, today)
    paper = json.loads(PAPER.read_text() if as_written else without_names(PAPER.read_text()))
    kent = cast.councils["kent"]
    title = years_on("Communications and Engagement Service Business Plan 2013-14", years)
    plan = new_plan(kent, SLUG, title, Plan.Kind.BUSINESS, YEAR + years, Plan.Cycle.QUARTERLY)
    for name, words in paper["header"].items():
        setattr(plan, name, words)
    plan.save()
    officers = {
        name if as_written else post: officer_of(cast, name if as_written else post) for name, post in KENT.items()
    }
    fill(plan, "contributions", ("objective", "contribution"), paper["contributions"])
    fill(plan, "risks", ("risk", "mitigation"), paper["risks"])
    fill(plan, "continuity", ("function", "timescale", "minimum"), paper["continuity"])
    fill(plan, "support", ("activity",), [[activity] for activity in paper["support"]])
    fill(plan, "finance", ("unit", "manager"), paper["finance"])
    fill(plan, "establishment", ("now", "estimate", "reasons"), paper["establishment"])
    for number, statement in enumerate(paper["indicators"], 1):
        measure = Measure.objects.create(plan=plan, statement=statement, position=number)
        Target.objects.bulk_create(Target(measure=measure, period=period) for period in plan.years.target_periods)
    if not as_written:
        read_indicators(plan, today)
    known, progress = Known.of(plan), count()
    for number, row in enumerate(paper["priorities"], 1):
        priority = Priority.objects.create(
            plan=plan, position=number, reference=row["reference"], title=row["title"], description=row["description"]
        )
        for group in row["actions"]:
            add_group(known, cast, priority, group, officers, years, None if as_written else progress, today)
        for letter, title, written in row["milestones"]:
            timing = parse_timing(years_on(written, years), plan.years)
            Milestone.objects.create(
                plan=plan, priority=priority, letter=letter, title=years_on(title, years), timing=timing,
                position=plan.milestones.count() + 1,
            )  # fmt: skip
        for title, known_of in row["decisions"]:
            Decision.objects.create(plan=plan, priority=priority, title=title, in_forward_plan=known_of, reference="1")
    plant_media(cast, plan, today=today, as_written=as_written)
    return plan


def officer_of(cast: Cast, name: str) -> Officer:
    kent = cast.councils["kent"]
    address = f"{re.sub('[^a-z]+', '.', name.lower())}@kent.example"
    return Officer.objects.get_or_create(organisation=kent, name=name, defaults={"email": address, "post": name})[0]


def without_names(text: str) -> str:
    for name, post in KENT.items():
        text = text.replace(name, post)
    return text


def add_group(
    known: Known,
    cast: Cast,
    priority: Priority,
    group: dict[str, Any],
    officers: dict[str, Officer],
    years: int,
    progress: Any,
    today: date,
) -> None:
    """An action group, which has neither date nor owner, and its sub-actions; in the moved demo with progress."""
    by, plan = cast.users["admin"], known.plan
    common = {"plan": plan, "by": by, "known": known, "priority": priority, "added_on": plan.adopted_on}
    parent = add_action(
        title=group["title"], reference=group["reference"], timing=parse_timing("", plan.years), **common
    )
    for row in group["actions"]:
        sub = add_action(
            title=row["title"], reference=row["reference"], parent=parent,
            timing=parse_timing(years_on(row["date"], years), plan.years),
            owners=[Owner(officers[name], name if years == 0 else "") for name in row["owners"]],
            **common,
        )  # fmt: skip
        if progress is None:
            continue
        number = next(progress)
        rag, done, why, remedy = SAID[number * 5 % len(SAID)]
        ProgressUpdate.objects.create(
            action=sub, rag=rag, done=done, explanation=why, recovery=remedy, by_name=row["owners"][0],
            on=max(today - timedelta(days=7 + number * 11 % 80), plan.adopted_on or today),
        )  # fmt: skip
