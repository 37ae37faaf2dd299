"""Building the demo's plans from the facts of the papers."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from actions.links import GOOD_FOR
from actions.models import Action, Occurrence, ProgressUpdate
from actions.services.naming import Owner
from actions.services.structure import Known, add_action
from actions.timing import parse_timing
from commsplan.demo import mkip
from commsplan.demo.calendar import without_names, years_to_move
from commsplan.demo.cast import Cast
from commsplan.demo.conversation import converse
from commsplan.demo.fill import fill, new_plan
from commsplan.demo.surveys import hold_surveys
from people.append_only import lifted
from people.models import Organisation, User
from plans.models import Audience, Declaration, Election, Meeting, Objective, Plan, Priority
from plans.periods import years_on
from plans.workdays import add_working_days, next_working_day
from reports.models import FrozenColour, Issue, Withdrawal
from surveys.models import Measure

MAIDSTONE = Path(__file__).with_name("maidstone.json")
IN_DISPUTE = "Planning"  # in the demo whose dates are moved
MKIP_SLUG, MAIDSTONE_SLUG = "mkip-2015-16", "maidstone-improvement-2013-14"
THURSDAY = 3
AS_AT = date(2014, 3, 31)  # the position Maidstone's paper reports
FROM_THE_PAPER = "From the paper"


def build_mkip(cast: Cast, *, today: date, as_written: bool) -> Plan:
    """The MKIP/MKS plan: eleven actions, six measures; in the moved demo with updates, meetings and a survey each."""
    years = 0 if as_written else years_to_move(2015, today)
    maidstone, by = cast.councils["maidstone"], cast.users["plan.manager"]
    plan = new_plan(
        maidstone,
        MKIP_SLUG,
        years_on("MKIP/MKS Communications Plan 2015/16", years),
        Plan.Kind.COMMUNICATIONS,
        2015 + years,
        Plan.Cycle.MONTHLY,
    )
    plan.partnership = "Mid Kent Improvement Partnership"
    for name, words in mkip.HEADER.items():
        setattr(plan, name, years_on(words, years))
    plan.save()
    plan.partners.set([cast.councils["swale"], cast.councils["tunbridge-wells"]])
    hold_elections(maidstone, today=date(2015, 4, 1) if as_written else today)
    if not as_written:
        for days in (-40, -128, 15, 100):
            Meeting.objects.get_or_create(
                organisation=maidstone, body="MKIP Board", date=weekday(today + timedelta(days=days))
            )
        Meeting.objects.get_or_create(organisation=maidstone, body="Cabinet", date=weekday(today + timedelta(days=22)))
    names = ("All members", "All staff", "Members", "Staff")
    audiences = {made.name: made for made in fill(plan, "audiences", ("name",), [[name] for name in names])}
    objectives = fill(
        plan, "objectives", ("audience", "statement"), [(audiences[whose], text) for whose, text in mkip.OBJECTIVES]
    )
    fill(plan, "key_messages", ("text", "use"), [(text, "held") for text in mkip.KEY_MESSAGES])
    fill(plan, "review_methods", ("method",), [[text] for text in mkip.REVIEWED_BY])
    priorities = {
        name: Priority.objects.create(plan=plan, title=name, position=n)
        for n, name in enumerate(("Members", "Staff"), 1)
    }
    known = Known.of(plan)
    rows = [mkip_action(known, row, cast, by, years, priorities[row.section], today, as_written) for row in mkip.ROWS]
    measures = add_measures(plan, audiences, objectives)
    if not as_written:
        live(plan, rows, by, today)
        slip(rows[9], cast, today)
        remind(rows[5], cast, today)
        converse(rows[6], cast, today)
        for audience in ("Members", "Staff"):
            asked = [measure for measure in measures if measure.audience == audiences[audience]]
            hold_surveys(plan, audience, asked, cast, by, today)
    return plan


def hold_elections(council: Organisation, *, today: date) -> Election:
    """The next borough and parish elections: the first Thursday in May, the notice no later than 25 working days before.

    (Representation of the People Act 1983, section 37; Local Elections Rules 2006, schedule 2, rule 1.)
    """
    polling = next(
        day for day in (first_thursday_of_may(today.year), first_thursday_of_may(today.year + 1)) if day > today
    )
    return Election.objects.get_or_create(
        organisation=council,
        name="Borough and parish elections",
        polling_day=polling,
        defaults={"notice_date": add_working_days(polling, -25)},
    )[0]


def first_thursday_of_may(year: int) -> date:
    first = date(year, 5, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7)


def weekday(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def mkip_action(
    known: Known,
    row: mkip.Row,
    cast: Cast,
    by: User,
    years: int,
    priority: Priority,
    today: date,
    as_written: bool,
) -> Action:
    """One row of the table, with what its progress cell says."""
    plan = known.plan
    timing = parse_timing(years_on(row.date, years), plan.years)
    set_by = None if timing.is_dated or as_written else weekday(today + timedelta(days=10))
    action = add_action(
        plan=plan, by=by, known=known, added_on=plan.adopted_on, title=row.title, timing=timing, priority=priority, section=row.section,
        method=row.method, date_set_by=set_by,
        owners=[owner_of(cast, *owner, as_written=as_written) for owner in row.owners],
        audiences=["All members" if row.section == "Members" else "All staff"],
    )  # fmt: skip
    if row.progress:
        said = years_on(row.progress, years)
        ProgressUpdate.objects.create(
            action=action, done=said, by_name=FROM_THE_PAPER, on=plan.adopted_on, source=ProgressUpdate.Source.IMPORT
        )
    return action


def owner_of(cast: Cast, name: str, part: str, note: str, *, as_written: bool) -> Owner:
    """Who does a part. The paper's own name stays beside an officer only in the demo as written."""
    officer = cast.officers.get(name)
    return Owner(officer, name if as_written or officer is None else "", part, note)


