"""The plan of a marked council, with everything that happens to its actions: by the services, as its people would."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, TextField

from actions.models import Action
from actions.services.approvals import ask_for_date
from actions.services.comments import comment_on
from actions.services.dates import retime_action
from actions.services.elections import add_election
from actions.services.files import Upload, add_file
from actions.services.meetings import add_meeting
from actions.services.milestones import add_milestone
from actions.services.naming import Owner
from actions.services.oversight import declare_action, quieten_action
from actions.services.questions import answer_question, ask_question
from actions.services.structure import add_action
from actions.services.updates import Progress, deliver_occurrence, miss_occurrence, post_progress_update
from actions.timing_value import Timing, on_day
from people.models import Role
from plans.models import Plan
from plans.models.header import PlanHeader
from plans.periods import FinancialYear
from plans.rag import Rag
from plans.services import add_plan, add_priority, adopt_plan, declare

if TYPE_CHECKING:
    from commsplan.demo.marked_council import Council

EARLIER = timedelta(days=200)  # adopted so long ago that a period has closed since, whatever the day


def build_plan(council: Council, *, today: date) -> Plan:
    says, manager = council.says, council.users[Role.PLAN_MANAGER]
    year = FinancialYear.containing(today)
    texts = {
        column.name: says(str(column.verbose_name), column.max_length)
        for column in PlanHeader._meta.get_fields()
        if isinstance(column, CharField | TextField)
    }
    plan = add_plan(
        organisation=council.organisation, by=manager, title=says("plan"), partnership=says("partnership"),
        first_year=FinancialYear.containing(today - EARLIER).start_year, last_year=year.start_year, **texts,
    )  # fmt: skip
    Plan.objects.filter(pk=plan.pk).update(slug=f"plan-{council.number}")
    adopted = max(plan.years.first.first, today - EARLIER)
    plan = adopt_plan(plan=plan, by=manager, version=plan.version, on=adopted, adopted_by=says("Cabinet"))
    add_meeting(
        organisation=council.organisation, body=says("Cabinet"), day=today - timedelta(days=3), by=manager, on=today
    )
    add_meeting(
        organisation=council.organisation, body=says("Board"), day=today + timedelta(days=30), by=manager, on=today
    )
    add_election(
        organisation=council.organisation, name=says("election"), notice_date=today + timedelta(days=40), by=manager,
        polling_day=today + timedelta(days=75), wards=says("wards"), on=today,
    )  # fmt: skip
    add_actions(council, plan, today=today)
    return Plan.objects.get(pk=plan.pk)


def add_actions(council: Council, plan: Plan, *, today: date) -> None:
    """Two priorities and four actions: one with whatever can happen to one, one of parts, one that waits for a later
    date, and one that nobody of the council is named on."""
    says, manager = council.says, council.users[Role.PLAN_MANAGER]
    officer, director = council.users[Role.OFFICER], council.users[Role.DIRECTOR]
    first, second = (
        add_priority(
            plan=plan, by=manager, title=says(f"priority {n}"), reference=says(str(n)), description=says("aim")
        )
        for n in (1, 2)
    )
    owner = Owner(council.officers[Role.OFFICER], as_written=says("officer"), note=says("note"))
    post = Owner(None, as_written=says("post that nobody holds"))
    facts: dict[str, Any] = {
        "plan": plan, "by": manager, "section": says("section"), "method": says("method"), "audiences": [says("residents")],
    }  # fmt: skip
    late, soon = today - timedelta(days=9), today + timedelta(days=21)
    busy = add_action(
        title=says("action"), timing=on_day(soon), priority=first, owners=[owner], reference=says("1.1"), **facts
    )
    whole = add_action(
        title=says("whole"), timing=Timing(says("always"), "ongoing"), priority=second, owners=[post], **facts
    )
    add_action(title=says("part"), timing=on_day(late), parent=whole, priority=second, owners=[owner], **facts)
    waits = add_action(title=says("waits"), timing=on_day(soon), also_serves=[first], owners=[owner], **facts)
    work_on(busy, council, today=today)
    asked = timedelta(days=14)
    ask_for_date(
        action=waits, by=officer, version=waits.version, timing=on_day(soon + asked), reason=says("reason"), on=today
    )
    declare(plan=plan, by=director, rag=Rag.AMBER, reason=says("reason"), on=today)
    declare(plan=plan, by=director, rag=Rag.AMBER, reason=says("reason"), on=today, priority=first)


def work_on(action: Action, council: Council, *, today: date) -> None:
    """Whatever can happen to an action, each once."""
    says, manager = council.says, council.users[Role.PLAN_MANAGER]
    officer, director = council.users[Role.OFFICER], council.users[Role.DIRECTOR]

    def now() -> dict[str, Any]:
        """The action as it now stands, with its version."""
        action.refresh_from_db()
        return {"action": action, "version": action.version}

    for title, days in (("milestone", 5), ("reached", -6), ("missed", -5)):
        add_milestone(by=manager, title=says(title), day=today + timedelta(days=days), **now())
    reached, missed = (action.occurrences.get(label=says(title)) for title in ("reached", "missed"))
    deliver_occurrence(occurrence=reached.pk, by=officer, on=today, **now())
    miss_occurrence(occurrence=missed.pk, by=officer, reason=says("reason"), on=today, **now())
    retime_action(timing=on_day(today + timedelta(days=25)), reason=says("reason"), by=officer, on=today, **now())
    said = Progress(
        rag=Rag.AMBER, done=says("done"), next_steps=says("next"), explanation=says("why"), recovery=says("recovery"),
        recovery_by=says("officer"), evidence=f"https://council-{council.number}.example/{council.text}",
    )  # fmt: skip
    post_progress_update(by=officer, progress=said, on=today, **now())
    declare_action(action=action, by=director, rag=Rag.RED, reason=says("reason"), on=today)
    answered = ask_question(action=action, by=director, text=says("question"), on=today)
    answer_question(question=answered, by=officer, text=says("answer"), on=today)
    ask_question(action=action, by=director, text=says("second question"), on=today)
    comment_on(action=action, by=manager, text=says("comment"), on=today)
    upload = Upload(f"{council.text}.txt", says("file").encode())
    add_file(action=action, by=officer, upload=upload, on=today)
    quieten_action(by=manager, until=today + timedelta(days=2), reason=says("reason"), on=today, **now())
