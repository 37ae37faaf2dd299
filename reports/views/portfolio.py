"""The portfolio: every plan the reader may see, what is in dispute first."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.answering import press
from people.forms import OneTimeForm
from people.models import Role
from people.permissions import POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan
from reports.forms import PlansForm
from reports.found import asked_about
from reports.portfolio import disputes, lines, plans_wanted, totals
from reports.services.week import choose_week
from reports.standings import bring_up_to_date
from reports.tables import PlanTable


@requires(Verb.SEE_PLAN)
@answers(*SAFE)
def plans(request: SignedInRequest) -> HttpResponse:
    """The plans with their priorities, narrowed down by the address."""
    form = PlansForm(request.GET, user=request.user)
    facts = form.facts
    freshness = bring_up_to_date(Plan.objects.visible_to(request.user), on=timezone.localdate())
    wanted = plans_wanted(request.user, facts)
    table = PlanTable.shown(request, wanted.in_order())
    if facts:
        table.empty_text = "No plan is like that. Show everything, or ask for less."
    shown = [row.record for row in (table.rows if table.asked_for else table.paginated_rows)]
    found = {line.plan.pk: line for line in lines(shown, facts)}
    for plan in shown:
        plan.line = found[plan.pk]
    table.kept = {PASSED_ON.get(key, key): request.GET[key] for key in facts}
    if file := table.file():
        return file
    in_dispute = disputes(request.user, wanted, facts)
    page: dict[str, Any] = {
        "form": form, "today": timezone.localdate(), "table": table, "freshness": freshness, "shown": shown, "count": table.paginator.count,
        "totals": totals(request.user, wanted, facts), "disputes": in_dispute,
        "asked": asked_about(row.pk for row in in_dispute),
        "kept": table.kept,
        "has_week": any(Role.DIRECTOR in held for held in request.user.roles.values()),
        "can_add": can(request.user, Verb.MANAGE_PLAN), "can_declare": can(request.user, Verb.DECLARE),
    }  # fmt: skip
    return render(request, "reports/plans.html", page, status=400 if form.errors else 200)


@requires(Verb.DECLARE)
@answers(*POST)
def weekly(request: SignedInRequest) -> HttpResponse:
    """Have the week by e-mail, or no more."""
    wanted = request.POST.get("wanted") == "yes"

    def act(version: int) -> str:
        choose_week(by=request.user, wanted=wanted)
        return "What turns comes by e-mail every week." if wanted else "The weekly e-mail comes no more."

    return press(request, act, back=reverse("reports:plans"), form=OneTimeForm)


PASSED_ON = {"q": "plan_words", "colour": "plan_colour"}  # what is asked of plans, as a list of actions calls it
