"""The dashboards of a plan, of one of its priorities, and of what one officer does."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people.models import User
from people.permissions import SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan, Priority
from reports.dashboard import dashboard_of
from reports.dashboard_rows import rows_of
from reports.finding import SHOWN, WHOLE, counted, level, narrowed
from reports.forms import OnePlanForm
from reports.found import asked_about
from reports.models import ActionStanding
from reports.narrowing import of_actions, of_priority
from reports.progress import PlanProgress, build_plan_progress
from reports.progress_figures import Attention
from reports.standings import bring_up_to_date
from surveys.models import Measure


@requires(Verb.SEE_PLAN, Plan, by="slug")
@answers(*SAFE)
def dashboard(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """A plan as it is now: what is in dispute first."""
    return shown(request, plan, None)


@requires(Verb.SEE_PLAN, Priority)
@answers(*SAFE)
def priority(request: SignedInRequest, found: Priority) -> HttpResponse:
    """One of its priorities."""
    return shown(request, found.plan, found)


def shown(request: SignedInRequest, plan: Plan, only: Priority | None) -> HttpResponse:
    form, today = OnePlanForm(request.GET, user=request.user), timezone.localdate()
    progress = build_plan_progress(plan, on=today)
    own = [one.measure for one in progress.measures if is_of(request.user, one.measure)]
    if only:
        progress = of_priority(progress, only)
    attention, disputes = None, progress.disputes
    if form.facts:
        progress, attention, disputed = narrowed_down(progress, form.facts, only)
        disputes = [row for row in disputes if row.action.pk in disputed]
    is_whole = not only and not form.facts
    dashboard = dashboard_of(progress, is_whole=is_whole, attention=attention)
    for entry in progress.priorities:
        entry.rows = rows_of(entry.actions, dashboard.strips)
    page: dict[str, Any] = {
        "plan": plan, "priority": only, "form": form, "is_whole": is_whole, **may(request, plan),
        "progress": progress, "dashboard": dashboard, "entries": progress.priorities, "loose": rows_of(progress.loose, dashboard.strips),
        "measures": progress.measures_data, "disputes": disputes, "asked": asked_about(row.action.pk for row in disputes),
        "year": plan.years.at(today).slug,
        "kept": {"plan": plan.slug, **({"priority": str(only.pk)} if only else {}), **form.kept},
        "own_measures": own,
    }  # fmt: skip
    return render(request, "reports/dashboard.html", page, status=400 if form.errors else 200)


def is_of(user: User, measure: Measure) -> bool:
    return measure.owner is not None and measure.owner.user_id == user.pk


def narrowed_down(
    progress: PlanProgress, facts: dict[str, Any], only: Priority | None
) -> tuple[PlanProgress, Attention, set[int]]:
    """Only the actions that are asked for; what of them wants attention, counted as the lists behind the figures count;
    and those of them that are in dispute."""
    bring_up_to_date(Plan.objects.filter(pk=progress.plan.pk), on=progress.on)
    asked = facts | ({"priority": only} if only else {})
    rows = narrowed(ActionStanding.objects.filter(plan=progress.plan), asked)
    found = counted(rows, asked)
    attention = Attention(overdue=found["overdue"], disputed=found["disputed"], unheard=found["unheard"])
    disputed = set(rows.filter(SHOWN["disputed"]).values_list("pk", flat=True))
    pks = set(rows.filter(level(asked)).values_list("pk", flat=True))
    return of_actions(progress, pks, is_whole=level(asked) == WHOLE), attention, disputed


def may(request: SignedInRequest, plan: Plan) -> dict[str, bool]:
    """What the reader may do from here."""
    return {
        "can_manage": can(request.user, Verb.MANAGE_PLAN, plan),
        "can_declare": can(request.user, Verb.DECLARE, plan),
        "can_report": can(request.user, Verb.MAKE_REPORT, plan),
        "can_administer": can(request.user, Verb.ADMINISTER, plan),
        "can_count": can(request.user, Verb.ENTER_COUNTS, plan),
    }
