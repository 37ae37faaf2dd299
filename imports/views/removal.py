"""Removing a plan that should never have been there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from imports import services
from imports.forms import RemovePlanForm
from imports.services.removal import why_it_stays
from imports.whole.holdings import holdings
from imports.whole.outgoing import export_plan
from people.answering import form_page
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest
from plans.models import Plan


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def remove_plan(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """What goes with a plan, and the tick that lets it go; or why it stays."""
    form = RemovePlanForm(request.POST or None, initial={"version": plan.version})

    def act() -> str:
        services.remove_plan(plan=plan, by=request.user, version=form.cleaned_data["version"])
        messages.success(request, f"“{plan}” has been removed, with everything in it.")
        return reverse("reports:plans")

    back = reverse("plans:plan", kwargs={"slug": plan.slug})
    page: dict[str, Any] = {
        "plan": plan,
        "stays": why_it_stays(plan),
        "held": holdings(export_plan(plan)),
        "papers": plan.import_files.count(),
        "following": plan.following.in_order(),
        "button": "Remove the plan",
    }
    return form_page(request, form, act, back=back, template="imports/remove_plan.html", **page)
