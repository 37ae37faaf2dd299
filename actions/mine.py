"""My actions: what needs this person now, and why, most urgent first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef

from actions.deadlines import Kind, ladder_of
from actions.models import Action, ActionQuestion, DateRequest, Occurrence
from actions.rag import lateness
from actions.rated import RatedAction, is_closed, rated_actions, settled
from people.models import User
from plans.models import Plan
from plans.periods import in_words, last_period_end, period_end
from plans.rag import is_better


@dataclass(frozen=True)
class MyAction:
    """One row: the action, the date that makes it urgent, in words how urgent, and what a director asks of it."""

    row: RatedAction
    occurrence: Occurrence | None
    when: str
    how_urgent: str
    questions: tuple[ActionQuestion, ...] = ()

    @property
    def title(self) -> str:
        return (
            f"{self.row.action.title}: {self.occurrence.label}"
            if self.occurrence and self.occurrence.label
            else self.row.action.title
        )

    @property
    def is_said_today(self) -> bool:
        """Has somebody posted on it today already?"""
        return self.row.update is not None and self.row.update.on == self.row.on

    @property
    def date_waits(self) -> bool:
        """Has a date been asked for that a director has not decided? Of rows of My actions."""
        return getattr(self.row.action, "date_waits", False)

    @property
    def wants_date(self) -> bool:
        return self.occurrence is None and is_undated(self.row)

    @property
    def can_repeat(self) -> bool:
        return can_repeat(self.row)


def is_undated(row: RatedAction) -> bool:
    """Is a date still to be set, and no part of it has one?"""
    return row.action.timing.is_unsettled(has_due_dates=row.has_due_dates) and not row.sub_actions


def can_repeat(row: RatedAction) -> bool:
    """May “No change” be said in one press? Not where the colour is better than the dates say and nobody said why."""
    if row.declaration is None:
        return False
    return not is_better(row.rating.declared, row.rating.proposed_once_heard) or bool(row.declaration.better_because)


@dataclass(frozen=True)
class Group:
    key: str
    heading: str
    items: list[MyAction]


def my_actions(user: User, *, on: date) -> list[Group]:
    """The person's open actions in running plans, in groups; what needs nothing now comes last."""
    running = Action.objects.visible_to(user).filter(plan__status=Plan.Status.ADOPTED, plan__adopted_on__lte=on)
    waits = Exists(DateRequest.objects.waiting().filter(action=OuterRef("pk")))
    given = running.given_to(user, on=on).annotate(date_waits=waits)
    rated = rated_actions(given.in_order(), on=on)
    every = [row for top in rated for row in (top, *top.sub_actions)]
    asked = open_questions([row.action.pk for row in every])
    rows = [row for row in every if row.action.pk in asked or not is_closed(row)]
    groups: dict[str, list[MyAction]] = {
        "question": [],
        "overdue": [],
        "due": [],
        "nodate": [],
        "asked": [],
        "later": [],
    }
    for row in rows:
        key, item = place(row, on)
        questions = tuple(asked.get(row.action.pk, ()))
        groups["question" if questions else key].append(replace(item, questions=questions))
    for items in groups.values():
        items.sort(key=lambda item: (item.occurrence.due if item.occurrence else date.max, item.row.action.pk))
    headings = {
        "question": "Asked by a director",
        "overdue": "Overdue",
        "due": "Due soon",
        "nodate": "A date is to be set",
        "asked": "Asked for an update",
        "later": "Later",
    }
    return [Group(key, headings[key], items) for key, items in groups.items() if items]


def open_questions(pks: Collection[int]) -> dict[int, list[ActionQuestion]]:
    """{action id: the questions on it that wait for an answer}, of those actions; one query."""
    found: dict[int, list[ActionQuestion]] = defaultdict(list)
    for question in ActionQuestion.objects.open().filter(action__in=pks).in_order():
        found[question.action_id].append(question)
    return dict(found)


def place(row: RatedAction, on: date) -> tuple[str, MyAction]:
    """The group an action belongs to, by its most urgent date."""
    waiting = [o for o in row.occurrences if not settled(o, on)]
    first = waiting[0] if waiting else None
    if first and first.due < on:
        return "overdue", MyAction(
            row, first, in_words(first.due), f"{lateness(first.due, on, row.action.plan.organisation.nation)} overdue"
        )
    if first and (first.due - on).days <= row.action.plan.due_soon_days:
        days = (first.due - on).days
        return "due", MyAction(
            row, first, in_words(first.due), "today" if days == 0 else f"in {days} day{'' if days == 1 else 's'}"
        )
    if is_undated(row):
        by = row.action.date_set_by
        words = f"to be set by {in_words(by)}" if by else "no day by which it is to be set"
        return "nodate", MyAction(
            row, None, f"“{row.action.timing.as_written}”" if row.action.timing.as_written else "No date", words
        )
    when = in_words(first.due) if first else row.action.timing.as_written
    written = row.action.timing.as_written if first else ""
    if any(reason.startswith("No update") for reason in row.rating.reasons):
        return "asked", MyAction(row, first, when, written)
    if closes := asked_before(row, on):
        return "asked", MyAction(row, first, when, f"an update is asked for by {in_words(closes)}")
    return "later", MyAction(row, first, when, written)


def asked_before(row: RatedAction, on: date) -> date | None:
    """The end of the period before which an update is asked for; None where it is not yet, or has been given."""
    plan, earliest = row.action.plan, row.action.timing.earliest
    closes, closed = period_end(on, months=plan.period_months), last_period_end(on, months=plan.period_months)
    ((_, asked_from),) = ladder_of(plan, Kind.CALL).steps(closes)
    has_begun = (earliest is None or earliest <= on) and row.action.added_on <= closed
    is_done = row.has_due_dates and not any(not o.is_milestone and not settled(o, on) for o in row.occurrences)
    is_heard = row.declaration is not None and row.declaration.on > closed
    return closes if on >= asked_from and has_begun and not is_done and not is_heard else None