def add_measures(plan: Plan, audiences: dict[str, Audience], objectives: list[Objective]) -> list[Measure]:
    return [
        Measure.objects.create(
            plan=plan, audience=audiences[audience], statement=statement, target=Decimal(target), position=n,
            objective=None if objective is None else objectives[objective], source=f"{audience.rstrip('s')} survey",
        )
        for n, (audience, target, statement, objective) in enumerate(mkip.MEASURES, 1)
    ]  # fmt: skip


def live(plan: Plan, rows: list[Action], by: User, today: date) -> None:
    """What officers have said and delivered by today, spoken by posts."""
    for number, days, rag, done, why, remedy in mkip.UPDATES:
        owner = rows[number].assignments.in_order().first()
        ProgressUpdate.objects.create(
            action=rows[number],
            rag=rag,
            done=done,
            explanation=why,
            recovery=remedy,
            by_name=owner.name if owner else by.name,
            on=today - timedelta(days=days),
        )
    for number, days in mkip.DELIVERED:
        Occurrence.objects.filter(action=rows[number]).update(
            delivered_on=today - timedelta(days=days), delivered_by=by.name
        )
    past = Occurrence.objects.filter(action__in=rows, due__lt=today - timedelta(days=9)).open()
    for occurrence in past:
        occurrence.delivered_on, occurrence.delivered_by = occurrence.due, by.name
        occurrence.save()


def slip(action: Action, cast: Cast, today: date) -> None:
    """A date that has been moved once, and a director's approval asked for the second time."""
    plan, officer = action.plan, cast.users["officer"]
    first, on = parse_timing(f"December {plan.first_year}", plan.years), today - timedelta(days=40)
    action.occurrences.update(first_due=first.latest)
    action.date_changes.create(
        before=first, after=action.timing, days=90, by=officer, by_name=officer.name, on=max(on, plan.adopted_on or on),
        reason="The web team is moving the councils' own sites first.",
    )  # fmt: skip
    costs = next_working_day(today + timedelta(days=29))
    action.occurrences.create(label="Each council has named its cost", due=costs, first_due=costs, is_milestone=True)
    after = parse_timing(f"30 April {plan.first_year + 1}", plan.years)
    asked = {"timing": after, "by": officer, "by_name": officer.name, "on": today - timedelta(days=2)}
    action.date_requests.create(reason="Two councils cannot say what a page would cost before the year ends.", **asked)


