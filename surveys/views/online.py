"""Asking a survey online: set up, open, remind, close; and the sheet to print for whoever replies on paper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from people.answering import press
from people.conflict import both_texts
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, POST, SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from surveys.asking import address_of
from surveys.forms.online import PRIVACY, OnlineForm
from surveys.models import Online, Survey
from surveys.services.online import close_online, open_online, progress_of, remind_now, set_up_online


@requires(Verb.ENTER_COUNTS, Survey)
@answers(*FORM)
def online(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """How a survey is asked online; once it is open, how many have replied."""
    found = Online.objects.filter(survey=survey).first()
    here = reverse("surveys:online", kwargs={"pk": survey.pk})
    if found and found.state != Online.State.DRAFT:
        return standing_page(request, found)
    form = OnlineForm(request.POST or None, survey=survey, initial=initial_of(survey, found))
    if form.is_valid():

        def act() -> str:
            version, facts = form.cleaned_data["version"], form.online_facts()
            set_up_online(survey=survey, by=request.user, version=version, on=timezone.localdate(), **facts)
            messages.success(request, "Saved. Nobody has been written to yet: look at it, and then open the survey.")
            return here

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            return both_texts(request, form, stale.current, initial_of(survey, stale.current), back=here)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page: dict[str, Any] = {"survey": survey, "online": found, "form": form, "button": "Save"}
    page["progress"] = progress_of(found) if found else []
    return render(request, "surveys/online.html", page, status=400 if form.errors else 200)


def standing_page(request: SignedInRequest, found: Online) -> HttpResponse:
    page: dict[str, Any] = {"survey": found.survey, "online": found, "progress": progress_of(found)}
    if found.is_open_link:
        page["address"] = address_of(found.key)
    return render(request, "surveys/online_open.html", page)


def initial_of(survey: Survey, found: Online | None) -> dict[str, Any]:
    """What stands, as the form shows it."""
    if found is None:
        what = "to find out whether its communications reach people"
        privacy = PRIVACY.format(council=survey.plan.authority, what=what, smallest=settings.SMALLEST_BASE)
        return {"version": 1, "privacy": privacy}
    names = ("version", "introduction", "closes_on", "reminds_on", "privacy")
    emails: dict[int, list[str]] = {}
    for council, email in found.invitations.order_by("email").values_list("organisation", "email"):
        emails.setdefault(council, []).append(email)
    facts = {name: getattr(found, name) for name in names} | {"how": "open" if found.is_open_link else "links"}
    return facts | {f"emails_{council}": "\n".join(those) for council, those in emails.items()}


@requires(Verb.ENTER_COUNTS, Survey)
@answers(*SAFE)
def sheet(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """The questions as they are asked, to read or to print."""
    page = {
        "survey": survey,
        "online": Online.objects.filter(survey=survey).first(),
        "questions": survey.questions.in_order(),
        "smallest_base": settings.SMALLEST_BASE,
    }
    return render(request, "surveys/print.html", page)


@requires(Verb.ENTER_COUNTS, Survey)
@answers(*POST)
def change(request: SignedInRequest, survey: Survey, step: str) -> HttpResponse:
    """Open it, remind, or close it: each one button."""
    here = reverse("surveys:online", kwargs={"pk": survey.pk})
    found = Online.objects.filter(survey=survey).first()
    if found is None:
        return redirect(here)
    on = timezone.localdate()

    def act(version: int) -> str:
        if step == "open":
            open_online(online=found, by=request.user, version=version, on=on)
            return "The survey is open. Invitations go out within minutes."
        if step == "remind":
            number = remind_now(online=found, by=request.user, version=version)
            return f"{number} {'person is' if number == 1 else 'people are'} reminded within minutes."
        close_online(online=found, by=request.user, on=on)
        return "The survey is closed. Replies are counted, and addresses have been deleted."

    return press(request, act, back=here)
