"""Briefs, campaigns and what made way for them, made again from an export. Exports of before there was any have none.

Exemptions from pre-election periods stay in the file: it proves none, so what they let out is held here until somebody
records it here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from actions.models import Action
from campaigns.flow import State
from campaigns.models import Activity, Brief, BriefStep, Campaign, Channel, Displacement, Finding, Spending
from imports.whole import shape
from imports.whole.shape import made, taken
from people.models import Officer, User
from people.permissions import Verb, can
from plans.models import Plan, Priority

FINISHED = (State.PLANNED, State.DECLINED, State.WITHDRAWN)
OfficerOf = Callable[[dict[str, Any] | None], Officer | None]
Placed = tuple[Action, dict[str, Any], dict[int | None, Any]]  # an action, its data, {place: its occurrence}


def take_work(
    plan: Plan,
    data: dict[str, Any],
    *,
    officer_of: OfficerOf,
    called: dict[str, Priority],
    measures: dict[int, Any],
    actions: Iterable[Placed],
    by: User,
) -> None:
    """The plan's briefs with their campaigns, and what actions have of them."""
    channels = {channel.name: channel for channel in Channel.objects.filter(plan=plan)}
    asker = by if can(by, Verb.SUBMIT_BRIEF, plan) else None
    found = [
        take_brief(plan, row, channels, officer_of=officer_of, called=called, measures=measures, asker=asker)
        for row in data.get("briefs", [])
    ]
    briefs: dict[int | None, Any] = {None: None, **dict(enumerate(found, 1))}
    for action, row, places in actions:
        if activity := row.get("activity"):
            brief = briefs[activity["brief"]]
            facts = {"campaign": brief.campaign if brief else None, "channel": channels.get(activity["channel"])}
            made(Activity(action=action, **facts, **taken(Activity, activity, shape.ACTIVITY)))
        if not isinstance(row.get("clearances", []), list):
            raise ValueError("no exemptions")
        for one in row.get("made_way", []):
            facts = {"brief": briefs[one["brief"]], "occurrence": places[one["occurrence"]]}
            made(Displacement(action=action, **facts, **taken(Displacement, one, shape.DISPLACEMENT)))


def take_brief(
    plan: Plan,
    row: dict[str, Any],
    channels: dict[str, Channel],
    *,
    officer_of: OfficerOf,
    called: dict[str, Priority],
    measures: dict[int, Any],
    asker: User | None,
) -> Brief:
    """A brief with its history. One that was not decided on yet begins a new round with whoever takes the plan in: a file
    names who approved what, and proves none of it."""
    unfinished = {} if row["state"] in FINISHED else {"requester": asker, "state": State.RETURNED}
    brief = made(
        Brief(
            plan=plan, contribution=plan.contributions.filter(objective=row["contribution"] or "").first(),
            priority=called[row["priority"]] if row["priority"] else None, service_lead=officer_of(row["service_lead"]),
            is_taken_in=True, **taken(Brief, row, shape.BRIEF) | unfinished,
        )
    )  # fmt: skip
    brief.audiences.set(plan.audiences.filter(name__in=row["audiences"]))
    brief.stakeholders.set(plan.stakeholders.filter(name__in=row["stakeholders"]))
    brief.channels.set([channels[name] for name in row["channels"]])
    for number, one in enumerate(sorted(row["steps"], key=lambda one: one["number"]), 1):
        made(BriefStep(brief=brief, **taken(BriefStep, one, shape.BRIEF_STEP) | {"number": number}))
    if of := row["campaign"]:
        priority = called[of["priority"]] if of["priority"] else None
        campaign = made(Campaign(brief=brief, plan=plan, priority=priority, **taken(Campaign, of, shape.CAMPAIGN)))
        campaign.messages.set(plan.key_messages.filter(text__in=of["messages"]))
        for one in of["spending"]:
            made(Spending(campaign=campaign, **taken(Spending, one, shape.SPENDING)))
        for one in of["findings"]:
            measure = measures[one["measure"]] if one["measure"] else None
            made(Finding(campaign=campaign, measure=measure, **taken(Finding, one, shape.FINDING)))
    return brief
