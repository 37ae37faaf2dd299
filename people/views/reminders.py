"""An officer's wishes: reminders before a date or not, and who stands in while they are away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from people import wishes
from people.answering import form_page, press
from people.forms import AbsenceForm, OneTimeForm
from people.languages import bilingual
from people.models import Absence, Officer
from people.permissions import FORM, POST, Verb, answers, public, requires
from people.requests import SignedInRequest


@requires(Verb.SET_REMINDERS, Officer)
@answers(*FORM)
def reminders(request: SignedInRequest, officer: Officer) -> HttpResponse:
    """The wishes of one officer; the form adds an absence."""
    today = timezone.localdate()
    form = AbsenceForm(request.POST or None, officer=officer)

    def act() -> None:
        made = wishes.add_absence(officer=officer, by=request.user, on=today, **form.facts())
        covered = f" {made.cover} is reminded meanwhile, and may post." if made.cover else ""
        messages.success(request, f"Kept: {officer} is away.{covered}")

    page: dict[str, Any] = {
        "officer": officer,
        "is_self": officer.user_id == request.user.pk,
        "button": "Keep these days",
        "absences": officer.absences.filter(last__gte=today).select_related("cover").order_by("first"),
        "covers": officer.covers.filter(last__gte=today).select_related("officer").order_by("first"),
    }
    return form_page(request, form, act, back=page_of(officer), template="people/reminders.html", **page)


def page_of(officer: Officer) -> str:
    return reverse("people:reminders", kwargs={"pk": officer.pk})


@requires(Verb.SET_REMINDERS, Officer)
@answers(*POST)
def choose(request: SignedInRequest, officer: Officer) -> HttpResponse:
    """Be told before a date as well, or on it only."""
    wanted = request.POST.get("early") == "yes"

    def act(version: int) -> str:
        wishes.set_early_reminders(officer=officer, wanted=wanted, by=request.user)
        told = "before a date as well as on it" if wanted else "on the day, and when something is overdue"
        return f"{officer} is now told {told}."

    return press(request, act, back=page_of(officer), form=OneTimeForm)


@requires(Verb.SET_REMINDERS, Officer)
@answers(*POST)
def end_absence(request: SignedInRequest, officer: Officer, absence: int) -> HttpResponse:
    """Take an absence back."""
    absences = Absence.objects.select_related("officer__organisation", "cover")
    found = get_object_or_404(absences, officer=officer, pk=absence)

    def act(version: int) -> str:
        wishes.end_absence(absence=found, by=request.user)
        return "These days are taken back."

    return press(request, act, back=page_of(officer), form=OneTimeForm)


@csrf_exempt  # a mail program's own button posts here, and knows no form of ours
@public
@answers(*FORM)
@bilingual
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Do without the reminders before a date, or have them again, from an e-mail. Reading changes nothing."""
    officer = wishes.officer_of(token)
    if officer is None:
        raise Http404
    if request.method == "POST":
        wishes.set_early_reminders(officer=officer, wanted=request.POST.get("early") == "yes", by=None)
        return redirect(request.path)
    return render(
        request, "people/early_reminders.html", {"officer": officer, "home_organisation": officer.organisation}
    )
