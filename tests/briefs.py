"""Sevenoaks for tests of briefs: its strategy as the draft it is, its people, and briefs in any state."""

from datetime import date
from typing import Any

from actions.models import Action
from actions.services.naming import Owner
from actions.services.structure import add_action
from actions.timing_value import on_day
from campaigns.flow import State
from campaigns.models import Brief
from commsplan.demo import cast
from commsplan.demo.sevenoaks import SLUG, build_sevenoaks
from people.models import Membership, Officer, Role, User
from plans.models import Plan
from tests.kept import once_built

MONDAY = date(2026, 11, 23)
MORNING = "2026-11-23 08:30+00:00"
# What a brief has to say before it can be submitted, whatever its kind.
ANSWERS: dict[str, Any] = {
    "evidence": "Half of last year’s renewals came after the deadline.",
    "aims": "Renew in time.",
    "objectives": "From 51% to 70% of subscribers renew by 31 March 2027.",
    "outcomes": "People renew before the first collection.",
    "source": "service",
    "messages": "Renew by 31 March.",
    "is_proactive": True,
    "is_controversial": False,
    "starts_on": date(2027, 1, 4),
    "ends_on": date(2027, 3, 31),
    "budget": 1200,
    "implementation": "Leaflet with the council tax bill\nStory in In Shape",
    "scoring": "Renewals by 31 March, counted by the service.",
}
JUDGED: dict[str, Any] = {
    "team": "Communications",
    "hours": 40,
    "is_proactive": True,
    "is_controversial": False,
    "advice": "",
}


def sevenoaks() -> tuple[cast.Cast, Plan]:
    """The people of the demo with Sevenoaks' strategy, its dates moved to be of today."""

    def built() -> cast.Cast:
        people = cast.gather("a password of the demo", as_written=False)
        build_sevenoaks(people, today=MONDAY, as_written=False)
        return people

    return once_built(built, "sevenoaks", MONDAY), Plan.objects.get(slug=SLUG)


def member(people: cast.Cast, name: str, *roles: Role, council: str = "sevenoaks") -> User:
    """Somebody more, with an officer of their own."""
    user = User.objects.create_user(email=f"{name}@sevenoaks.example", name=name.title())
    for role in roles:
        Membership.objects.create(user=user, organisation=people.councils[council], role=role)
    Officer.objects.create(organisation=people.councils[council], user=user, name=user.name, email=user.email)
    return user


def brief_in(state: State, people: cast.Cast, plan: Plan, *, by: User | None = None, **facts: Any) -> Brief:
    """A whole brief that stands in a state, with the steps that must have been taken to get there: assessed by the head,
    first approved by the SMT member."""
    requester = by or people.users["service.lead"]
    is_judged = state in (State.ASSESSED, State.SECONDING, State.APPROVED, State.PLANNED)
    answers = ANSWERS | ({"hours": 40} if is_judged else {}) | {"title": "Garden waste", "kind": "planned"} | facts
    brief = Brief.objects.create(
        plan=plan, requester=requester, requested_by=requester.name, state=state, state_on=MONDAY, **answers
    )
    brief.audiences.add(plan.audiences.get_or_create(name="Residents")[0])
    head, smt = people.users["head.of.communications"], people.users["smt"]
    taken = [("submit", "draft", "submitted", requester)] if state != State.DRAFT else []
    if state == State.RETURNED:
        taken.append(("return", "submitted", "returned", head))
    if is_judged and brief.kind != "media":
        taken.append(("assess", "submitted", "assessed", head))
    if state == State.SECONDING:
        first = (
            ("approve", "assessed", "seconding", smt)
            if brief.kind != "media"
            else ("decide", "submitted", "seconding", head)
        )
        taken.append(first)
    for number, (key, before, after, who) in enumerate(taken, 1):
        brief.steps.create(
            round=1, number=number, step=key, before=before, after=after, by=who, by_name=who.name, part="requester", on=MONDAY, words="x"
        )  # fmt: skip
    return brief


def planned_action(plan: Plan, title: str, due: date, *, officer: Officer | None = None) -> Action:
    """Something that stands in the plan already."""
    by = User.objects.get(email="communications@demo.example")
    return add_action(plan=plan, by=by, title=title, timing=on_day(due), owners=[Owner(officer)] if officer else ())
