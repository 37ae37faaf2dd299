"""The one read model behind dashboard, command and paper, so that page and paper cannot disagree.

`build_plan_progress` reads and rates; `as_data` turns it into the plain dictionary that snapshots freeze.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from actions.models import Action, DateRequest, Milestone, ProgressUpdate
from actions.rated import RatedAction, rated_actions
from plans.models import Declaration, Plan, Priority
from plans.rag import MEANINGS, counted, rate, roll_up, tally
from reports.progress_actions import action_data, declaration_data
from reports.progress_figures import by_urgency, families
from reports.progress_readings import reading_data
from surveys.evidence import Measured, measured
from surveys.indicators import Indicator, indicators
from surveys.models import Measure
from surveys.statistics import per_cent

# Of snapshots; 2 holds the plan's own sections beside its progress, 3 every date that moved or was met, 4 what is exempt.
SCHEMA = 4
UNIT_SIGNS = {"per_cent": "%", "count": "", "money": "pounds", "time": "hours"}


@dataclass
class PriorityProgress:
    """A priority with its rated actions. `rating` is what counts towards the plan."""

    priority: Priority
    actions: list[RatedAction]
    declaration: Declaration | None
    rolled_up: str | None
    rating: str | None
    tally: dict[str, int]
    milestones: list[Milestone] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)  # as a dashboard shows them


@dataclass
class PlanProgress:
    """A plan as known at the end of a day. `rating` is what a director declared, while that is current, else the roll-up."""

    plan: Plan
    on: date
    declaration: Declaration | None
    rolled_up: str | None
    tally: dict[str, int]
    priorities: list[PriorityProgress]
    loose: list[RatedAction]
    measures: list[Measured]
    readings: dict[int, Indicator]
    everything: list[RatedAction] = field(default_factory=list)
    rating: str | None = None
    milestones: list[Milestone] = field(default_factory=list)

    @property
    def action_tally(self) -> dict[str, int]:
        return tally(row.rating.rating for row in self.everything)

    @property
    def measures_data(self) -> list[dict[str, Any]]:
        return [measure_data(one) | reading_data(one, self.readings[one.measure.pk]) for one in self.measures]

    @property
    def disputes(self) -> list[RatedAction]:
        """Where the officer's colour is better than what the rules propose, the widest gap first; parts included."""
        return sorted((row for row, _ in families(self.everything) if row.rating.in_dispute), key=by_urgency)


def build_plan_progress(plan: Plan, *, on: date) -> PlanProgress:
    """Read and rate a plan. What stands open in a closed one is as late as it was when that was closed. The number of
    queries is the same however long the plan is."""
    day = plan.as_at(on)
    rows = rated_actions(Action.objects.filter(plan=plan).in_order(), on=day, of=plan)
    by_pk = {row.action.pk: row for row in rows}
    waiting = DateRequest.objects.filter(action__plan=plan, on__lte=on).exclude(decided_on__lte=on)
    asked = {request.action_id: request for request in waiting.order_by("pk")}
    exempt_on = exempt_days(plan, on)
    for row in rows:
        for one in (row, *row.sub_actions):
            one.asked, one.exempt_on = asked.get(one.action.pk), exempt_on.get(one.action.pk, [])
    serves: dict[int, list[RatedAction]] = {}
    for row in rows:
        if row.action.priority_id:
            serves.setdefault(row.action.priority_id, []).append(row)
    links = Action.also_serves.through.objects.filter(action__plan=plan).order_by("pk")
    for action, priority in links.values_list("action_id", "priority_id"):
        if action in by_pk:
            serves.setdefault(priority, []).append(by_pk[action])
    declared = latest_declarations(plan, on)
    priorities = [
        priority_progress(plan, priority, serves.get(priority.pk, []), declared.get(priority.pk), day)
        for priority in plan.priorities.in_order()
    ]
    milestones = list(Milestone.objects.filter(plan=plan).in_order())
    for milestone in milestones:
        milestone.is_late = milestone.is_overdue(day)
        for entry in priorities:
            if entry.priority.pk == milestone.priority_id:
                entry.milestones.append(milestone)
    loose = [row for row in rows if row.action.priority_id is None]
    children = [counted(p.rating, p.rolled_up) for p in priorities] + [row.counts_as for row in loose]
    measures, rolled_up = measured(plan, on=on), roll_up(children, plan.roll_up)
    return PlanProgress(
        plan=plan,
        on=on,
        declaration=declared.get(None),
        rolled_up=rolled_up,
        rating=standing_colour(plan, declared.get(None), rolled_up, day),
        tally=tally([p.rating for p in priorities] + [row.rating.rating for row in loose]),
        priorities=priorities,
        milestones=milestones,
        loose=loose,
        measures=measures,
        readings=indicators(plan, [entry.measure for entry in measures], on=on),
        everything=rows,
    )


