"""What a marked council does beside its actions: surveys, briefs, the press office, papers. By the services."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from actions.timing_value import on_day
from campaigns.models import Brief
from campaigns.services import briefs, campaigns, coverage, emergencies, enquiries, holidays
from people.models import Role
from plans.models import Meeting, Plan
from plans.periods import reported_periods
from plans.workdays import next_working_day
from reports.models import ClosedPeriod, Report
from reports.services import feeds
from reports.services.papers import draft_report
from reports.services.periods import close_period
from surveys.readings import Figure
from surveys.services.counts import Answers, enter_counts
from surveys.services.measures import add_measure
from surveys.services.readings import Entered, record_readings
from surveys.services.surveys import add_survey, record_fed_back

if TYPE_CHECKING:
    from datetime import date

    from commsplan.demo.marked_council import Council

FEW, MANY = 3, 40  # counts of replies


def do_the_work(council: Council, *, today: date) -> None:
    plan = council.plan
    hold_surveys(council, plan, today=today)
    for kind in (Brief.Kind.URGENT, Brief.Kind.PLANNED):
        ask_for_work(council, plan, kind, today=today)
    run_the_press_office(council, today=today)
    make_papers(council, plan, today=today)
    first, last = today + timedelta(days=30), today + timedelta(days=36)
    holidays.add_holiday(
        organisation=council.organisation, by=council.users[Role.PLAN_MANAGER], name=council.says("holidays"),
        first=first, last=last,
    )  # fmt: skip
    feeds.make_feed(by=council.users[Role.OFFICER], token=f"{council.text}-feed", plan=plan)


def hold_surveys(council: Council, plan: Plan, *, today: date) -> None:
    """A measure that is surveyed, and one whose readings are entered, both the officer's."""
    says, surveys = council.says, council.users[Role.SURVEYS]
    facts: dict[str, Any] = {
        "plan": plan, "by": council.users[Role.PLAN_MANAGER], "owner": council.officers[Role.OFFICER],
        "outturn": says("last year"), "benchmark": says("elsewhere"), "source": says("source"),
    }  # fmt: skip
    asked = add_measure(statement=says("measure"), target=Decimal(60), **facts)
    read = add_measure(statement=says("mentions"), target=Decimal(12), unit="count", frequency="quarter", **facts)
    closed = [one for one in reported_periods(plan.years, 3) if one.kind == "quarter" and one.last < today]
    if closed:
        entered = Entered(Figure(Decimal(11)), comment=says("comment"))
        entries = {read: {closed[-1].name: entered}}
        record_readings(plan=plan, by=surveys, versions={read.pk: read.version}, readings=entries, on=today)
    survey = add_survey(
        plan=plan, by=surveys, questions={asked: says("question")}, populations={council.organisation: 200},
        title=says("survey"), held_on=today - timedelta(days=20), wave=says("wave"), method=says("method"),
    )  # fmt: skip
    counts = {(survey.questions.get(), council.organisation, ""): Answers(yes=MANY, no=MANY // 2, dont_know=FEW)}
    enter_counts(survey=survey, by=surveys, version=survey.version, counts=counts, on=today)
    record_fed_back(survey=survey, by=surveys, to=says("staff"), on=today, how=says("by e-mail"))


def ask_for_work(council: Council, plan: Plan, kind: Brief.Kind, *, today: date) -> None:
    """A brief that waits to be assessed; one of planned work goes on, and becomes a campaign."""
    says, asks = council.says, council.users[Role.OFFICER]
    brief = briefs.start_brief(plan=plan, by=asks, title=says(f"{kind} brief"), kind=kind, on=today)
    words = (
        "evidence",
        "aims",
        "objectives",
        "outcomes",
        "insight",
        "strategy",
        "messages",
        "implementation",
        "resources",
    )
    briefs.write_brief(
        brief=brief, by=asks, version=brief.version, **{name: says(name) for name in (*words, "scoring")},
        source="service", is_proactive=True, is_controversial=False, budget=Decimal(900), starts_on=today,
        ends_on=today + timedelta(days=40), service_lead=council.officers[Role.OFFICER],
        audiences=list(plan.audiences.all()), priority=plan.priorities.first(),
    )  # fmt: skip

    def step(key: str, role: str, **given: Any) -> None:
        brief.refresh_from_db()
        briefs.take_step(brief=brief, by=council.users[role], version=brief.version, key=key, on=today, **given)

    step("submit", Role.OFFICER)
    if kind != Brief.Kind.PLANNED:
        return
    judged = {"team": says("team"), "hours": Decimal(20), "is_proactive": True, "is_controversial": False}
    step("assess", Role.HEAD_OF_COMMUNICATIONS, assessment=judged | {"advice": says("advice")}, words=says("words"))
    step("approve", Role.DIRECTOR, words=says("words"))
    brief.refresh_from_db()
    manager, officer = council.users[Role.PLAN_MANAGER], council.officers[Role.OFFICER]
    planned = [campaigns.Planned(says("leaflet"), on_day(today + timedelta(days=12)), officer, publicity="public")]
    campaign = campaigns.put_in_plan(
        brief=brief, by=manager, version=brief.version, priority=plan.priorities.first(), planned=planned, on=today
    )
    campaigns.spend(campaign=campaign, by=manager, what=says("print"), amount=Decimal(120), on=today, today=today)
    campaigns.keep_finding(
        campaign=campaign, by=manager, level="outcome", expected=says("expected"), found=says("found")
    )


def run_the_press_office(council: Council, *, today: date) -> None:
    """An enquiry that was answered, one that waits; coverage; an emergency that was closed too early."""
    says, manager = council.says, council.users[Role.PLAN_MANAGER]
    now = timezone.make_aware(datetime.combine(today, time(0, 1)))
    whose: dict[str, Any] = {"organisation": council.organisation, "by": manager}
    told: dict[str, Any] = {
        "outlet": says("paper"), "journalist": says("journalist"), "question": says("why"), "kind": "local",
        "team": says("team"), "owner": council.officers[Role.OFFICER], "received_at": now - timedelta(hours=5),
    }  # fmt: skip
    open_one = enquiries.add_enquiry(now=now, topic=says("open"), **whose, **told)
    done = enquiries.add_enquiry(now=now, topic=says("answered"), **whose, **told)
    for one in (open_one, done):
        enquiries.write_lines(
            enquiry=one, by=council.users[Role.OFFICER], version=one.version, now=now, lines=says("lines")
        )
        one.refresh_from_db()
    enquiries.approve_lines(enquiry=done, by=council.users[Role.HEAD_OF_COMMUNICATIONS], version=done.version, now=now)
    done.refresh_from_db()
    enquiries.answer_enquiry(
        enquiry=done,
        by=council.users[Role.OFFICER],
        version=done.version,
        now=now,
        answer=says("answer"),
        answered_at=now,
    )
    coverage.add_coverage(
        today=today, on=today, outlet=says("paper"), headline=says("headline"), tone="positive", reach="national",
        enquiry=done, note=says("note"), link=f"https://council-{council.number}.example/{council.text}",
        for_plan=None, campaign=None, **whose,
    )  # fmt: skip
    coverage.set_press_office(
        organisation=council.organisation, by=council.users[Role.HEAD_OF_COMMUNICATIONS], version=1, hours=24, mentions=6,
        regional=Decimal(75), answered=Decimal(90),
    )  # fmt: skip
    flood, _ = emergencies.open_emergency(
        now=now, lead="police", lead_name=says("lead"), title=says("flood"), what_happened=says("what"), **whose
    )
    emergencies.add_statement(
        emergency=flood, by=manager, now=now, words=says("words"), channel=says("radio"), to=says("all")
    )
    flood.refresh_from_db()
    emergencies.close_emergency(emergency=flood, by=manager, version=flood.version, now=now)
    flood.refresh_from_db()
    emergencies.reopen_emergency(emergency=flood, by=manager, version=flood.version, now=now, reason=says("reason"))


def make_papers(council: Council, plan: Plan, *, today: date) -> None:
    """The last period that has ended, closed; a committee report that is being written, and a paper to be issued."""
    by, says = council.users[Role.DEMOCRATIC_SERVICES], council.says
    close_last_period(plan, by=by, today=today)
    closed = ClosedPeriod.objects.filter(plan=plan).first()
    meeting = Meeting.objects.filter(organisation=council.organisation).order_by("-date").first()
    whose: dict[str, Any] = {"plan": plan, "by": by, "report_of": says("director"), "meeting": meeting}
    draft_report(title=says("report"), kind=Report.Kind.COVER, as_at=today, **whose)
    draft_report(title=says("paper"), closed=closed, as_at=today, period=says("period"), **whose)


def close_last_period(plan: Plan, *, by: Any, today: date) -> None:
    ended = [
        one
        for one in reported_periods(plan.years, plan.period_months)
        if one.kind == "month"
        and next_working_day(one.last) <= today
        and plan.adopted_on
        and one.first > plan.adopted_on
    ]
    close_period(plan=plan, period=ended[-1], by=by, on=next_working_day(ended[-1].last))
