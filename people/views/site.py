"""Pages and answers that belong to no council: branding, help, health."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from people import unsent
from people.changelog import read_changes
from people.doorbell import broker_answers
from people.health import Health
from people.languages import bilingual
from people.models import Organisation, Role
from people.permissions import FORM, SAFE, Verb, answers, public, requires
from people.requests import SignedInRequest

STATEMENT_PREPARED_ON = date(2026, 11, 29)  # when what the accessibility statement says was last looked at


@public
@answers(*SAFE)
def brand(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """One rule of CSS: the organisation's colour. The version in its address lets browsers keep it for good."""
    colour = get_object_or_404(Organisation, slug=slug).colour
    response = HttpResponse(f":root {{ --cp-brand: {colour}; }}\n", content_type="text/css")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


# Where somebody begins who has one of these roles, and is no officer with actions to see to.
BEGINNINGS = {Role.DIRECTOR: "reports:plans", Role.DEMOCRATIC_SERVICES: "reports:list"}


@requires(Verb.SIGN_IN)
@answers(*SAFE)
def start(request: SignedInRequest) -> HttpResponse:
    """Where a sign-in leads: to what the person is there for."""
    held = set().union(*request.user.roles.values())
    found = next((page for role, page in BEGINNINGS.items() if role in held), "actions:mine")
    return redirect("actions:mine" if Role.OFFICER in held else found)


@public
@answers(*SAFE)
def healthz(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"ok": True})


@public
@answers(*SAFE)
def readyz(request: HttpRequest) -> JsonResponse:
    """Is everything there that reminders need? 503 without the database, and where mail or the scheduler is late."""
    facts: dict[str, Any] = {"version": settings.VERSION, "broker": "ok" if broker_answers() else "down"}
    try:
        health = Health.at(timezone.now())
    except DatabaseError:
        return JsonResponse({**facts, "db": "down", "scheduler_tick": None, "oldest_unsent": None}, status=503)
    facts |= {"db": "ok", "scheduler_tick": health.scheduler_tick, "oldest_unsent": health.oldest_unsent}
    return JsonResponse(facts, status=503 if health.is_late else 200)


@public
@answers(*SAFE)
@bilingual
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the regulations ask to be said; whom to tell is the council's to name."""
    page = {"site": settings.SITE_URL, "contact": settings.ACCESSIBILITY_CONTACT, "prepared_on": STATEMENT_PREPARED_ON}
    return render(request, "people/accessibility.html", page | {"version": settings.VERSION})


@public
@answers(*SAFE)
@bilingual
def whats_new(request: HttpRequest) -> HttpResponse:
    """The list of changes that the site was deployed with."""
    sections = read_changes((settings.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8"))
    return render(request, "people/whats_new.html", {"sections": sections, "version": settings.VERSION})


@requires(Verb.SIGN_IN)
@answers(*FORM)
def unsent_form(request: SignedInRequest) -> HttpResponse:
    """What was sent after the last session had ended, to be sent now or left."""
    waiting = unsent.waiting(request)
    if waiting is None or request.method == "POST":
        unsent.forget(request)
        return redirect("/")
    page = {"path": waiting["path"], "fields": waiting["fields"], "typed": unsent.typed(waiting["fields"])}
    return render(request, "people/unsent.html", page)
