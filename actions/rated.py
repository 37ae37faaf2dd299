"""Actions with everything a row of a list, a dashboard or a paper shows of them, rated, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from actions.dates_then import put_dates_back
from actions.models import Action, ActionDeclaration, Assignment, DateChange, DateRequest, Occurrence, ProgressUpdate
from actions.rag import DueDate, Facts, Limits, Rating, rate_action, silent_since
from plans.models import RULES, Plan
from plans.periods import FinancialYear, in_words
from plans.rag import FINISHED, counted, roll_up


@dataclass
class RatedAction:
    """An action as known at the end of a day. `exempt_on`: (day, paragraph or "") of each update, where any is exempt."""

    action: Action
    assignments: list[Assignment]
    audiences: list[str]
    occurrences: list[Occurrence]
    update: ProgressUpdate | None
    declaration: ProgressUpdate | None
    rating: Rating
    on: date
    changes: list[DateChange] = field(default_factory=list)
    ruling: ActionDeclaration | None = None
    silent_since: date | None = None
    asked: DateRequest | None = None
    exempt_on: list[tuple[date, str]] = field(default_factory=list)
    sub_actions: list[RatedAction] = field(default_factory=list)

    def exempt_at(self, day: date) -> str:
        """The paragraph by which words written on a day are exempt: that of an update of the day, or of the one that
        stood then."""
        before = [mark for on, mark in self.exempt_on if on <= day][-1:]
        return next((mark for on, mark in self.exempt_on if on == day and mark), "".join(before))

    @property
    def next_occurrence(self) -> Occurrence | None:
        """The first that was still to be delivered at the end of the day."""
        return next(iter(self.next_two), None)

    @property
    def next_two(self) -> list[Occurrence]:
        return self.open_dates[:2]

    @property
    def open_dates(self) -> list[Occurrence]:
        return [o for o in self.occurrences if not settled(o, self.on)]

    @property
    def has_due_dates(self) -> bool:
        """Of its own: milestones on the way are none."""
        return any(not occurrence.is_milestone for occurrence in self.occurrences)

    @property
    def due(self) -> date | None:
        return self.next_occurrence.due if self.next_occurrence else None

    @property
    def is_running(self) -> bool:
        """Is anything still asked of it? Not of what is dropped, complete, or not to be rated."""
        is_dropped = self.action.dropped_on is not None and self.action.dropped_on <= self.on
        return not is_dropped and self.rating.rating not in FINISHED

    @property
    def begins_later(self) -> bool:
        """Is nothing asked of it yet, as it is to begin on a day to come?"""
        earliest = self.action.timing.earliest
        return self.is_running and earliest is not None and earliest > self.on

    @property
    def is_overdue(self) -> bool:
        """Is it past a date of its own and not done? What has parts is late by them."""
        return self.is_running and not self.sub_actions and self.due is not None and self.due < self.on

    @property
    def silent_days(self) -> int:
        """For how many days nobody has said how it stands, where somebody should have."""
        return max(0, (self.on - self.silent_since).days) if self.silent_since and self.is_running else 0

    @property
    def slipped_days(self) -> int:
        """By how many days the furthest of its open due dates has slipped."""
        waiting = [o for o in self.occurrences if not settled(o, self.on)]
        return max(0, *((o.due - o.first_due).days for o in waiting), 0) if self.is_running else 0

    @property
    def originally(self) -> str:
        """How far a due date of its own has slipped from the day first agreed, in words: of several the one that has
        slipped furthest. Empty where none has."""
        own = [o for o in self.occurrences if not o.is_milestone and not settled(o, self.on)] or self.next_two[:1]
        slipped = max(own, key=lambda o: (o.due - o.first_due).days, default=None)
        if slipped is None or slipped.due <= slipped.first_due:
            return ""
        words = slip_of(slipped, self.changes, self.on)
        return f"{slipped.label}: {words}" if slipped.label and slipped != self.next_occurrence else words

    @property
    def counts_as(self) -> str | None:
        """What it brings to its priority's roll-up."""
        return counted(self.rating.rating, self.rating.proposed)


def slip_of(occurrence: Occurrence, changes: list[DateChange], on: date) -> str:
    """One due date's slip: originally 31 March 2027 · 2nd extension · 122 days."""
    days, extensions = (occurrence.due - occurrence.first_due).days, extensions_of(changes, on, occurrence)
    times = f"{ordinal(extensions)} extension · " if extensions else ""
    return f"originally {in_words(occurrence.first_due)} · {times}{days} day{'' if days == 1 else 's'}"


def ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def delivered(occurrence: Occurrence, on: date) -> bool:
    return occurrence.delivered_on is not None and occurrence.delivered_on <= on


def settled(occurrence: Occurrence, on: date) -> bool:
    """Delivered, or let go."""
    return delivered(occurrence, on) or (occurrence.missed_on is not None and occurrence.missed_on <= on)


def limits_of(plan: Plan) -> Limits:
    own = {field.name: getattr(plan, field.name) for field in fields(Limits) if field.name in RULES}
    return Limits(period_months=plan.period_months, adopted_on=plan.adopted_on, nation=plan.organisation.nation, **own)


def latest(**only: Any) -> Subquery:
    newest = ProgressUpdate.objects.filter(action=OuterRef("pk"), **only).order_by("-on", "-pk")
    return Subquery(newest.values("pk")[:1])


