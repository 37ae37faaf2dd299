"""A register for tests of isolation: councils that are alike, and in every text of each its own marker.

A leak then shows whose it is. Council 1 shares its plan with council 2. What people do is done by the services; what
is left, so that no table is without a row of each council, is filled in by `marked_rows`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from actions.models import Assignment
from commsplan.demo.marked_council import Council, plan_slug, slug_of
from commsplan.demo.marked_papers import read_a_table
from commsplan.demo.marked_plan import build_plan
from commsplan.demo.marked_rows import fill_the_rest
from commsplan.demo.marked_work import do_the_work
from people.models import Membership, Officer, Organisation, Role, User
from people.sealing import seal
from plans.models import Plan

MARKER = re.compile(r"[A-Za-z][A-Za-z0-9]{1,11}")
MOST = 99


def address_of(role: str, number: int) -> str:
    """Where somebody of a council signs in: plan.manager@council-2.example."""
    return f"{role.replace('_', '.')}@{slug_of(number)}.example"


def marker_there() -> str:
    """The marker of the councils that are there already; empty where there are none."""
    first = Organisation.objects.filter(slug=slug_of(1)).first()
    return first.name.partition("-1 ")[0] if first else ""


def build(
    councils: int, marker: str, password: str, *, today: date, then: Callable[[Council], object] | None = None
) -> list[Council]:
    """Make those councils that are not there yet, each whole or not at all, and give all of them the password.

    `then` is done for each new council before what is left is filled in: papers are made and issued, say.
    """
    hashed = make_password(password)
    made = [council_of(number, marker) for number in range(1, councils + 1)]
    for council in made:
        if not Plan.objects.filter(slug=plan_slug(council.number)).exists():
            with transaction.atomic():
                gather(council, hashed)
                build_plan(council, today=today)
                do_the_work(council, today=today)
            read_a_table(council)
            if then:
                then(council)
            with transaction.atomic():
                fill_the_rest(council, today=today)
        gather(council, hashed)
    if councils > 1:
        share_the_first(made[0], made[1])
    seal(timezone.now())  # a scheduler may not be running yet
    return made


def council_of(number: int, marker: str) -> Council:
    text = f"{marker}-{number}"
    named = {"name": f"{text} Council"}
    return Council(number, text, Organisation.objects.get_or_create(slug=slug_of(number), defaults=named)[0])


def gather(council: Council, hashed: str) -> None:
    """One sign-in a role, each with an officer."""
    for role in Role:
        email, name = address_of(role, council.number), council.says(role.label)
        user, _ = User.objects.update_or_create(email=email, defaults={"name": name, "password": hashed})
        Membership.objects.get_or_create(user=user, organisation=council.organisation, role=role)
        named = {"name": name, "post": council.says("post"), "email": email}
        officer, _ = Officer.objects.get_or_create(organisation=council.organisation, user=user, defaults=named)
        council.users[role], council.officers[role] = user, officer


def share_the_first(owner: Council, partner: Council) -> None:
    """Council 1's plan is open to council 2, whose officer is named on one of its actions."""
    plan = owner.plan
    if not plan.partners.filter(pk=partner.organisation.pk).exists():
        plan.partners.add(partner.organisation)
    action = plan.actions.order_by("pk").first()
    if action:
        Assignment.objects.get_or_create(action=action, officer=partner.officers[Role.OFFICER])


def described() -> list[dict[str, Any]]:
    """The marked councils there are: [{"organisation", "name", "plan", "shared_with": [], "sign_ins": [{"email", "role"}]}]."""
    found = []
    for number in range(1, MOST + 1):
        organisation = Organisation.objects.filter(slug=slug_of(number)).first()
        if organisation is None:
            break
        plan = Plan.objects.filter(slug=plan_slug(number)).first()
        found.append(
            {
                "organisation": organisation.slug,
                "name": organisation.name,
                "plan": plan_slug(number),
                "shared_with": [one.slug for one in plan.partners.in_order()] if plan else [],
                "sign_ins": [{"email": address_of(role, number), "role": role.value} for role in Role],
            }
        )
    return found