def remind(action: Action, cast: Cast, today: date) -> None:
    """The link that an e-mail of today would carry, and an absence with somebody who stands in."""
    officer = cast.officers["Jane Clarke"]
    action.update_links.create(officer=officer, sent_to=officer.email, made_on=today, expires_on=today + GOOD_FOR)
    leave = weekday(today + timedelta(days=45))
    cover = cast.officers["Head of Policy and Communications"]
    officer.absences.get_or_create(first=leave, last=leave + timedelta(days=11), defaults={"cover": cover})


def build_maidstone(cast: Cast, *, today: date, as_written: bool) -> Plan:
    """Maidstone's Corporate Improvement Plan: four workstreams, 28 projects, each with its colour and words."""
    years = 0 if as_written else years_to_move(2013, today)
    on = AS_AT if as_written else today - timedelta(days=12)
    title = years_on("Corporate Improvement Plan 2013/14", years)
    by = cast.users["plan.manager"]
    plan = new_plan(
        cast.councils["maidstone"], MAIDSTONE_SLUG, title, Plan.Kind.IMPROVEMENT, 2013 + years, Plan.Cycle.QUARTERLY
    )
    known = Known.of(plan)
    for number, workstream in enumerate(json.loads(MAIDSTONE.read_text())["workstreams"], 1):
        priority = Priority.objects.create(plan=plan, reference=str(number), title=workstream["title"], position=number)
        Declaration.objects.create(
            plan=plan,
            priority=priority,
            rag=workstream["rag"],
            reason="As published",
            by_name=plan.organisation.name,
            on=on,
        )
        for place, project in enumerate(workstream["projects"], 1):
            owners = () if as_written else (Owner(cast.officers["Head of Policy and Communications"]),)
            action = add_action(
                plan=plan, by=by, known=known, added_on=plan.adopted_on, title=project["title"], priority=priority,
                timing=parse_timing("Ongoing", plan.years),
                reference=f"{number}.{place}", section=workstream["title"], owners=owners,
            )  # fmt: skip
            done = project["done"] if as_written else without_names(years_on(project["done"], years))
            ProgressUpdate.objects.create(
                action=action,
                rag=project["rag"],
                done=done,
                by_name=FROM_THE_PAPER,
                on=on,
                source=ProgressUpdate.Source.IMPORT,
            )
            if not as_written and project["title"] == IN_DISPUTE:
                dispute(action, cast, today)
    return plan


def dispute(action: Action, cast: Cast, today: date) -> None:
    """A green with a date gone by and words against it, so that there is something to ask about."""
    owner, due = cast.officers["Head of Policy and Communications"], today - timedelta(days=16)
    action.occurrences.create(label="New pages for applicants", due=due, first_due=due, is_milestone=True)
    words = "Staff are trained. The new pages will not be delivered with the first release."
    ProgressUpdate.objects.create(
        action=action, rag="green", done=words, by_name=owner.name, on=today - timedelta(days=11)
    )


def remove(slug: str) -> None:
    """Take a demo plan away, with all that hangs on it, so that it can be built in its other form."""
    for plan in Plan.objects.filter(slug=slug):
        with lifted():  # figures frozen of a demo are no evidence
            Withdrawal.objects.filter(issue__report__plan=plan).delete()
            Issue.objects.filter(report__plan=plan).delete()
            plan.reports.all().delete()
            FrozenColour.objects.filter(closed__plan=plan).delete()
            plan.closed_periods.all().delete()
            plan.snapshots.all().delete()
        plan.delete()
