"""Pages and answers that belong to no council: branding, help, health."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from people.models import Organisation, OutgoingMail
from people.permissions import SAFE, answers, public

STALE_MINUTES = 15


@public
@answers(*SAFE)
def brand(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """One rule of CSS: the organisation's colour. The version in its address lets browsers keep it for good."""
    colour = get_object_or_404(Organisation, slug=slug).colour
    response = HttpResponse(f":root {{ --cp-brand: {colour}; }}\n", content_type="text/css")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@public
@answers(*SAFE)
def healthz(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"ok": True})


@public
@answers(*SAFE)
def readyz(request: HttpRequest) -> JsonResponse:
    """Is everything there that reminders need? 503 where mail that is due has waited too long."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        since = OutgoingMail.objects.waiting_since(timezone.now())
    except DatabaseError:
        return JsonResponse({"db": "down"}, status=503)
    minutes = (timezone.now() - since).total_seconds() / 60 if since else 0
    ready = minutes <= STALE_MINUTES
    return JsonResponse(
        {"db": "ok", "oldest_unsent": since.isoformat() if since else None}, status=200 if ready else 503
    )


@public
@answers(*SAFE)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "people/accessibility.html")
