"""The colours of every action of many plans at once, worked out in the database.

What `actions.rag` says of one action with its sentences, this says of a hundred thousand without them, by the same
rules: `tests/test_colours.py` holds the two together. Lists and portfolios count with it; whatever is shown row by
row is rated by `actions.rated`. It knows the register as it is on the day, not as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat, Least, NullIf

from actions.models import Action, ActionDeclaration, Assignment, DateChange, Occurrence, ProgressUpdate
from actions.rag import CONTRADICTION
from plans.models import Plan
from plans.periods import FinancialYear, last_period_end
from plans.rag import TALLY, UNRATED, Rag, counted, roll_up
from plans.workdays import is_working_day

Rows = QuerySet[Any]  # of actions, with what is worked out for them
UNDATED = ("unknown", "none")
THEIRS = "action__plan__"  # the way to the plan from what hangs on an action


def tallies(plans: Iterable[Plan], *, on: date) -> dict[int, dict[str, int]]:
    """{plan id: its actions by the colour that counts}, sub-actions counted within their action. Four queries."""
    found: dict[int, dict[str, int]] = {plan.pk: dict.fromkeys(TALLY, 0) for plan in plans}
    coloured = with_colours(Action.objects.filter(plan__in=found), on=on)
    families = Q(has_parts=True, declared=None, ruling=None)
    whole = coloured.filter(parent=None).exclude(families)
    for plan, rating, number in whole.order_by().values_list("plan", "rating").annotate(number=Count("pk")):
        found[plan][rating if rating in TALLY else "unrated"] += number
    parts = defaultdict(list)
    theirs = coloured.filter(parent__in=coloured.filter(families, parent=None).values("pk"))
    for row in theirs.values_list("plan", "plan__roll_up", "parent", "rating", "proposed"):
        parts[row[:3]].append(counted(row[3], row[4]))
    for (plan, rule, _), colours in parts.items():
        found[plan][roll_up(colours, rule) or "unrated"] += 1
    return found


def with_colours(actions: Rows, *, on: date) -> Rows:
    """The actions with `declared`, `proposed`, `ruling` (a director's colour that stands) and `rating`, as on the day.

    One query is made at once, for the settings of their plans; the rest is part of whatever query follows.
    """
    limits = Cutoffs.of(actions, on)
    newest = ProgressUpdate.objects.filter(action=OuterRef("pk"), on__lte=on).order_by("-on", "-pk")
    last = newest.filter(rag__gt="")
    said = ActionDeclaration.objects.filter(action=OuterRef("pk"), on__lte=on).order_by("-on", "-pk")
    year = FinancialYear.containing(on)
    moves = DateChange.objects.filter(action=OuterRef("pk"), on__range=(year.first, on), and_later=False, follows=False)
    moves = moves.filter(Q(days=None) | Q(days__gte=0)).exclude(before__kind__in=UNDATED)
    by_action = moves.order_by().values("action")
    actions = actions.filter(
        added_on__lte=on
    ).alias(
        updated_on=Subquery(last.values("on")[:1]),
        words=Subquery(newest.values_list(Concat("done", Value("\n"), "next_steps", output_field=TextField()))[:1]),
        earliest=NullIf(Cast(KT("timing__earliest"), CharField()), Value("null")),  # SQLite spells nothing out
        said=Subquery(said.values("rag")[:1]),
        said_on=Subquery(said.values("on")[:1]),
        times_moved=Subquery(by_action.annotate(found=Count("pk")).values("found")),
        days_moved=Subquery(by_action.annotate(found=Coalesce(Sum("days"), 0)).values("found")),
    )
    stands = Q(said__gt="", said_on__gt=limits.ago("staleness_days"))
    actions = actions.annotate(
        declared=Subquery(last.values("rag")[:1]),
        ruling=Case(When(stands, then=F("said")), output_field=CharField()),
        has_parts=Exists(Action.objects.filter(parent=OuterRef("pk"))),
    )
    begun = Q(updated_on__isnull=False) | Q(earliest__lte=on.isoformat()) | Q(occurs(delivered_on__lte=on))
    proposed = Case(
        When(dropped_on__lte=on, then=None), When(declared=Rag.COMPLETE, then=Value(Rag.COMPLETE)),
        When(red(limits, on), then=Value(Rag.RED)), When(amber(limits, on), then=Value(Rag.AMBER)),
        When(begun, then=Value(Rag.GREEN)), default=Value(Rag.NOT_STARTED), output_field=CharField(),
    )  # fmt: skip
    return actions.annotate(proposed=proposed).annotate(rating=what_counts(limits))


def what_counts(limits: Cutoffs) -> Case:
    """As `plans.rag.rate` says, with a director's word before it."""
    stands = Q(declared__in=(*UNRATED, Rag.COMPLETE)) | Q(updated_on__gt=limits.ago("staleness_days"))
    return Case(
        When(ruling__isnull=False, then=F("ruling")), When(declared=None, then=F("proposed")),
        When(stands, then=F("declared")), When(proposed=Rag.RED, then=Value(Rag.RED)),
        When(proposed=Rag.AMBER, declared__in=(Rag.GREEN, Rag.NOT_STARTED), then=Value(Rag.AMBER)),
        default=F("declared"), output_field=CharField(),
    )  # fmt: skip


def red(limits: Cutoffs, on: date) -> Q:
    """What proposes red, finding by finding as in `actions.rag`."""
    overdue = occurs(since__lt=limits.late(THEIRS), missed_on=None, delivered_on=None)
    alone = ~Exists(Occurrence.objects.filter(~Q(pk=OuterRef("pk")), action=OuterRef("action"), is_milestone=False))
    missed = Exists(let_go(on).filter(alone, is_milestone=False))
    grace = limits.ago("set_by_grace_days")
    no_day = Q(date_set_by=None, plan__adopted_on__lt=grace, added_on__lt=grace)
    undated = is_undated() & (no_day | Q(date_set_by__lt=limits.late()))
    return Q(overdue) | Q(missed) | silent(limits, times=2) | undated


def amber(limits: Cutoffs, on: date) -> Q:
    """What proposes amber, or (where it is worse) red."""
    overdue = occurs(since__lt=on, missed_on=None, delivered_on=None)
    unheard = (Q(updated_on=None) | Q(updated_on__lte=limits.closed())) & Q(added_on__lte=limits.closed())
    soon = occurs(due__gte=on, due__lte=limits.ahead("due_soon_days", THEIRS), missed_on=None, delivered_on=None)
    undated = is_undated() & Q(date_set_by__lt=on)
    moved = Q(times_moved__gt=F("plan__moves_noticed")) | Q(days_moved__gt=F("plan__moved_days"))
    accountable = Exists(Assignment.objects.filter(action=OuterRef("pk"), is_accountable=True))
    unnamed = Exists(Assignment.objects.filter(action=OuterRef("pk"), officer=None))
    ownerless = ~accountable | (unnamed & Q(plan__adopted_on__lt=limits.ago("naming_days")))
    contradicted = Q(declared=Rag.GREEN, words__iregex=pattern())
    found = Q(overdue) | Q(Exists(let_go(on))) | (unheard & soon) | silent(limits, times=1) | undated | moved
    return found | (Q(plan__adopted_on__isnull=False) & ownerless) | contradicted


def occurs(**facts: Any) -> Exists:
    """Has the action such a due date? `since` is the day it counts as overdue against, by its plan's rule."""
    first = Case(When(action__plan__counts_original=True, then=Least("due", "first_due")), default=F("due"))
    return Exists(Occurrence.objects.filter(action=OuterRef("pk")).alias(since=first).filter(**facts))


def let_go(on: date) -> QuerySet[Occurrence]:
    """Missed due dates of the action, after which none has been delivered."""
    after = Occurrence.objects.filter(action=OuterRef("action"), delivered_on__lte=on, due__gte=OuterRef("due"))
    return Occurrence.objects.filter(~Exists(after), action=OuterRef("pk"), missed_on__lte=on)


def silent(limits: Cutoffs, *, times: int) -> Q:
    """Nothing said for more than the plan's limit (`times` 2: twice that), counted from the latest of update, adoption
    and beginning; what has due dates, all of them settled, has nothing more to say."""
    since, beginning = (
        limits.ago("staleness_days", times=times),
        limits.ago("staleness_days", times=times, as_text=True),
    )
    own = Occurrence.objects.filter(action=OuterRef("pk"), is_milestone=False)
    unheard = Q(updated_on=None) | Q(updated_on__lt=since)
    begun = Q(earliest=None) | Q(earliest__lt=beginning)
    return Q(plan__adopted_on__lt=since, added_on__lt=since) & unheard & begun & (~Exists(own) | Exists(own.open()))


def is_undated() -> Q:
    """As `Timing.is_unsettled` says."""
    own = Occurrence.objects.filter(action=OuterRef("pk"), is_milestone=False)
    one_event = Q(timing__anchor__each=False, timing__anchor__date=None) & ~Exists(own)
    return Q(timing__kind__in=UNDATED) | Q(timing__needs_review=True) | Q(one_event)


def pattern() -> str:
    """The words of contradiction, as this database writes the edge of a word."""
    return CONTRADICTION.pattern.replace(r"\b", r"\y") if connection.vendor == "postgresql" else CONTRADICTION.pattern


@dataclass(frozen=True)
class Cutoffs:
    """The days before or up to which something counts, plan by plan: settings in days are reckoned from the day here,
    since databases do not agree on how, and none knows bank holidays."""

    on: date
    settings: dict[str, set[int]]
    late_after: set[tuple[int, str]]

    @classmethod
    def of(cls, actions: Rows, on: date) -> Cutoffs:
        columns = ("staleness_days", "set_by_grace_days", "naming_days", "due_soon_days")
        plans = Plan.objects.filter(pk__in=actions.order_by().values("plan")).order_by()
        rows = plans.values_list(*columns, "overdue_red_days", "organisation__nation").distinct()
        found = list(rows)
        return cls(on, {name: {row[n] for row in found} for n, name in enumerate(columns)}, {row[4:] for row in found})

    def ago(self, name: str, *, times: int = 1, as_text: bool = False) -> Case:
        return self._case(name, -times, "plan__", as_text=as_text)

    def ahead(self, name: str, way: str) -> Case:
        return self._case(name, 1, way)

    def _case(self, name: str, times: int, way: str, *, as_text: bool = False) -> Case:
        """The day that lies so many times the plan's setting away."""
        field = CharField() if as_text else DateField()
        whens = []
        for number in sorted(self.settings[name]):
            day = self.on + timedelta(days=times * number)
            value = Value(day.isoformat() if as_text else day, output_field=field)
            whens.append(When(**{f"{way}{name}": number}, then=value))
        return Case(*whens, default=None, output_field=field)

    def late(self, way: str = "plan__") -> Case:
        """What was due before that day is so late as to be red."""
        whens = [
            When(
                **{f"{way}overdue_red_days": days, f"{way}organisation__nation": nation},
                then=Value(self._before(days, nation)),
            )
            for days, nation in sorted(self.late_after)
        ]
        return Case(*whens, default=None, output_field=DateField())

    def _before(self, days: int, nation: str) -> date:
        """The first day since which no more than so many working days have passed."""
        day, passed = self.on, 0
        while passed <= days:
            passed += is_working_day(day, nation)
            day -= timedelta(days=1)
        return day + timedelta(days=1)

    def closed(self) -> Case:
        """The end of the last period."""
        ends = {cycle: last_period_end(self.on, months=cycle.months) for cycle in Plan.Cycle}
        whens = [When(plan__cycle=cycle, then=Value(end)) for cycle, end in ends.items()]
        return Case(*whens, output_field=DateField())
