"""The colours a plan and its priorities had in the periods that were closed last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from plans.models import Plan
from reports.models import ClosedPeriod

MOST = 3


@dataclass(frozen=True)
class Position:
    """One closed period: the plan's colour, and {(reference, title): colour} of its priorities."""

    plan: str | None
    priorities: dict[tuple[str, str], str | None] = field(default_factory=dict)


def positions(plan: Plan) -> list[Position]:
    """The last closed periods, oldest first, each as it was corrected last. Two queries."""
    latest: dict[date, ClosedPeriod] = {}
    for one in ClosedPeriod.objects.filter(plan=plan).order_by("last", "first", "number"):
        latest[one.last] = one
    shown = [latest[day] for day in sorted(latest)[-MOST:]]
    found = ClosedPeriod.objects.filter(pk__in=[one.pk for one in shown]).select_related("snapshot")
    return [position(one) for one in found.order_by("last")]


def position(closed: ClosedPeriod) -> Position:
    """What was frozen; nothing where it is no longer what was frozen."""
    try:
        data = closed.snapshot.data
    except ValueError:
        return Position(None)
    return Position(
        data["declared"] or data["rolled_up"],
        {(one["reference"], one["title"]): one["declared"] or one["rolled_up"] for one in data["priorities"]},
    )
