"""Whether the objectives are reached: each with its measures and their latest results."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people.permissions import SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan
from reports.interval_chart import interval_chart
from reports.progress import measures_data


@requires(Verb.SEE_PLAN, Plan, by="slug")
@answers(*SAFE)
def evidence(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Objectives down, the latest of their measures across, and the chart that the paper prints."""
    found = measures_data(plan, on=timezone.localdate())
    objectives: list[Any] = [*plan.objectives.select_related("audience").in_order(), None]
    groups = [
        {"objective": one, "measures": [data for measure, data in found if measure.objective_id == (one and one.pk)]}
        for one in objectives
    ]
    page = {
        "plan": plan,
        "groups": [group for group in groups if group["objective"] or group["measures"]],
        "chart": interval_chart([data for _, data in found]),
        "can_manage": can(request.user, Verb.MANAGE_PLAN, plan),
    }
    return render(request, "reports/evidence.html", page)
