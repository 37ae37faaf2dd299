"""An officer's wishes: reminders before a date or not, and who stands in while they are away."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from people import wishes
from people.forms import AbsenceForm, OneTimeForm
from people.models import Absence, Officer
from people.once import once
from people.permissions import FORM, POST, Verb, answers, public, requires
from people.requests import SignedInRequest


@requires(Verb.SET_REMINDERS, Officer)
@answers(*FORM)
def reminders(request: SignedInRequest, officer: Officer) -> HttpResponse:
    """The wishes of one officer; the form adds an absence."""
    today = timezone.localdate()
    form = AbsenceForm(request.POST or None, officer=officer)
    back = reverse("people:reminders", kwargs={"pk": officer.pk})
    if form.is_valid():

        def act() -> str:
            made = wishes.add_absence(officer=officer, by=request.user, on=today, **form.facts())
            covered = f" {made.cover} is reminded meanwhile, and may post." if made.cover else ""
            messages.success(request, f"Kept: {officer} is away.{covered}")
            return back

        try:
            return once(request, form.token, act)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {
        "officer": officer,
        "is_self": officer.user_id == request.user.pk,
        "form": form,
        "button": "Keep these days",
        "absences": officer.absences.filter(last__gte=today).select_related("cover").order_by("first"),
        "covers": officer.covers.filter(last__gte=today).select_related("officer").order_by("first"),
    }
    return render(request, "people/reminders.html", page, status=400 if form.errors else 200)


@requires(Verb.SET_REMINDERS, Officer)
@answers(*POST)
def choose(request: SignedInRequest, officer: Officer) -> HttpResponse:
    """Be told before a date as well, or on it only."""
    back = reverse("people:reminders", kwargs={"pk": officer.pk})
    form, wanted = OneTimeForm(request.POST), request.POST.get("early") == "yes"
    if not form.is_valid():
        messages.warning(request, "That form had expired. Press the button again.")
        return redirect(back)

    def act() -> str:
        wishes.set_early_reminders(officer=officer, wanted=wanted, by=request.user)
        told = "before a date as well as on it" if wanted else "on the day, and when something is overdue"
        messages.success(request, f"{officer} is now told {told}.")
        return back

    return once(request, form.token, act)


@requires(Verb.SET_REMINDERS, Officer)
@answers(*POST)
def end_absence(request: SignedInRequest, officer: Officer, absence: int) -> HttpResponse:
    """Take an absence back."""
    back = reverse("people:reminders", kwargs={"pk": officer.pk})
    form = OneTimeForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "That form had expired. Press the button again.")
        return redirect(back)
    found = get_object_or_404(
        Absence.objects.select_related("officer__organisation", "cover"), officer=officer, pk=absence
    )

    def act() -> str:
        wishes.end_absence(absence=found, by=request.user)
        messages.success(request, "These days are taken back.")
        return back

    return once(request, form.token, act)


@csrf_exempt  # a mail program's own button posts here, and knows no form of ours
@public
@answers(*FORM)
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
