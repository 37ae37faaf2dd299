"""An invented press log of Kent's, so that the figures its plan names have rows behind them; the paper keeps none.

Positive national mentions are as many a month as the plan's readings say. As written it is the log of 2013/14; in the moved
demo it ends today, with two enquiries that are open and an emergency that is owed a report. Nobody whom the paper names is
made to say anything.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from campaigns.models import Coverage, Emergency, Enquiry, Outlet, Reopening, Statement
from campaigns.services import emergencies
from campaigns.services.coverage import add_coverage
from campaigns.services.enquiries import add_enquiry, answer_enquiry, write_lines
from commsplan.demo.cast import Cast
from commsplan.demo.readings import PER_MONTH
from people.append_only import lifted
from people.models import Officer, Organisation, User
from plans.models import Plan
from plans.periods import FinancialYear

OWNER = "Press Office Manager"  # in the moved demo
HEADLINES = (
    "Library open day draws a crowd", "County shows the way on apprenticeships", "Winter gritting fleet is ready",
    "New route to school opens", "Carers’ service praised", "Country parks have their best summer",
)  # fmt: skip
REGIONAL = (  # a quarter's regional pieces: how many positive, neutral, negative
    (12, 4, 4), (11, 4, 4), (13, 5, 3), (12, 5, 3),
)  # fmt: skip
TOPICS = (
    "Gritting of side roads", "Cost of the new website", "Closure of a library", "School places in September",
    "Potholes reported online", "Foster carers wanted",
)  # fmt: skip
OPEN_TOPICS = ("Bus timetable consultation", "Waiting times on the telephone")
TOOK = (2, 5, 20, 3, 23, 8, 1, 30, 4, 12, 6)  # hours; one in eleven is late
EMERGENCY = "Burst water main in the town centre"
UNREPORTED = "Fire at the household waste centre"  # in the moved demo
TONES = (Coverage.Tone.POSITIVE, Coverage.Tone.NEUTRAL, Coverage.Tone.NEGATIVE)


def plant_media(cast: Cast, plan: Plan, *, today: date, as_written: bool) -> None:
    """A year's log as far as it has come, and what the other form of the demo had planted taken away."""
    council, by, year = plan.organisation, cast.users["admin"], plan.years.first
    clear(council)
    until = year.last if as_written else min(today, year.last)
    for month, number in enumerate(PER_MONTH, 1):
        first, last = year.month(month)
        for at in range(number):
            add_piece(plan, by, first + timedelta(days=at * 2), until, at, Outlet.NATIONAL, Coverage.Tone.POSITIVE)
        ask(council, by, first, until)
        if number % 2:
            add_piece(plan, by, last, until, number, Outlet.NATIONAL, Coverage.Tone.NEGATIVE)
    for quarter, numbers in enumerate(REGIONAL, 1):
        tones = [tone for tone, number in zip(TONES, numbers, strict=True) for _ in range(number)]
        for at in range(len(tones)):
            tone = tones[at * 11 % len(tones)]  # each once, as no quarter's number shares a divisor with 11
            add_piece(plan, by, year.quarter(quarter)[0] + timedelta(days=at * 4), until, at, Outlet.REGIONAL, tone)
    hold_emergency(council, by, day_of(year, until))
    if not as_written:
        leave_open(council, by, today)
        hold_unreported(council, by, today - timedelta(days=2))
        owner = Officer.objects.filter(organisation=council, name=OWNER).first()
        Enquiry.objects.filter(organisation=council, topic__in=(*TOPICS, *OPEN_TOPICS)).update(owner=owner)


def clear(council: Organisation) -> None:
    """Take away what was planted, and nothing that somebody has logged since."""
    Coverage.objects.filter(organisation=council, headline__in=HEADLINES).delete()
    Enquiry.objects.filter(organisation=council, topic__in=(*TOPICS, *OPEN_TOPICS)).delete()
    planted = Emergency.objects.filter(organisation=council, title__in=(EMERGENCY, UNREPORTED))
    if planted.exists():
        with lifted():  # statements of a demo are no evidence
            Statement.objects.filter(emergency__in=planted).delete()
            Reopening.objects.filter(emergency__in=planted).delete()
            planted.delete()


