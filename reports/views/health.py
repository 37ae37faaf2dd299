"""The health check of a plan as a page, and accepting what is meant to stay."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.answering import press
from people.permissions import POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from plans.models import Plan
from reports.forms import AcceptForm
from reports.health.check import check_plan, grouped
from reports.services import faults as services


@requires(Verb.SEE_PLAN, Plan, by="slug")
@answers(*SAFE)
def health(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """What is wrong with the plan, kind by kind; at the end what was accepted, with the reasons."""
    found = check_plan(plan, on=timezone.localdate())
    page = {
        "plan": plan,
        "groups": grouped([one for one in found if one.accepted is None]),
        "accepted": [one for one in found if one.accepted],
        "count": sum(one.accepted is None for one in found),
        "is_empty": not found and not plan.actions.exists(),
        "can_manage": can(request.user, Verb.MANAGE_PLAN, plan),
        "button_form": AcceptForm(auto_id=False),
    }
    return render(request, "reports/health.html", page)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*POST)
def accept(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Leave a fault as it is, for a reason; or, with no fault of that key accepted any more, take that back."""
    today = timezone.localdate()
    key, reason = request.POST.get("fault", ""), " ".join(request.POST.get("reason", "").split())
    faults = {one.fault.key: one for one in check_plan(plan, on=today)}

    def act(version: int) -> str:
        one = faults.get(key)
        if one is None:
            raise ValidationError("That fault is no longer there.")
        if one.accepted:
            services.take_back_acceptance(accepted=one.accepted, by=request.user)
            return "It counts as a fault again."
        services.accept_fault(plan=plan, key=key, sentence=one.fault.sentence, reason=reason, by=request.user, on=today)
        return "It is accepted, and stands at the end of the page with your reason."

    return press(request, act, back=reverse("reports:health", kwargs={"slug": plan.slug}), form=AcceptForm)