def exempt_days(plan: Plan, on: date) -> dict[int, list[tuple[date, str]]]:
    """{action: (day, paragraph) of each of its updates} of the actions that have an exempt one."""
    some = ProgressUpdate.objects.filter(action__plan=plan).exclude(exempt="").values("action")
    found: dict[int, list[tuple[date, str]]] = {}
    for action, day, mark in (
        ProgressUpdate.objects.filter(action__in=some).known_on(on).values_list("action_id", "on", "exempt")
    ):
        found.setdefault(action, []).append((day, mark))
    return found


def latest_declarations(plan: Plan, on: date) -> dict[int | None, Declaration]:
    """{priority id, or None for the plan: its latest declaration}."""
    return {declaration.priority_id: declaration for declaration in plan.declarations.known_on(on)}


def priority_progress(
    plan: Plan, priority: Priority, rows: list[RatedAction], declaration: Declaration | None, on: date
) -> PriorityProgress:
    """Roll a priority's actions up; a director's current declaration counts in their stead."""
    rolled_up = roll_up((row.counts_as for row in rows), plan.roll_up)
    rating = standing_colour(plan, declaration, rolled_up, on)
    return PriorityProgress(priority, rows, declaration, rolled_up, rating, tally(row.rating.rating for row in rows))


def standing_colour(plan: Plan, declaration: Declaration | None, rolled_up: str | None, on: date) -> str | None:
    """What counts of a director's colour and the roll-up: the first while it is no older than an update may be."""
    is_current = declaration is not None and (on - declaration.on).days < plan.staleness_days
    return rate(declaration.rag if declaration else None, rolled_up, is_current=is_current)


def as_data(progress: PlanProgress) -> dict[str, Any]:
    """The whole of it as plain JSON-able data, dates as ISO text."""
    plan = progress.plan
    return {
        "schema": SCHEMA,
        "plan": {
            "slug": plan.slug,
            "title": plan.title,
            "authority": plan.authority,
            "years": str(plan.years),
            "kind": plan.get_kind_display().lower(),
            "aim": plan.aim,
            "roll_up": plan.roll_up,
        },
        "on": progress.on.isoformat(),
        "declared": progress.declaration.rag if progress.declaration else None,
        "declaration": declaration_data(progress.declaration),
        "rolled_up": progress.rolled_up,
        "tally": progress.tally,
        "action_tally": progress.action_tally,
        "priorities": [priority_data(entry) for entry in progress.priorities],
        "actions": [action_data(row) for row in progress.loose],
        "measures": progress.measures_data,
        "definitions": [vars(meaning).copy() for meaning in MEANINGS.values()],
    }


def priority_data(entry: PriorityProgress) -> dict[str, Any]:
    return {
        "reference": entry.priority.reference,
        "title": entry.priority.title,
        "description": entry.priority.description,
        "declared": entry.declaration.rag if entry.declaration else None,
        "declaration": declaration_data(entry.declaration),
        "rolled_up": entry.rolled_up,
        "tally": entry.tally,
        "actions": [action_data(row) for row in entry.actions],
    }


def measures_data(plan: Plan, *, on: date) -> list[tuple[Measure, dict[str, Any]]]:
    """The plan's measures, each with what it stands at."""
    entries = measured(plan, on=on)
    readings = indicators(plan, [entry.measure for entry in entries], on=on)
    return [(one.measure, measure_data(one) | reading_data(one, readings[one.measure.pk])) for one in entries]


def measure_data(entry: Measured) -> dict[str, Any]:
    """A measure with its pooled counts; nothing of a base that is too small to show."""
    measure, found, total = entry.measure, entry.evidence, entry.total if not entry.is_suppressed else None
    share = found.share if found else None
    return {
        "id": measure.pk,
        "statement": measure.statement,
        "audience": measure.audience.name if measure.audience else "",
        "target": plain_number(measure.target) if measure.target is not None else None,
        "unit": UNIT_SIGNS[measure.unit],
        "value": per_cent(share, measure.target_share) if share is not None else None,
        "numerator": total.yes if total else None,
        "base": total.base if total else None,
        "population": entry.total.population if entry.total else None,
        "response_rate": per_cent(total.response_rate) if total and total.response_rate is not None else None,
        "interval": found.interval.in_per_cent(measure.target_share) if found and found.interval else None,
        "plain": found.plain if found else None,
        "evidence": found.evidence if found else None,
        "rag": entry.rag,
        "suppressed": entry.is_suppressed,
        "survey": entry.wave.surveys if entry.wave else "",
        "self_selected": bool(entry.wave and entry.wave.is_self_selected),
        "smallest_base": settings.SMALLEST_BASE,
        "councils": [
            {"name": c.name, "yes": c.yes, "base": c.base, "population": c.population} for c in entry.councils
        ],
        "floor": plain_number(measure.floor) if measure.floor is not None else None,
        "outturn": measure.outturn,
    }


def plain_number(value: Decimal) -> int | float:
    """66 for 66.00, 66.5 for 66.50."""
    return int(value) if value == value.to_integral_value() else float(value)
