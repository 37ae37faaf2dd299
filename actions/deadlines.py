"""The days that somebody is held to: what reminders tell, and e-mails are written about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery

from actions.ladder import FURTHEST
from actions.models import Action, Occurrence, ProgressUpdate
from actions.rag import SET_BY_GRACE_DAYS
from plans.models import Plan
from plans.rag import UNRATED, Rag

GRACE = timedelta(days=SET_BY_GRACE_DAYS)
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
    asked = Q(date_set_by__range=near) | Q(date_set_by=None, plan__adopted_on__range=adopted_near(near))
    undated = running.filter(asked, sub_actions=None).select_related("plan__organisation")
    deadlines = [
        Deadline(o.action, o, o.due) for o in occurrences.select_related("action__plan__organisation").in_order()
    ]
    held = set(Occurrence.objects.filter(action__in=undated).values_list("action_id", flat=True))
    deadlines += [
        Deadline(action, None, set_by_day(action))
        for action in undated
        if action.timing.is_unsettled(has_due_dates=action.pk in held)
    ]
    done = finished({deadline.action.pk for deadline in deadlines})
    return [deadline for deadline in deadlines if deadline.action.pk not in done]


def adopted_near(near: tuple[date, date]) -> tuple[date, date]:
    """Adoption days from which the days of grace for setting a date end within these bounds."""
    return near[0] - GRACE, near[1] - GRACE


def set_by_day(action: Action) -> date:
    """By when a date is to be set: the day given, else thirty days from the plan's adoption (never, for a draft)."""
    adopted = action.plan.adopted_on
    return action.date_set_by or (adopted + GRACE if adopted else date.max)


def finished(actions: set[int]) -> set[int]:
    """Of these actions, those whose latest colour says that nothing more is to come."""
    newest = ProgressUpdate.objects.filter(action=OuterRef("pk"), rag__gt="").order_by("-on", "-pk").values("rag")[:1]
    rows = Action.objects.filter(pk__in=actions).annotate(latest_rag=Subquery(newest))
    return set(rows.filter(latest_rag__in=FINISHED).values_list("pk", flat=True))
