"""What an action's page says of the pre-election guard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from actions.rated import RatedAction
from campaigns.guard import WHAT_IT_IS, Publicity, Verdict, what_it_is
from campaigns.guard_tables import STANDS
from campaigns.holds import Thing, coming, things_of
from campaigns.models import Activity
from people.permissions import Verb, can
from plans.models import Plan

register = template.Library()


@dataclass(frozen=True)
class Guarded:
    """An action before the elections of its councils. `moves`, `exempts` and `classes` hold its plan where the reader may;
    `ours` are the councils whose list of holds they may open."""

    publicity: Publicity
    by_audience: bool
    things: list[Thing]
    moves: frozenset[int]
    exempts: frozenset[int]
    classes: frozenset[int]
    ours: frozenset[int]

    @property
    def what(self) -> str:
        found = WHAT_IT_IS.get(self.publicity, "")
        return f"{found[:1].upper()}{found[1:]}" if found else "Nobody has said"

    @property
    def shown(self) -> list[Thing]:
        """What wants something done, or has been let out."""
        return [thing for thing in self.things if thing.verdict != Verdict.PASSES]


@register.simple_tag(takes_context=True)
def guard_of(context: Any, row: RatedAction) -> Guarded:
    """In two queries, and one more where an election is to come."""
    action, user = row.action, context["request"].user
    said = Activity.objects.filter(action=action).values_list("publicity", flat=True).first() or ""
    publicity, by_audience = what_it_is(said, row.audiences)
    is_open = action.plan.status != Plan.Status.CLOSED
    moves, exempts, classes = (
        frozenset([action.plan_id] if is_open and can(user, verb, action) else [])
        for verb in (Verb.POST_UPDATE, Verb.EXEMPT, Verb.RUN_CAMPAIGNS)
    )
    ours = frozenset(action.plan.council_ids if user.is_superuser else user.organisation_ids)
    things = things_of([row], coming(action.plan, on=row.on))
    return Guarded(publicity, by_audience, things, moves, exempts, classes, ours)


@register.filter
def standing(thing: Thing) -> str:
    """Where a thing stands, in words."""
    return STANDS[thing.verdict]
