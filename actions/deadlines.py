"""The days that somebody is held to: what reminders tell, and e-mails are written about."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from actions.ladder import FURTHEST, Ladder
from actions.models import Action, Assignment, Occurrence, ProgressUpdate
from plans.models import Plan
from plans.periods import last_period_end, period_end
from plans.rag import FINISHED

LONGEST_GRACE = timedelta(days=365)
SHORTEST_SILENCE = timedelta(days=1)
NAMING = (0, 5, 10)  # working days after the day by which a post was to be named, or a word said


class Kind(StrEnum):
    """What somebody is held to."""

    DUE = "occurrence"
    DATE = "date-of"  # a date is to be set
    SILENCE = "word-on"  # an update is to be posted
    CALL = "call-for"  # an update is asked for before the period closes
    POST = "post-of"  # somebody is to be named


@dataclass(frozen=True)
class Deadline:
    """A day that somebody is held to: an occurrence's due date, or the day by which something is to be said or set."""

    kind: Kind
    action: Action
    due: date
    occurrence: Occurrence | None = None

    @property
    def key(self) -> str:
        number = self.occurrence.pk if self.occurrence else self.action.pk
        return f"{self.kind}-{number}-{self.due:%Y-%m-%d}"

    @property
    def ladder(self) -> Ladder:
        return ladder_of(self.action.plan, self.kind)

    @property
    def is_for_managers(self) -> bool:
        """Is it the plan's managers who can put it right, and not the action's officers?"""
        return self.kind == Kind.POST


def ladder_of(plan: Plan, kind: Kind) -> Ladder:
    """When a plan tells people of a kind of deadline."""
    nation, director = plan.organisation.nation, plan.escalate_days
    if kind in (Kind.DUE, Kind.DATE):
        offsets = (-plan.remind_first_days, -plan.remind_second_days, 0, plan.remind_overdue_days, director)
        return Ladder(offsets, director, nation)
    if kind == Kind.CALL:
        return Ladder((-plan.call_days,), None, nation)
    if kind == Kind.SILENCE:
        return Ladder((0, plan.remind_overdue_days, director), director, nation)
    return Ladder(NAMING, None, nation)


def open_deadlines(on: date, *, only: Collection[int] | None = None) -> list[Deadline]:
    """Deadlines of running plans that some rung may be near (of these actions `only`): finished actions have none.

    Six queries, whatever the size of the register. A dropped action has none, nor one that is kept quiet for now.
    """
    running = Action.objects.filter(plan__status=Plan.Status.ADOPTED, plan__adopted_on__lte=on, dropped_on=None)
    running = running.filter(Q(quiet_until=None) | Q(quiet_until__lt=on))
    running = running.filter(Q(parent=None) | Q(parent__dropped_on=None))
    if only is not None:
        running = running.filter(pk__in=only)
    newest = ProgressUpdate.objects.filter(action=OuterRef("pk"), rag__gt="").order_by("-on", "-pk")
    running = running.annotate(
        latest_rag=Subquery(newest.values("rag")[:1]), updated_on=Subquery(newest.values("on")[:1])
    )
    # Spelt out: in SQL nothing, of which nothing is known, is neither in a list nor not in it.
    running = running.filter(Q(latest_rag=None) | ~Q(latest_rag__in=FINISHED))
    near = (on - FURTHEST, on + FURTHEST)
    found = [*due_dates(running, near), *dates_to_set(running, on)]
    return found + [*words_to_say(running, on), *posts_to_name(running, on)]


def is_near(day: date, on: date) -> bool:
    return on - FURTHEST <= day <= on + FURTHEST


def due_dates(running: QuerySet[Action], near: tuple[date, date]) -> Iterator[Deadline]:
    occurrences = Occurrence.objects.open().filter(due__range=near, action__in=running.values("pk"))
    for occurrence in occurrences.select_related("action__plan__organisation").in_order():
        yield Deadline(Kind.DUE, occurrence.action, occurrence.due, occurrence)


def dates_to_set(running: QuerySet[Action], on: date) -> Iterator[Deadline]:
    adopted = (on - FURTHEST - LONGEST_GRACE, on + FURTHEST)
    grace_ends = Q(plan__adopted_on__range=adopted) | Q(added_on__range=adopted)
    asked = Q(date_set_by__range=(on - FURTHEST, on + FURTHEST)) | (Q(date_set_by=None) & grace_ends)
    undated = list(running.filter(asked, sub_actions=None).select_related("plan__organisation"))
    held = set(Occurrence.objects.filter(action__in=undated, is_milestone=False).values_list("action_id", flat=True))
    for action in undated:
        due = set_by_day(action)
        if is_near(due, on) and action.timing.is_unsettled(has_due_dates=action.pk in held):
            yield Deadline(Kind.DATE, action, due)


def set_by_day(action: Action) -> date:
    """By when a date is to be set: the day given, else the plan's grace after its adoption, or after the action was
    added if that was later (never, for a draft)."""
    adopted, grace = action.plan.adopted_on, timedelta(days=action.plan.set_by_grace_days)
    return action.date_set_by or (max(adopted, action.added_on) + grace if adopted else date.max)


def words_to_say(running: QuerySet[Action], on: date) -> Iterator[Deadline]:
    """Silences past the plan's limit, and before a period closes a call for whatever was not heard of in it.

    What has dates, all of them settled, has nothing more to say.
    """
    own = Occurrence.objects.filter(action=OuterRef("pk"), is_milestone=False)
    still, dated = Exists(own.open()), Exists(own)
    asked = running.filter(still | ~dated, sub_actions=None)
    quiet = asked.filter(Q(updated_on=None) | Q(updated_on__lte=on - SHORTEST_SILENCE))
    for action in quiet.select_related("plan__organisation").defer("source", "method").order_by("position", "pk"):
        plan, updated = action.plan, action.updated_on  # type: ignore[attr-defined]
        since = max(
            day for day in (updated, plan.adopted_on, action.timing.earliest, action.added_on) if day is not None
        )
        due = since + timedelta(days=plan.staleness_days)
        if due <= on and is_near(due, on):
            yield Deadline(Kind.SILENCE, action, due)
        closes, closed = period_end(on, months=plan.period_months), last_period_end(on, months=plan.period_months)
        call = Deadline(Kind.CALL, action, closes)
        is_unheard = since <= on and action.added_on <= closed and (updated is None or updated <= closed)
        if is_unheard and call.ladder.steps(closes)[0][1] <= on:
            yield call


def posts_to_name(running: QuerySet[Action], on: date) -> Iterator[Deadline]:
    """Actions that nobody is accountable for, or with a post that nobody is named to, once the plan's days are over."""
    named = Exists(Assignment.objects.filter(action=OuterRef("pk"), is_accountable=True))
    unnamed = Exists(Assignment.objects.filter(action=OuterRef("pk"), officer=None))
    adopted = (on - FURTHEST - LONGEST_GRACE, on + FURTHEST)
    waiting = running.filter(~named | unnamed, sub_actions=None, plan__adopted_on__range=adopted)
    for action in waiting.select_related("plan__organisation").order_by("position", "pk"):
        due = (action.plan.adopted_on or date.max) + timedelta(days=action.plan.naming_days)
        if is_near(due, on):
            yield Deadline(Kind.POST, action, due)