def rated_actions(actions: QuerySet[Action], *, on: date, of: Plan | None = None) -> list[RatedAction]:
    """The actions of the query, each rated as known at the end of `on`, sub-actions under their action.

    Seven queries whatever the number of actions (and two a plan for what dates hang on, where dates have moved since).
    Sub-actions whose action is not in the query stand by themselves. `of`: the plan whose actions they all are, where
    it is at hand, so that it is not read again with each.
    """
    along = ("priority",) if of else ("plan", "plan__organisation", "priority")
    rows = list(
        actions.filter(added_on__lte=on)
        .select_related(*along)
        .annotate(latest_update=latest(on__lte=on), latest_declared=latest(on__lte=on, rag__gt=""))
    )
    if of is not None:
        for row in rows:
            row.plan = of
    pks = [row.pk for row in rows]
    updates = ProgressUpdate.objects.in_bulk(
        {pk for row in rows for pk in (row.latest_update, row.latest_declared) if pk}
    )
    assignments = grouped(Assignment.objects.filter(action__in=pks).select_related("officer").in_order())
    occurrences = grouped(Occurrence.objects.filter(action__in=pks).in_order())
    changes = grouped(DateChange.objects.filter(action__in=pks).order_by("on", "pk"))
    put_dates_back(rows, occurrences, changes, on)
    audiences, rulings = audience_names(pks), rulings_on(pks, on)
    rated = {}
    for row in rows:
        update, declaration = updates.get(row.latest_update), updates.get(row.latest_declared)
        facts = facts_of(row, assignments[row.pk], occurrences[row.pk], changes[row.pk], update, declaration, on)
        ruling = current(rulings.get(row.pk), row.plan, on)
        limits = limits_of(row.plan)
        rating = ruled(rate_action(facts, limits, on=on), ruling)
        rated[row.pk] = RatedAction(
            row, assignments[row.pk], audiences[row.pk], occurrences[row.pk], update, declaration, rating, on,
            changes[row.pk], ruling, silent_since(facts, limits),
        )  # fmt: skip
    return nested(rated)


def rated_action(action: Action, *, on: date) -> RatedAction:
    """One action as its dashboard shows it: with its sub-actions, which rate it unless it is declared."""
    family = Action.objects.filter(Q(pk=action.pk) | Q(parent=action.pk))
    return next(row for row in rated_actions(family, on=action.plan.as_at(on)) if row.action.pk == action.pk)


def rulings_on(pks: list[int], on: date) -> dict[int, ActionDeclaration]:
    """{action id: what a director has declared of it, where that stands}."""
    rows = ActionDeclaration.objects.filter(action__in=pks, on__lte=on).order_by("on", "pk")
    last = {row.action_id: row for row in rows}
    return {pk: row for pk, row in last.items() if row.rag}


def current(ruling: ActionDeclaration | None, plan: Plan, on: date) -> ActionDeclaration | None:
    """A director's word lapses like an officer's, once it is older than the plan's limit of silence."""
    return ruling if ruling and (on - ruling.on).days < plan.staleness_days else None


def ruled(rating: Rating, ruling: ActionDeclaration | None) -> Rating:
    """With a director's colour in place of what officer and dates come to; both stay to be seen."""
    return replace(rating, rating=ruling.rag, is_ruled=True) if ruling else rating


def audience_names(pks: list[int]) -> dict[int, list[str]]:
    links = Action.audiences.through.objects.filter(action__in=pks).order_by("pk")
    names = defaultdict(list)
    for pk, name in links.values_list("action_id", "audience__name"):
        names[pk].append(name)
    return names


def grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row.action_id].append(row)
    return groups


def extensions_of(changes: list[DateChange], on: date, occurrence: Occurrence | None = None) -> int:
    """How often a date that had been agreed was put back, up to a day: the action's own, and that due date's."""
    mine = occurrence.pk if occurrence else None
    return sum(
        change.on <= on and change.before.is_dated and (change.days or 1) > 0
        for change in changes
        if not change.is_of_one_edition or (mine is not None and change.occurrence_id == mine)
    )


def facts_of(
    action: Action,
    assignments: list[Assignment],
    occurrences: list[Occurrence],
    changes: list[DateChange],
    update: ProgressUpdate | None,
    declaration: ProgressUpdate | None,
    on: date,
) -> Facts:
    """What the rules need to know of one action."""
    year = FinancialYear.containing(on)
    moves = [c for c in changes if c.before.is_dated and year.first <= c.on <= on and not c.and_later and not c.follows]
    return Facts(
        title=action.title,
        declared=declaration.rag if declaration else None,
        updated_on=declaration.on if declaration else None,
        narrative=f"{update.done}\n{update.next_steps}" if update else "",
        earliest=action.timing.earliest,
        is_dropped=action.dropped_on is not None and action.dropped_on <= on,
        is_undated=action.timing.is_unsettled(has_due_dates=any(not o.is_milestone for o in occurrences)),
        set_by=action.date_set_by,
        added_on=action.added_on,
        due_dates=tuple(as_due(o, on) for o in occurrences),
        moves=tuple(move.days or 0 for move in moves if (move.days or 0) >= 0),  # a date brought forward is no slip
        has_accountable=any(a.is_accountable for a in assignments),
        unnamed=tuple(a.as_written for a in assignments if a.officer_id is None),
    )


def as_due(occurrence: Occurrence, on: date) -> DueDate:
    """A due date as known on a day."""
    is_missed = settled(occurrence, on) and not delivered(occurrence, on)
    return DueDate(
        occurrence.label,
        occurrence.due,
        occurrence.delivered_on if delivered(occurrence, on) else None,
        occurrence.first_due,
        occurrence.missed_because if is_missed else "",
        occurrence.is_milestone,
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
            row.rating = ruled(Rating(None, colour, colour, False, ()), row.ruling)
    return tops


def is_closed(row: RatedAction) -> bool:
    """Nothing more is asked of it: complete, or not to be rated."""
    return row.rating.declared in FINISHED
