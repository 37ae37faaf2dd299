"""How work got into a plan, as JSON: its briefs with their steps, the campaigns they became, what made way for what, and
what was let out before elections.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from campaigns.flow import State
from campaigns.models import Activity, Brief, Campaign, Clearance, Displacement
from imports.whole import shape
from imports.whole.shape import out
from people.models import Officer
from plans.models import Plan


def named(officer: Officer | None) -> dict[str, Any] | None:
    """What an officer is called where something points to them."""
    if officer is None:
        return None
    return {"name": officer.name, "post": officer.post, "organisation": officer.organisation.name}


class Work:
    """The briefs of a plan but drafts, which are their writers' alone; what hangs on an action is kept with the action.

    A fixed number of queries. `measures` and `called`: {id: what a measure or a priority is called in the file}.
    """

    def __init__(self, plan: Plan, *, measures: Mapping[int, int], called: Mapping[int, str]) -> None:
        self.measures, self.called = measures, called
        one = ("contribution", "service_lead__organisation", "campaign")
        many = (
            "audiences",
            "stakeholders",
            "channels",
            "steps",
            "campaign__spending",
            "campaign__findings",
            "campaign__messages",
        )
        rows = plan.briefs.exclude(state=State.DRAFT).select_related(*one).prefetch_related(*many)
        self.briefs = list(rows.order_by("pk"))
        self.number = {brief.pk: place for place, brief in enumerate(self.briefs, 1)}
        activities = Activity.objects.filter(action__plan=plan).select_related("channel", "campaign")
        self.activities = {row.action_id: row for row in activities}
        self.displaced: dict[int, list[Displacement]] = defaultdict(list)
        for row in Displacement.objects.filter(brief__plan=plan, action__plan=plan).order_by("pk"):
            self.displaced[row.action_id].append(row)
        self.cleared: dict[int, list[Clearance]] = defaultdict(list)
        cleared = Clearance.objects.filter(action__plan=plan).select_related("election__organisation", "taken_back")
        for given in cleared.order_by("pk"):
            self.cleared[given.action_id].append(given)

    def data(self) -> list[dict[str, Any]]:
        return [self.brief(brief) for brief in self.briefs]

    def brief(self, brief: Brief) -> dict[str, Any]:
        campaign = getattr(brief, "campaign", None)
        return {
            **out(brief, shape.BRIEF),
            "audiences": sorted(row.name for row in brief.audiences.all()),
            "stakeholders": sorted(row.name for row in brief.stakeholders.all()),
            "channels": sorted(row.name for row in brief.channels.all()),
            "contribution": brief.contribution.objective if brief.contribution else None,
            "priority": self.called.get(brief.priority_id or 0),
            "service_lead": named(brief.service_lead),
            "steps": [out(step, shape.BRIEF_STEP) for step in sorted(brief.steps.all(), key=lambda one: one.number)],
            "campaign": self.campaign(campaign) if campaign else None,
        }

    def campaign(self, campaign: Campaign) -> dict[str, Any]:
        by_pk: Any = {"key": lambda one: one.pk}
        return {
            **out(campaign, shape.CAMPAIGN),
            "priority": self.called.get(campaign.priority_id or 0),
            "messages": sorted(message.text for message in campaign.messages.all()),
            "spending": [out(one, shape.SPENDING) for one in sorted(campaign.spending.all(), **by_pk)],
            "findings": [
                out(one, shape.FINDING) | {"measure": self.measures.get(one.measure_id or 0)}
                for one in sorted(campaign.findings.all(), **by_pk)
            ],
        }

    def of_action(self, pk: int, places: Mapping[int, int]) -> dict[str, Any]:
        """What communications know of an action; `places`: {occurrence id: its place in the file}."""
        row = self.activities.get(pk)
        activity = None
        if row:
            campaign = self.number.get(row.campaign.brief_id) if row.campaign else None
            channel = row.channel.name if row.channel else None
            activity = out(row, shape.ACTIVITY) | {"channel": channel, "brief": campaign}
        displaced = [
            out(one, shape.DISPLACEMENT)
            | {"brief": self.number[one.brief_id], "occurrence": places.get(one.occurrence_id or 0)}
            for one in self.displaced[pk]
            if one.brief_id in self.number
        ]
        return {"activity": activity, "made_way": displaced, "clearances": [clearance(one) for one in self.cleared[pk]]}


def clearance(one: Clearance) -> dict[str, Any]:
    """An exemption or a spokesperson, as evidence: with the election it was given for, and why it was taken back."""
    taken_back = getattr(one, "taken_back", None)
    before = out(one.election, ("name", "notice_date", "polling_day"))
    return {
        **out(one, shape.CLEARANCE),
        "election": before | {"organisation": one.election.organisation.name},
        "taken_back": out(taken_back, shape.TAKEN_BACK) if taken_back else None,
    }
