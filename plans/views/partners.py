"""What the people of each partner council may do on a plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from people.answering import form_page
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest
from plans.forms import PartnersForm
from plans.models import Plan
from plans.services.partners import set_rights


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def partners(request: SignedInRequest, found: Plan) -> HttpResponse:
    """Whom it is shared with is the installation's administrator's to say; what they may do, its manager's."""
    rows = list(found.partnerships.select_related("organisation").order_by("organisation__name"))
    form = PartnersForm(request.POST or None, partners=rows, initial={"version": found.version})

    def act() -> None:
        set_rights(
            plan=found,
            by=request.user,
            version=form.cleaned_data["version"],
            rights=form.rights,
            on=timezone.localdate(),
        )
        messages.success(request, "Kept: what the people of the partner councils may do.")

    lede = "Everybody of a partner council reads the plan. Say who may also work on it."
    page: dict[str, Any] = {"heading": "What partners may do", "button": "Save", "plan": found}
    page["lede"] = (
        lede if rows else "The plan is shared with no council. The administrator of the installation shares it."
    )
    back = reverse("plans:plan", kwargs={"slug": found.slug})
    return form_page(request, form, act, back=back, **page)
