"""From an approved brief to a campaign in the plan, and what is kept of it until it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from actions.models import Action, Occurrence, ProgressUpdate
from actions.services.naming import Owner
from actions.services.structure import Known, add_action
from actions.timing import Timing
from campaigns.models import Activity, Brief, Campaign, Channel, Finding, Spending
from campaigns.permissions import check_step, step_for
from campaigns.services.briefs import take_step
from people import audit
from people.models import Officer, User
from people.permissions import Verb, check
from plans.models import Priority
from plans.rag import Rag


@dataclass(frozen=True)
class Planned:
    """One thing a campaign does, as it is put in the plan."""

    title: str
    timing: Timing
    officer: Officer | None = None
    channel: Channel | None = None
    hours: Decimal | None = None
    publicity: str = ""


@transaction.atomic
def put_in_plan(
    *, brief: Brief, by: User, version: int, priority: Priority | None, planned: Sequence[Planned], on: date
) -> Campaign:
    """Make an approved brief a campaign: its activities become actions of the plan, for the brief's audiences.

    Raises:
        PermissionDenied: the brief is not approved, or the person does not run the council's campaigns.
        StaleVersionError: somebody did meanwhile.
        ValidationError: there is nothing to do in it, or the plan is closed.
    """
    check_step(by, brief, step_for(brief, "plan"), "plan")
    if not planned:
        raise ValidationError("Write at least one thing that is to be done, with its date.")
    take_step(brief=brief, by=by, version=version, key="plan", on=on)  # first, so that of two at once one is told
    campaign = Campaign.objects.create(
        brief=brief,
        plan=brief.plan,
        priority=priority,
        title=brief.title,
        team=brief.team,
        starts_on=brief.starts_on,
        ends_on=brief.ends_on,
        budget=brief.budget,
        hours=brief.hours or 0,
        is_proactive=bool(brief.is_proactive),
    )
    known = Known.of(brief.plan)
    for one in planned:
        add_activity_to(campaign, one, by=by, known=known, on=on)
    return campaign


@transaction.atomic
def add_activity(*, campaign: Campaign, by: User, planned: Planned, on: date) -> Activity:
    """Add one more thing to a campaign."""
    check(by, Verb.RUN_CAMPAIGNS, campaign)
    return add_activity_to(campaign, planned, by=by, known=Known.of(campaign.plan), on=on)


def add_activity_to(campaign: Campaign, one: Planned, *, by: User, known: Known, on: date) -> Activity:
    audiences = [audience.name for audience in campaign.brief.audiences.all()]
    action = add_action(
        plan=campaign.plan, by=by, title=one.title, timing=one.timing, priority=campaign.priority, known=known,
        owners=[Owner(one.officer, as_written=one.officer.name)] if one.officer else (), audiences=audiences,
        method=one.channel.name if one.channel else "", section=campaign.title[:200], added_on=on,
    )  # fmt: skip
    return Activity.objects.create(
        action=action, campaign=campaign, channel=one.channel, hours=one.hours, publicity=one.publicity
    )


@transaction.atomic
def edit_campaign(
    *, campaign: Campaign, by: User, version: int, messages: Sequence[Any] | None = None, **changes: Any
) -> Campaign:
    """Save a campaign's own facts: team, days, hours, budget, messages."""
    check(by, Verb.RUN_CAMPAIGNS, campaign)
    before = facts_of(campaign)
    campaign.save_from(version, **{name: value for name, value in changes.items() if name in EDITABLE})
    if messages is not None:
        campaign.messages.set(messages)
    audit.record(
        "edited", campaign, by=by, organisation=campaign.plan.organisation, before=before, after=facts_of(campaign)
    )
    return campaign


EDITABLE = ("title", "team", "starts_on", "ends_on", "budget", "hours")


def facts_of(campaign: Campaign) -> dict[str, Any]:
    return {name: getattr(campaign, name) for name in EDITABLE}


@dataclass(frozen=True)
class Ahead:
    """What of a campaign is still ahead: its last day, if that is to come, and the actions that are open."""

    last_day: date | None
    actions: list[Action]

    def __bool__(self) -> bool:
        return bool(self.last_day or self.actions)


def ahead_of(campaign: Campaign, *, on: date) -> Ahead:
    """An action is open while a due date of it is; one without any, until its officer calls it complete."""
    last_day = campaign.ends_on or campaign.starts_on
    dates = Occurrence.objects.filter(action=OuterRef("pk"))
    updates = ProgressUpdate.objects.filter(action=OuterRef("pk")).exclude(rag="").order_by("-on", "-pk")
    rows = Action.objects.filter(activity__campaign=campaign, dropped_on=None)
    rows = rows.alias(has_dates=Exists(dates), has_open=Exists(dates.open()), rag=Subquery(updates.values("rag")[:1]))
    without = Q(has_dates=False) & (Q(rag=None) | ~Q(rag=Rag.COMPLETE))
    actions = list(rows.filter(Q(has_open=True) | without).in_order())
    return Ahead(last_day if last_day and last_day > on else None, actions)


