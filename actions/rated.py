"""Actions with everything a row of a list, a dashboard or a paper shows of them, rated, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from actions.models import Action, Assignment, DateChange, Occurrence, ProgressUpdate
from actions.rag import DueDate, Facts, Limits, Rating, rate_action
from plans.models import Plan
from plans.rag import Rag, counted, roll_up


@dataclass
class RatedAction:
    """An action as known at the end of a day."""

    action: Action
    assignments: list[Assignment]
    audiences: list[str]
    occurrences: list[Occurrence]
    update: ProgressUpdate | None
    declaration: ProgressUpdate | None
    rating: Rating
    on: date
    sub_actions: list[RatedAction] = field(default_factory=list)

    @property
    def next_occurrence(self) -> Occurrence | None:
        """The first that was still to be delivered at the end of the day."""
        return next((o for o in self.occurrences if not delivered(o, self.on)), None)

    @property
    def due(self) -> date | None:
        return self.next_occurrence.due if self.next_occurrence else None

    @property
    def counts_as(self) -> str | None:
        """What it brings to its priority's roll-up."""
        return counted(self.rating.rating, self.rating.proposed)


def delivered(occurrence: Occurrence, on: date) -> bool:
    return occurrence.delivered_on is not None and occurrence.delivered_on <= on


def limits_of(plan: Plan) -> Limits:
    return Limits(plan.staleness_days, plan.cycle == Plan.Cycle.QUARTERLY, plan.adopted_on)


def latest(**only: Any) -> Subquery:
    newest = ProgressUpdate.objects.filter(action=OuterRef("pk"), **only).order_by("-on", "-pk")
    return Subquery(newest.values("pk")[:1])


def rated_actions(actions: QuerySet[Action], *, on: date) -> list[RatedAction]:
    """The actions of the query, each rated as known at the end of `on`, sub-actions under their action.

    Six queries whatever the number of actions. Sub-actions whose action is not in the query stand by themselves.
    """
    rows = list(
        actions.select_related("plan", "plan__organisation", "priority").annotate(
            latest_update=latest(on__lte=on), latest_declared=latest(on__lte=on, rag__gt="")
        )
    )
    pks = [row.pk for row in rows]
    updates = ProgressUpdate.objects.in_bulk(
        {pk for row in rows for pk in (row.latest_update, row.latest_declared) if pk}
    )
    assignments = grouped(Assignment.objects.filter(action__in=pks).select_related("officer").in_order())
    occurrences = grouped(Occurrence.objects.filter(action__in=pks).in_order())
    moves = grouped(DateChange.objects.filter(action__in=pks, on__lte=on, days__gt=0))
    audiences = defaultdict(list)
    for pk, name in (
        Action.audiences.through.objects.filter(action__in=pks)
        .order_by("pk")
        .values_list("action_id", "audience__name")
    ):
        audiences[pk].append(name)
    rated = {}
    for row in rows:
        update, declaration = updates.get(row.latest_update), updates.get(row.latest_declared)
        facts = facts_of(row, assignments[row.pk], occurrences[row.pk], moves[row.pk], update, declaration, on)
        rating = rate_action(facts, limits_of(row.plan), on=on)
        rated[row.pk] = RatedAction(
            row, assignments[row.pk], audiences[row.pk], occurrences[row.pk], update, declaration, rating, on
        )
    return nested(rated)


def grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row.action_id].append(row)
    return groups


def facts_of(
    action: Action,
    assignments: list[Assignment],
    occurrences: list[Occurrence],
    moves: list[DateChange],
    update: ProgressUpdate | None,
    declaration: ProgressUpdate | None,
    on: date,
) -> Facts:
    """What the rules need to know of one action."""
    year = action.plan.years
    return Facts(
        title=action.title,
        declared=declaration.rag if declaration else None,
        declared_on=declaration.on if declaration else None,
        updated_on=update.on if update else None,
        narrative=f"{update.done}\n{update.next_steps}" if update else "",
        earliest=action.timing.earliest,
        is_undated=not action.timing.is_dated,
        set_by=action.date_set_by,
        due_dates=tuple(DueDate(o.label, o.due, o.delivered_on if delivered(o, on) else None) for o in occurrences),
        moves=tuple(move.days or 0 for move in moves if year.first_day <= move.on <= year.last_day),
        has_accountable=any(a.is_accountable for a in assignments),
        unnamed=tuple(a.as_written for a in assignments if a.officer_id is None),
    )


def nested(rated: dict[int, RatedAction]) -> list[RatedAction]:
    """Sub-actions under their action, which their roll-up rates unless it is declared."""
    tops: list[RatedAction] = []
    for row in rated.values():
        parent = rated.get(row.action.parent_id or 0)
        (parent.sub_actions if parent else tops).append(row)
    for row in tops:
        if row.sub_actions and row.rating.declared is None:
            colour = roll_up((sub.counts_as for sub in row.sub_actions), row.action.plan.roll_up)
            row.rating = Rating(None, colour, colour, False, row.rating.findings)
    return tops


def is_closed(row: RatedAction) -> bool:
    """Nothing more is asked of it: complete, or not to be rated."""
    return row.rating.declared in (Rag.COMPLETE, Rag.NOT_APPLICABLE, Rag.FOR_INFO)
