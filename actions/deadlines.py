"""The days that somebody is held to: what reminders tell, and e-mails are written about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from actions.ladder import FURTHEST
from actions.models import Action, Occurrence, ProgressUpdate
from plans.models import Plan
from plans.rag import UNRATED, Rag

FINISHED = (Rag.COMPLETE, *UNRATED)


@dataclass(frozen=True)
class Deadline:
    """A day that somebody is held to: an occurrence's due date, or the day by which a date is to be set."""

    action: Action
    occurrence: Occurrence | None
    due: date

    @property
    def key(self) -> str:
        kind = f"occurrence-{self.occurrence.pk}" if self.occurrence else f"date-of-{self.action.pk}"
        return f"{kind}-{self.due:%Y-%m-%d}"


def open_deadlines(on: date) -> list[Deadline]:
    """Deadlines of running plans that some rung may be near: finished actions have none."""
    near = (on - FURTHEST, on + FURTHEST)
    running = Action.objects.filter(plan__status=Plan.Status.ADOPTED, plan__adopted_on__lte=on)
    occurrences = Occurrence.objects.open().filter(due__range=near, action__in=running)
    undated = running.filter(date_set_by__range=near).select_related("plan__organisation")
    deadlines = [
        Deadline(o.action, o, o.due) for o in occurrences.select_related("action__plan__organisation").in_order()
    ]
    deadlines += [
        Deadline(action, None, action.date_set_by)
        for action in undated
        if action.date_set_by and not action.timing.is_dated
    ]
    done = finished({deadline.action.pk for deadline in deadlines})
    return [deadline for deadline in deadlines if deadline.action.pk not in done]


def finished(actions: set[int]) -> set[int]:
    """Of these actions, those whose latest colour says that nothing more is to come."""
    newest = ProgressUpdate.objects.filter(action=OuterRef("pk"), rag__gt="").order_by("-on", "-pk").values("rag")[:1]
    rows = Action.objects.filter(pk__in=actions).annotate(latest_rag=Subquery(newest))
    return set(rows.filter(latest_rag__in=FINISHED).values_list("pk", flat=True))
