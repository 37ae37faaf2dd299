"""The read model of the delivery plan: what one council has planned for twelve months, and what clashes in it.

One fixed number of queries, however much there is. Read by the page, its files and its calendar alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from actions.models import Action, Assignment, Occurrence
from actions.permissions import is_running
from campaigns.clashes import Before, Clash, Kind, clashes
from campaigns.guard import PASSING
from campaigns.holds import Thing, things_among
from campaigns.models import Activity, Campaign, Channel, SchoolHoliday
from campaigns.planner import Away, By, Due, Lane, Mark, Named, Run, Year, days_to_mind, lane_of, lanes
from people.models import Organisation, User
from people.permissions import Verb, can
from plans.models import Election, Plan

MOST = 1_000  # due dates of one page
WITH = ("action__plan__organisation", "action__activity__campaign", "action__activity__channel")
A_WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Asked:
    """What is looked at: whose work, of which plan, in which lanes, from which month. `is_all`: with dated actions that
    belong to no campaign and have no channel."""

    user: User
    council: Organisation
    year: Year
    by: By = By.CAMPAIGN
    plan: Plan | None = None
    is_all: bool = False

    def of_plan(self, rows: Any, path: str = "plan") -> Any:
        rows = rows.filter(**{f"{path}__organisation": self.council}).exclude(**{f"{path}__status": Plan.Status.CLOSED})
        return rows.filter(**{path: self.plan}) if self.plan else rows

    def occurrences(self) -> QuerySet[Occurrence]:
        """The due dates of these months that were not missed, soonest first. Milestones on the way stand on the action."""
        rows = self.of_plan(Occurrence.objects.all(), "action__plan").filter(action__dropped_on=None, missed_on=None)
        rows = rows.filter(due__range=(self.year.first, self.year.last), is_milestone=False)
        if not self.is_all:
            activity = Q(action__activity__campaign__isnull=False) | Q(action__activity__channel__isnull=False)
            rows = rows.filter(activity)
        return rows.select_related(*WITH).prefetch_related("action__audiences").in_order()

    def campaigns(self) -> QuerySet[Campaign]:
        """Those of these months; one without a last day is of its first alone."""
        rows = self.of_plan(Campaign.objects.all()).filter(starts_on__lte=self.year.last)
        return rows.filter(Q(ends_on__gte=self.year.first) | Q(ends_on=None, starts_on__gte=self.year.first)).in_order()

    def undated(self) -> QuerySet[Action]:
        """What campaigns do that has no day at all yet, or goes on throughout."""
        rows = self.of_plan(Action.objects.filter(activity__campaign__isnull=False, dropped_on=None))
        return rows.filter(occurrences=None).in_order()

    def shared(self) -> set[tuple[int, int]]:
        """(plan, council) of each partner of a plan that is looked at."""
        return set(self.of_plan(Plan.partners.through.objects.all()).values_list("plan_id", "organisation_id"))


@dataclass
class Delivery:
    """What the page shows."""

    asked: Asked
    dues: list[Due]
    lanes: list[Lane]
    to_mind: list[Mark]
    clashes: list[Clash]
    elections: list[Before]
    is_cut: bool
    undated: list[Action]

    @cached_property
    def clashing(self) -> set[int]:
        """The due dates that something stands in the way of."""
        return {due.pk for clash in self.clashes for due in clash.sides}

    @cached_property
    def asked_about(self) -> set[int]:
        """The due dates that may fall in a pre-election period, and nobody has said what they are."""
        return {pk for before in self.elections for pk in before.asked}

    @property
    def kinds(self) -> list[tuple[Kind, int]]:
        counted = [(kind, sum(clash.kind == kind for clash in self.clashes)) for kind in Kind]
        return [(kind, count) for kind, count in counted if count]

    @property
    def can_move(self) -> bool:
        return any(due.can_move for due in self.dues)

    @property
    def is_empty(self) -> bool:
        return not self.dues and not self.lanes


def read(asked: Asked, *, on: date) -> Delivery:
    rows = list(asked.occurrences()[: MOST + 1])
    dues = dues_of(rows[:MOST], asked, on=on)
    runs = [
        Run(one.pk, one.title, one.starts_on, one.ends_on or one.starts_on, one.team, one.finished_on)
        for one in asked.campaigns()
        if one.starts_on
    ]
    around = {"first__lte": asked.year.last, "last__gte": asked.year.first}
    away = SchoolHoliday.objects.filter(organisation=asked.council, **around).in_order()
    holidays = [Away(one.name, one.first, one.last) for one in away]
    shared = asked.shared()
    # The elections of its partners count for a plan as its own do.
    councils = {asked.council.pk, *(partner for _, partner in shared)}
    near = Election.objects.filter(organisation__in=councils).in_order()
    elections = list(near.filter(notice_date__lte=asked.year.last, polling_day__gte=asked.year.first))
    coming = before_elections(elections, rows[:MOST], asked, shared, on=on)
    return Delivery(
        asked,
        dues,
        lanes(asked.year, asked.by, dues, runs),
        days_to_mind(asked.year, [*holidays, *map(days_of, elections)]),
        clashes(dues, holidays=holidays, elections=coming),
        coming,
        is_cut=len(rows) > MOST,
        undated=list(asked.undated()),
    )


def clashes_on(day: date, action: Action, *, user: User, on: date) -> list[Clash]:
    """What stands in the way of an action on a day it is due, in its council: for whoever has just moved it there."""
    month = Year(day.replace(day=1)).moved(-1)  # its week may begin in the month before
    found = read(Asked(user, action.plan.organisation, Year(month), is_all=True), on=on)
    return [one for one in found.clashes if any((due.action, due.due) == (action.pk, day) for due in one.sides)]


def days_of(election: Election) -> Away:
    return Away(election.name, election.notice_date, election.polling_day)


def before_elections(
    elections: Iterable[Election], rows: Iterable[Occurrence], asked: Asked, shared: set[tuple[int, int]], *, on: date
) -> list[Before]:
    """What of these due dates the elections to come hold and ask about, as the pre-election guard judges it: no query more
    without an election, and as many with several as with one."""
    coming = [one for one in elections if one.polling_day >= on]
    actions = {row.action_id for row in rows if row.delivered_on is None}
    judged = things_among(Action.objects.filter(pk__in=actions), coming, on=on)
    own = asked.council.pk
    things = [one for one in judged if one.election.organisation_id in (own, *partners_of(shared, one.action.plan_id))]
    return [
        Before(
            one.pk,
            days_of(one),
            held=keys_of(thing for thing in things if thing.election == one and thing.is_held),
            asked=keys_of(thing for thing in things if thing.election == one and thing.is_asked),
            can_open=can(asked.user, Verb.SEE_PLAN, one),
        )
        for one in coming
    ]


def partners_of(shared: set[tuple[int, int]], plan: int) -> list[int]:
    return [partner for one, partner in shared if one == plan]


def keys_of(things: Iterable[Thing]) -> frozenset[int]:
    """The due dates of things; what goes on all the time has none."""
    return frozenset(key for thing in things if (key := thing.judgement.span.occurrence) is not None)


def dues_of(rows: list[Occurrence], asked: Asked, *, on: date) -> list[Due]:
    actions = [row.action for row in rows]
    owners = owners_of({action.pk for action in actions})
    movable = movable_by(asked, actions, on=on)
    found = (due_of(row, owners.get(row.action_id, ""), on=on, can_move=row.action_id in movable) for row in rows)
    return [replace(due, lane=lane_of(due, asked.by)) for due in found]


def owners_of(actions: Iterable[int]) -> dict[int, str]:
    """{action: who is accountable for it, or who is named first}."""
    rows = Assignment.objects.filter(action__in=actions).select_related("officer").in_order()
    found: dict[int, str] = {}
    for one in rows:
        found.setdefault(one.action_id, one.name)
    return found


def movable_by(asked: Asked, actions: Iterable[Action], *, on: date) -> set[int]:
    """The actions whose dates the reader may move: those of a council whose plans they keep, or that they are named on."""
    running = {action.pk for action in actions if is_running(action)}
    if can(asked.user, Verb.POST_UPDATE, asked.council):
        return running
    if not can(asked.user, Verb.POST_UPDATE):
        return set()
    given = Action.objects.filter(pk__in=running).given_to(asked.user, on=on)
    return set(given.values_list("pk", flat=True))


def due_of(row: Occurrence, owner: str, *, on: date, can_move: bool) -> Due:
    action = row.action
    activity: Activity | None = getattr(action, "activity", None)
    campaign = activity.campaign if activity else None
    channel = activity.channel if activity else None
    return Due(
        row.pk,
        action.pk,
        str(row),
        row.due,
        first=begins(row),
        as_written=action.timing.as_written,
        campaign=Named(campaign.pk, campaign.title) if campaign else None,
        channel=Named(channel.pk, channel.name) if channel else None,
        capacity=channel.capacity if channel else None,
        team=campaign.team if campaign else "",
        owner=owner,
        audiences=frozenset(audience.name for audience in action.audiences.all()),
        is_public=is_public(activity),
        is_delivered=row.delivered_on is not None,
        is_overdue=row.delivered_on is None and row.due < on,
        can_move=can_move and row.delivered_on is None,
    )


def begins(row: Occurrence) -> date | None:
    """The first day of what takes more than a week of its own: an edition of a series has none, nor has a date that moved
    away from the words of the action."""
    timing = row.action.timing
    if row.label or timing.earliest is None or timing.latest != row.due or timing.latest - timing.earliest <= A_WEEK:
        return None
    return timing.earliest


def is_public(activity: Activity | None) -> bool:
    """Does it speak to the public? Where nobody has said so, the channel tells."""
    if activity is None or activity.publicity in PASSING:
        return False
    return bool(activity.publicity) or (activity.channel is not None and activity.channel.reach == Channel.Reach.PUBLIC)
