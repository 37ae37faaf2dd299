"""What stands in Sevenoaks' delivery plan, for tests of it."""

from datetime import date, timedelta

from actions.models import Action
from actions.timing import parse_timing
from campaigns.flow import State
from campaigns.models import Activity, Campaign, Channel
from people.models import Officer
from plans.models import Plan
from tests.briefs import brief_in


def campaign(people, title, first=date(2027, 1, 4), last=date(2027, 3, 31), *, plan=None, team="Communications"):
    """An approved brief that is in the plan, for Residents."""
    plan = plan or people.plan
    brief = brief_in(State.PLANNED, people, plan, title=title)
    return Campaign.objects.create(
        brief=brief, plan=plan, title=title, team=team, starts_on=first, ends_on=last, hours=40, is_proactive=True
    )


def activity(of, title, day, *, channel=None, officer=None, plan=None, audiences=("Residents",), written="", **facts):
    """Something a campaign does (or, `of` None, that belongs to none) on a day; its `occurrences` are laid out."""
    plan = plan or of.plan
    action = Action.objects.create(
        plan=plan, title=title, timing=parse_timing(written or day.strftime("%d/%m/%Y"), plan.years)
    )
    action.occurrences.create(due=action.timing.latest or day, first_due=action.timing.latest or day)
    for name in audiences:
        action.audiences.add(plan.audiences.get_or_create(name=name)[0])
    if officer:
        action.assignments.create(officer=officer, is_accountable=True)
    Activity.objects.create(action=action, campaign=of, channel=channel, **facts)
    return action


def channel(plan: Plan, name: str, **facts) -> Channel:
    found, _ = Channel.objects.get_or_create(plan=plan, name=name)
    Channel.objects.filter(pk=found.pk).update(**facts)
    return Channel.objects.get(pk=found.pk)


def due(action: Action):
    return action.occurrences.get()


def whole_year(people, monday: date) -> list[Action]:
    """A year's work, as a council of that size would have it on the wall."""
    plan = people.plan
    shape, web = channel(plan, "In Shape", capacity=1), channel(plan, "Website", capacity=4)
    press, grape = channel(plan, "Press release"), channel(plan, "Grapevine", reach="internal")
    officer = Officer.objects.get(organisation=plan.organisation, name="Communications Officer")
    day = lambda weeks, more=0: monday + timedelta(weeks=weeks, days=more)  # noqa: E731
    garden = campaign(people, "Garden waste renewals", day(5), day(18))
    tax = campaign(people, "Council tax 2027/28", day(10), day(21), team="Design and print")
    market = campaign(people, "Christmas market and late-night shopping", day(-2), day(4), team="Events")
    local = campaign(people, "Local Plan consultation", day(20), day(34), team="Communications")
    summer = campaign(people, "Summer holiday activities", day(30), day(41), team="Events")
    made = [
        activity(market, "Banner on the High Street", day(-1, 2), channel=press, officer=officer),
        activity(market, "Story on the website", day(0, 1), channel=web, officer=officer),
        activity(market, "Thank-you to traders", day(4, 2), channel=press),
        activity(garden, "Leaflet with the council tax bill to every household", day(14, 2), channel=shape, officer=officer),
        activity(garden, "Story in In Shape", day(8, 3), channel=shape),
        activity(garden, "Reminder by e-mail to those who have not renewed", day(17), channel=web),
        activity(tax, "Letter and booklet with every bill", day(14, 3), channel=shape, officer=officer),
        activity(tax, "Questions and answers for the contact centre", day(13), channel=grape, publicity="internal"),
        activity(tax, "Film on how the money is spent", day(16), channel=web, written="March 2027"),
        activity(local, "Exhibition in six parishes", day(23, 4), channel=press, publicity="consultation"),
        activity(local, "Reminder of the last day for comments", day(33, 4), channel=web),
        activity(summer, "Programme in schools before they close", day(31), channel=press, publicity="public"),
        activity(summer, "Open day at the leisure centre", day(36, 5), channel=press, publicity="launch"),
        activity(None, "Grapevine, winter issue", day(3, 4), channel=grape, plan=plan, publicity="internal"),
        activity(None, "Grapevine, spring issue", day(16, 4), channel=grape, plan=plan, publicity="internal"),
        activity(None, "In Shape, spring issue", day(14, 4), channel=shape, plan=plan),
    ]  # fmt: skip
    made[0].occurrences.update(delivered_on=monday, delivered_by="x")
    return made
