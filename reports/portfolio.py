"""All the plans somebody may see, a line each with their priorities: what directors read first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, Sum

from people.models import User
from plans.models import Plan
from plans.models.plan import PlanQuerySet
from plans.rag import TALLY, tally
from reports.finding import OF_ACTIONS, counted, in_order, narrowed, of_colour, plans_with, wanted_by
from reports.found import put_into_words, with_words
from reports.models import ActionStanding, PlanStanding

ATTENTION = ("overdue", "disputed", "unheard")
LONGEST = ("silent_days", "slipped_days")
OF_PLANS = {
    "q": lambda words: Q(pk__in=plans_with(words)),
    "council": lambda councils: Q(organisation__in=councils),
    "kind": lambda kind: Q(kind=kind),
    "status": lambda status: Q(status=status),
    "year": lambda year: Q(first_year__lte=year, last_year__gte=year),
    "colour": lambda colour: of_colour(colour, "standing__rating"),
}
MOST_DISPUTES = 5


@dataclass
class Line:
    """A plan's line: its colours, its actions by colour, and what wants attention. With `counts_some` only those of its
    actions are counted that are asked for, and nothing is rolled up."""

    plan: Plan
    rating: str
    declared: str
    rolled_up: str
    tally: dict[str, int]
    overdue: int
    disputed: int
    unheard: int
    silent_days: int
    slipped_days: int
    counts_some: bool = False
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.tally.values())


def plans_wanted(user: User, facts: Mapping[str, Any]) -> PlanQuerySet:
    """The plans the reader may see that are as asked, and, where only some actions are, that have any of those."""
    plans = Plan.objects.visible_to(user).select_related("organisation", "standing").prefetch_related("partnerships")
    for key, condition in OF_PLANS.items():
        if facts.get(key):
            plans = plans.filter(condition(facts[key]))
    some = some_of(facts)
    if some:
        plans = plans.filter(pk__in=narrowed(ActionStanding.objects.all(), some).values("plan"))
    return plans


def some_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of single actions."""
    return {key: facts[key] for key in OF_ACTIONS if facts.get(key)}


def lines(plans: Iterable[Plan], facts: Mapping[str, Any]) -> list[Line]:
    """A line for each plan of a page. One query where only some actions are counted, else none."""
    some = some_of(facts)
    if not some:
        return [line(plan) for plan in plans]
    found = list(plans)
    by_plan: dict[int, list[Any]] = {plan.pk: [] for plan in found}
    columns = ("plan_id", "rating", "is_overdue", "is_disputed", "is_leaf", "is_running", "heard_on", "on", *LONGEST)
    for row in narrowed(ActionStanding.objects.filter(plan__in=found), some).values_list(*columns, named=True):
        by_plan[row.plan_id].append(row)
    return [line_of_some(plan, by_plan[plan.pk]) for plan in found]


def line(plan: Plan) -> Line:
    kept = getattr(plan, "standing", None) or PlanStanding(plan=plan)
    return Line(
        plan, kept.rating, kept.declared, kept.rolled_up, {key: getattr(kept, key) for key in TALLY}, kept.overdue,
        kept.disputed, kept.unheard, kept.silent_days, kept.slipped_days, detail=kept.detail,
    )  # fmt: skip


def line_of_some(plan: Plan, rows: list[Any]) -> Line:
    leaves = [row for row in rows if row.is_leaf]
    unheard = [row for row in leaves if row.heard_on is None and row.is_running]
    return Line(
        plan, "", "", "", tally(row.rating for row in rows),
        sum(row.is_overdue for row in rows), sum(row.is_disputed for row in rows),
        sum(plan.adopted_on is not None and plan.adopted_on <= row.on for row in unheard),
        max((row.silent_days for row in leaves), default=0), max((row.slipped_days for row in rows), default=0),
        counts_some=True,
    )  # fmt: skip


def totals(user: User, plans: QuerySet[Plan], facts: Mapping[str, Any]) -> dict[str, int]:
    """Over all the plans that are wanted: their actions by colour, and what wants attention. One query.

    Where nothing is asked of single actions the plans' own figures are added up, else the actions are counted.
    """
    some = some_of(facts)
    if some:
        rows = narrowed(ActionStanding.objects.filter(plan__in=plans.order_by().values("pk")), some)
        return counted(rows, some)
    kept = PlanStanding.objects.visible_to(user)
    if facts:
        kept = kept.filter(plan__in=plans.order_by().values("pk"))
    return kept.aggregate(**{key: Sum(key, default=0) for key in (*TALLY, *ATTENTION)})


def disputes(user: User, plans: QuerySet[Plan], facts: Mapping[str, Any]) -> list[ActionStanding]:
    """The colours in dispute, the gravest first, as many as a page begins with. Two queries."""
    rows = wanted_by(user, {"show": "disputed", **some_of(facts)})
    if facts:
        rows = rows.filter(plan__in=plans.order_by().values("pk"))
    found = list(with_words(in_order(rows, {}))[:MOST_DISPUTES])
    put_into_words(found)
    return found