@transaction.atomic
def finish_campaign(
    *, campaign: Campaign, by: User, version: int, lessons: str, on: date, anyway: bool = False
) -> Campaign:
    """Close a campaign with what was learnt, which is offered to the next brief for the same people.

    `anyway`: though its last day is still to come, or some of its actions are open.

    Raises:
        ValidationError: it has no lessons, nothing was found at the level of outcomes, it is finished, or it is not over
            and nobody has said that it is finished all the same.
    """
    check(by, Verb.RUN_CAMPAIGNS, campaign)
    if campaign.finished_on:
        raise ValidationError("It is finished already.")
    if not lessons.strip():
        raise ValidationError(
            {"lessons": "Write what the next campaign should know. “Nothing to change” is an answer."}
        )
    if not campaign.findings.filter(level__in=(Finding.Level.OUTCOME, Finding.Level.IMPACT)).exclude(found="").exists():
        raise ValidationError("Say first what came of it: a finding at the level of outcomes or impact.")
    if not anyway and ahead_of(campaign, on=on):
        raise ValidationError({"anyway": "It is not over yet. Tick “Finish it all the same”, or finish it once it is."})
    campaign.save_from(version, lessons=lessons, finished_on=on)
    audit.record("finished", campaign, by=by, organisation=campaign.plan.organisation)
    return campaign


@transaction.atomic
def take_up_again(*, campaign: Campaign, by: User, version: int) -> Campaign:
    """Have a finished campaign run on. Its lessons stay in it, and are offered again once it is finished.

    Raises:
        ValidationError: it is not finished.
    """
    check(by, Verb.RUN_CAMPAIGNS, campaign)
    if not campaign.finished_on:
        raise ValidationError("It is not finished.")
    before = {"finished_on": campaign.finished_on}
    campaign.save_from(version, finished_on=None)
    audit.record(
        "taken up again", campaign, by=by, organisation=campaign.plan.organisation, before=before, after={"finished_on": None}
    )  # fmt: skip
    return campaign


@transaction.atomic
def spend(*, campaign: Campaign, by: User, what: str, amount: Decimal, on: date, today: date) -> Spending:
    """Enter money that was spent.

    Raises:
        ValidationError: its day is still to come.
    """
    check(by, Verb.RUN_CAMPAIGNS, campaign)
    check_is_spent(on, today)
    made = Spending.objects.create(campaign=campaign, what=what, amount=amount, on=on, by_name=by.name)
    audit.record(
        "spent on", campaign, by=by, organisation=campaign.plan.organisation, after={"what": what, "amount": amount}
    )
    return made


@transaction.atomic
def correct_spending(*, spending: Spending, by: User, version: int, today: date, **facts: Any) -> Spending:
    """Put right what, how much or when was spent; the trail keeps what it was.

    Raises:
        StaleVersionError: somebody corrected it meanwhile.
        ValidationError: its day is still to come.
    """
    campaign = spending.campaign
    check(by, Verb.RUN_CAMPAIGNS, campaign)
    check_is_spent(facts["on"], today)
    before = {name: getattr(spending, name) for name in facts}
    spending.save_from(version, **facts)
    council = campaign.plan.organisation
    audit.record("corrected the spending of", campaign, by=by, organisation=council, before=before, after=facts)
    return spending


def check_is_spent(on: date, today: date) -> None:
    if on > today:
        raise ValidationError({"on": "It is not spent before its day. Give the day it was spent, up to today."})


@transaction.atomic
def keep_finding(
    *, campaign: Campaign, by: User, finding: Finding | None = None, version: int = 1, **facts: Any
) -> Finding:
    """Add a line of the evaluation, or save one that is there."""
    check(by, Verb.RUN_CAMPAIGNS, campaign)
    if not (facts.get("expected") or facts.get("found")):
        raise ValidationError({"found": "Write what was expected, or what was found."})
    kept = finding.save_from(version, **facts) if finding else Finding.objects.create(campaign=campaign, **facts)
    audit.record("judged", campaign, by=by, organisation=campaign.plan.organisation, after={"found": str(kept)})
    return kept


def lessons_for(brief: Brief) -> list[Campaign]:
    """Finished campaigns of the council, other than its own, that spoke to the same people or served the same objective, newest first."""
    finished = Campaign.objects.filter(plan__organisation=brief.organisation_id).exclude(finished_on=None)
    finished = finished.exclude(brief=brief)  # what came of it stands on its own page
    people = {audience.name.casefold() for audience in brief.audiences.all()}
    people |= {one.name.casefold() for one in brief.stakeholders.all()}
    aim = brief.contribution.objective.casefold() if brief.contribution else None
    found = []
    rows = finished.select_related("brief__contribution").prefetch_related("brief__audiences", "brief__stakeholders")
    for campaign in rows.order_by("-finished_on", "-pk")[:100]:
        theirs = {one.name.casefold() for one in campaign.brief.audiences.all()}
        theirs |= {one.name.casefold() for one in campaign.brief.stakeholders.all()}
        same_aim = aim and campaign.brief.contribution and campaign.brief.contribution.objective.casefold() == aim
        if people & theirs or same_aim:
            found.append(campaign)
    return found[:5]
