"""Somebody's own sign-in, and what an administrator does about an officer's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from people import second_factor, sessions
from people.answering import press
from people.forms import EditForm, OneTimeForm
from people.models import Officer
from people.permissions import FORM, POST, SAFE, Verb, answers, requires
from people.requests import SignedInRequest


@requires(Verb.SIGN_IN)
@answers(*SAFE)
def account(request: SignedInRequest) -> HttpResponse:
    """Everything about one's own sign-in, on one page."""
    began = datetime.fromtimestamp(request.session[sessions.BEGAN], tz=timezone.get_current_timezone())
    page: dict[str, Any] = {
        "began": began,
        "ends": began + timedelta(hours=settings.SESSION_HOURS),
        "idle": settings.SESSION_IDLE_MINUTES,
        "has_second_factor": second_factor.has_one(request.user),
    }
    return render(request, "people/own_account.html", page)


@requires(Verb.SIGN_IN)
@answers(*FORM)
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    """Ask first, then end every session of one's own. Pressed twice it is done once: afterwards nobody is signed in."""
    form = OneTimeForm(request.POST or None)
    if form.is_valid():
        sessions.sign_out_everywhere(by=request.user)
        messages.success(request, "You are signed out everywhere.")
        return redirect("account_login")
    page = {
        "form": form,
        "heading": "Sign out everywhere",
        "lede": "Every browser that is signed in as you is signed out, this one too. Your password stays as it is.",
        "button": "Sign out everywhere",
        "back": reverse("people:account"),
    }
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


@requires(Verb.ADMINISTER, Officer)
@answers(*POST)
def sign_officer_out(request: SignedInRequest, found: Officer) -> HttpResponse:
    """End every session of an officer."""

    def act(_: int) -> str:
        user = sessions.sign_officer_out(officer=found, by=request.user)
        return f"{user} is signed out everywhere, and can sign in again."

    return press(request, act, back=reverse("people:officer", kwargs={"pk": found.pk}), form=EditForm)


@requires(Verb.ADMINISTER, Officer)
@answers(*POST)
def reset_second_factor(request: SignedInRequest, found: Officer) -> HttpResponse:
    """Somebody has lost their second factor."""

    def act(_: int) -> str:
        user = second_factor.reset_second_factor(officer=found, by=request.user, now=timezone.now())
        return f"{user} has no second factor now, is signed out everywhere, and has been told by e-mail."

    return press(request, act, back=reverse("people:officer", kwargs={"pk": found.pk}), form=EditForm)
