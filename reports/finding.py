"""Actions found and narrowed down over every plan that somebody may see: what stands behind each figure.

A figure and the list its link opens are counted from the same kept rows by the same conditions, so that they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.urls import reverse

from actions.models import Action, Assignment
from people.models import Officer, User
from people.units import JOINED
from plans.models import Plan, Priority
from plans.rag import RATED, TALLY
from reports.models import ActionStanding

WHOLE = Q(is_part=False)  # an action with parts counts once; but where it is asked what it says itself,
OF_ACTIONS = ("unit", "owner", "audience", "channel", "due_from", "due_to")
OF_EACH = ("q", "officer", *OF_ACTIONS)  # each one, part or whole, for itself
SHOWN = {
    "overdue": Q(is_overdue=True),
    "disputed": Q(is_disputed=True),
    "unheard": Q(heard_on=None, is_leaf=True, is_running=True, plan__adopted_on__lte=F("on")),
    "silent": Q(is_leaf=True, silent_days__gt=0),
    "slipped": Q(slipped_days__gt=0),
    "running": Q(is_running=True, is_leaf=True),
}
ORDERS = {"silent": "-silent_days", "unheard": "-silent_days", "slipped": "-slipped_days", "overdue": "due"}
BY_URGENCY = ("rank", "due", "action")


def of_colour(colour: str, column: str = "rating") -> Q:
    """Those of a colour; "unrated" is whatever is none of the five that count."""
    return ~Q(**{f"{column}__in": RATED}) if colour == "unrated" else Q(**{column: colour})


def address(wanted: Mapping[str, Any]) -> str:
    """The list of what is wanted, as its page takes it."""
    return f"{reverse('reports:actions')}?{urlencode({key: value for key, value in wanted.items() if value})}"


def wanted_by(user: User, facts: Mapping[str, Any]) -> QuerySet[ActionStanding]:
    """What the reader may see of what is wanted: keys as in CONDITIONS, and `show` as in SHOWN."""
    return narrowed(ActionStanding.objects.visible_to(user).filter(level(facts)), facts)


def level(facts: Mapping[str, Any]) -> Q:
    """Which rows count: by their state whatever has it, parts as well; else whole actions, or each for itself."""
    if facts.get("show"):
        return SHOWN[facts["show"]]
    return Q() if any(facts.get(key) for key in OF_EACH) else WHOLE


def narrowed(rows: QuerySet[ActionStanding], facts: Mapping[str, Any]) -> QuerySet[ActionStanding]:
    """Those of the rows that meet every condition that is set."""
    for key, condition in CONDITIONS.items():
        if facts.get(key):
            rows = rows.filter(condition(facts[key]))
    return rows


def by_priority(priority: Any) -> Q:
    """Under it, or serving it too."""
    serves = Action.also_serves.through.objects.filter(priority=priority).values("action")
    return Q(priority=priority) | Q(action__in=serves, is_part=False) | Q(action__parent__in=serves)


def by_owner(name: str) -> Q:
    """Given to somebody of that name, or to a post that is not named yet."""
    theirs = Q(officer__name__icontains=name) | Q(officer=None, as_written__icontains=name)
    return Q(action__in=Assignment.objects.filter(theirs).values("action"))


@dataclass(frozen=True)
class OfUnit:
    """A unit that is asked for, by its name or how that begins, by somebody: of other councils nobody is told the units."""

    words: str
    user: User

    def __str__(self) -> str:
        return self.words


def by_unit(asked: OfUnit) -> Q:
    """Given to somebody of a unit, or of what is part of it."""
    is_named = Q(unit__istartswith=asked.words) | Q(unit__icontains=f"{JOINED}{asked.words}")
    theirs = Officer.objects.visible_to(asked.user).filter(is_named)
    return Q(action__in=Assignment.objects.filter(officer__in=theirs).values("action"))


def by_audience(name: str) -> Q:
    spoken_to = Action.audiences.through.objects.filter(audience__name__icontains=name)
    return Q(action__in=spoken_to.values("action"))


WORDS = ("title", "reference", "method", "section")  # where words are looked for


def every_word(words: str, *columns: str) -> Q:
    """Each of the words in one column or another."""
    found = Q()
    for word in words.split():
        any_of = Q()
        for column in columns:
            any_of |= Q(**{f"{column}__icontains": word})
        found &= any_of
    return found


def plans_with(words: str) -> QuerySet[Plan, Any]:
    """Plans with these words in their title or a priority's."""
    of_priorities = Priority.objects.filter(title__icontains=words).values("plan")
    return Plan.objects.filter(Q(title__icontains=words) | Q(pk__in=of_priorities)).values("pk")


CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "q": lambda words: every_word(words, *(f"action__{column}" for column in WORDS)),
    "plan": lambda plan: Q(plan=plan),
    "council": lambda councils: Q(plan__organisation__in=councils),
    "kind": lambda kind: Q(plan__kind=kind),
    "status": lambda status: Q(plan__status=status),
    "plan_words": lambda words: Q(plan__in=plans_with(words)),
    "plan_colour": lambda colour: of_colour(colour, "plan__standing__rating"),
    "year": lambda year: Q(plan__first_year__lte=year, plan__last_year__gte=year),
    "priority": by_priority,
    "officer": lambda officer: Q(action__in=Assignment.objects.filter(officer=officer).values("action")),
    "unit": by_unit,
    "owner": by_owner,
    "audience": by_audience,
    "channel": lambda words: Q(action__method__icontains=words),
    "colour": of_colour,
    "declared": lambda colour: of_colour(colour, "declared"),
    "due_from": lambda day: Q(due__gte=day),
    "due_to": lambda day: Q(due__lte=day),
}


def in_order(rows: QuerySet[ActionStanding], facts: Mapping[str, Any]) -> QuerySet[ActionStanding]:
    """By what is asked for, else by urgency."""
    first = ORDERS.get(facts.get("show") or "")
    return rows.order_by(*([first] if first else []), *BY_URGENCY)


def counted(rows: QuerySet[ActionStanding], facts: Mapping[str, Any]) -> dict[str, int]:
    """The tally of those that count, and of all what wants attention. One query."""
    sums = {colour: _number(level(facts) & of_colour(colour)) for colour in TALLY}
    states = {name: _number(SHOWN[name]) for name in ("overdue", "disputed", "unheard")}
    return rows.order_by().aggregate(**sums, **states)


def _number(condition: Q) -> Sum:
    return Sum(Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField()), default=0)
