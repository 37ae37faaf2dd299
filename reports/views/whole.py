"""The whole plan on one page, in the order councils print it, for everybody who may see it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people.permissions import SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan
from plans.sections import SECTIONS
from reports.plan_data import plan_data
from reports.plan_paper import build_plan_paper, shape_of
from reports.progress import as_data, build_plan_progress


@requires(Verb.SEE_PLAN, Plan, by="slug")
@answers(*SAFE)
def whole(request: SignedInRequest, plan: Plan) -> HttpResponse:
    today = timezone.localdate()
    data = as_data(build_plan_progress(plan, on=today)) | plan_data(plan, on=today)
    rows = {**data["sections"], "measures": data["indicators"]}
    page = {
        "plan": plan,
        "paper": build_plan_paper(data),
        "shape": shape_of(data),
        "can_manage": can(request.user, Verb.MANAGE_PLAN, plan),
        "can_report": can(request.user, Verb.MAKE_REPORT, plan),
        "missing": [section for key, section in SECTIONS.items() if not rows[key]],
        "has_actions": bool(data["actions"] or any(group["actions"] for group in data["priorities"])),
    }
    return render(request, "reports/whole.html", page)
