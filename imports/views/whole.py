"""A whole plan out of the register and in again, and forward into the next year."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from actions.models import Occurrence
from imports.forms import ForwardForm, TakeInForm
from imports.limits import Refused
from imports.whole.forward import next_years, roll_forward
from imports.whole.holdings import holdings, left_in_file
from imports.whole.incoming import take_in
from imports.whole.outgoing import export_plan
from imports.whole.reading import read_export
from people.answering import form_page
from people.permissions import FORM, SAFE, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest
from plans.models import Plan
from plans.periods import years_on
from plans.sections import counted


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*SAFE)
def export(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """The whole plan with its history, to keep or to take into another installation."""
    body = json.dumps(export_plan(plan), ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{plan.slug}.json"'
    return answer


@requires(Verb.MANAGE_PLAN)
@answers(*FORM)
def take_in_page(request: SignedInRequest) -> HttpResponse:
    """A plan made again from its export."""
    councils = organisations_for(request.user, Verb.MANAGE_PLAN)
    form = TakeInForm(request.POST or None, request.FILES or None, organisations=councils)

    def act() -> str:
        try:
            data = read_export(form.cleaned_data["file"].read())
        except Refused as refusal:
            raise ValidationError({"file": str(refusal)}) from None
        sent = form.cleaned_data
        plan = take_in(data, by=request.user, organisation=sent["organisation"], may_be_second=sent["is_second"])
        held = get_text_list(holdings(data), "and")
        messages.success(request, f"“{plan}” is taken in{f', with {held}' if held else '. It holds nothing yet'}.")
        if left := left_in_file(data):
            messages.warning(request, left)
        if data["plan"]["partners"] and not plan.partner_ids:
            messages.warning(
                request,
                "It is shared with no other council, which is for the administrator of the installation to do; officers "
                "of other councils stand in it as posts, in the words of the file.",
            )
        return reverse("plans:plan", kwargs={"slug": plan.slug})

    page: dict[str, Any] = {
        "heading": "Take in a whole plan",
        "lede": "From the file that an export wrote. To start from a paper, make a new plan and import its table.",
        "button": "Make the plan",
        "multipart": True,
    }
    return form_page(request, form, act, back=reverse("reports:plans"), **page)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def forward(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Next year's plan, made from this one."""
    years = next_years(plan)
    by = years.first.start_year - plan.first_year
    rows = [("actions", "Actions, with who does them", plan.actions.filter(parent=None).count())]
    rows += [(section.key, section.title, count) for section, count in counted(plan)]
    held = [(key, f"{title} ({count})") for key, title, count in rows if count]
    title = years_on(plan.title, by)
    title = f"{title} {years}" if title == plan.title else title  # told apart from the one it follows
    initial = {"title": title, "carried": [key for key, _ in held]}
    form = ForwardForm(request.POST or None, held=held, initial=initial)

    def act() -> str:
        today = timezone.localdate()
        made = roll_forward(plan=plan, by=request.user, choice=form.choice(), on=today)
        late = Occurrence.objects.filter(action__plan=made, due__lt=today).values("action").distinct().count()
        passed = f" Dates of {late} of its actions have passed already: correct those first." if late else ""
        messages.success(request, f"{made} is made as a draft. Look it through, then adopt it.{passed}")
        return reverse("plans:plan", kwargs={"slug": made.slug})

    lede = f"A new draft for {years}. {plan.title} stays as it is."
    page: dict[str, Any] = {"heading": "Roll forward", "lede": lede, "button": "Make next year’s plan"}
    return form_page(request, form, act, back=reverse("plans:plan", kwargs={"slug": plan.slug}), **page)