def add_piece(plan: Plan, by: User, on: date, until: date, at: int, reach: str, tone: str) -> None:
    if on > until:
        return
    add_coverage(
        organisation=plan.organisation, by=by, today=until, on=on, outlet=f"{Outlet(reach).label} paper", tone=tone, reach=reach,
        headline=HEADLINES[at % len(HEADLINES)], link="", enquiry=None, for_plan=plan, campaign=None, note="",
    )  # fmt: skip


def ask(council: Organisation, by: User, first: date, until: date) -> None:
    """Four enquiries of a month, answered."""
    for number in range(4):
        came = moment(first + timedelta(days=number * 7 + 1), 9 + number)
        at = first.month * 4 + number
        went = came + timedelta(hours=TOOK[at % len(TOOK)])
        if timezone.localtime(went).date() >= until:
            continue
        made = add_enquiry(
            organisation=council, by=by, now=went, received_at=came, outlet="County paper", journalist="The news desk",
            kind=Outlet.REGIONAL, topic=TOPICS[at % len(TOPICS)], question="What does the council say?", team="Press office", hours=1,
        )  # fmt: skip
        answer_enquiry(
            enquiry=made, by=by, version=1, now=went, answered_at=went, answer="Answered by telephone.", needs_no_lines=True
        )  # fmt: skip


def leave_open(council: Organisation, by: User, today: date) -> None:
    """One that has some hours left, with lines that wait for approval, and one that is late."""
    now = moment(today, 7)
    for topic, hours in zip(OPEN_TOPICS, (10, 40), strict=True):
        made = add_enquiry(
            organisation=council, by=by, now=now, received_at=now - timedelta(hours=hours), outlet="Regional radio",
            kind=Outlet.REGIONAL, topic=topic, question="Will somebody speak about it on the breakfast programme?", team="Press office",
        )  # fmt: skip
        if hours == 10:
            lines = "Nothing is decided. Every reply to the consultation is read."
            write_lines(enquiry=made, by=by, version=1, now=now, lines=lines)


def hold_emergency(council: Organisation, by: User, on: date) -> None:
    """One that is over and reported."""
    at = moment(on, 7)
    facts = {"lead": Emergency.Lead.COUNCIL, "title": EMERGENCY, "what_happened": "Two roads and a school are closed."}
    made, _ = emergencies.open_emergency(organisation=council, by=by, now=at, **facts)
    for minutes, words, to in (
        (10, "Avoid the town centre. The school is closed today.", "Residents"),
        (95, "Water is back. The roads open at noon.", "Residents and the media"),
    ):
        said = at + timedelta(minutes=minutes)
        emergencies.add_statement(
            emergency=made, by=by, now=said, words=words, channel="Website and local radio", to=to
        )
    emergencies.report_emergency(
        emergency=made, by=by, version=1, now=at + timedelta(hours=5), hours=6,
        said="Two statements on the website and on local radio.", lessons="The school hears of it first.",
    )  # fmt: skip


def hold_unreported(council: Organisation, by: User, on: date) -> None:
    """One that is over, and of which a report is owed."""
    at = moment(on, 18)
    facts = {
        "lead": Emergency.Lead.FIRE,
        "title": UNREPORTED,
        "what_happened": "Smoke over the estate; the road is closed.",
    }
    made, _ = emergencies.open_emergency(organisation=council, by=by, now=at, **facts)
    emergencies.add_statement(
        emergency=made, by=by, now=at + timedelta(minutes=12), words="Keep windows shut. The fire service is on the site.",
        channel="Website and X", to="Residents",
    )  # fmt: skip
    emergencies.close_emergency(emergency=made, by=by, version=1, now=at + timedelta(hours=4))


def day_of(year: FinancialYear, until: date) -> date:
    """Ten days into the year, or today where it is younger."""
    return min(year.first + timedelta(days=10), until)


def moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
