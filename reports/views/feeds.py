"""Private calendar feeds: making and revoking them, and the address that calendar programs read."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from people.answering import press
from people.forms import OneTimeForm
from people.once import once
from people.permissions import FORM, POST, SAFE, Verb, answers, public, requires
from people.requests import SignedInRequest
from reports.calendar import running_plans
from reports.feeds import feed_bytes, open_feed
from reports.forms import FeedForm
from reports.models import CalendarFeed
from reports.services import feeds as services
from reports.tables import FeedTable


@requires(Verb.SEE_PLAN)
@answers(*FORM)
def feeds(request: SignedInRequest) -> HttpResponseBase:
    """The person's feeds, and the form that makes one.

    The address stands in the answer to the form that made it and nowhere else, so that one form is not redirected.
    """
    plans = running_plans(request.user, timezone.localdate())
    form = FeedForm(request.POST or None, plans=plans)
    token = secrets.token_urlsafe(32)
    made: list[CalendarFeed] = []
    if form.is_valid():

        def act() -> str:
            made.append(services.make_feed(by=request.user, token=token, plan=form.plan))
            return reverse("reports:feeds")

        try:
            answer = once(request, form.token, act)
        except ValidationError as refusal:
            form.take_errors(refusal)
        else:
            if not made:
                messages.warning(
                    request,
                    "That feed had been made already, and its address was shown once. "
                    "If you have not kept it, revoke the feed and make another.",
                )
                return answer
    rows = CalendarFeed.objects.visible_to(request.user).select_related("plan").in_order()
    table = FeedTable.shown(request, rows)
    if file := table.file():
        return file
    page = {
        "table": table,
        "form": FeedForm(plans=plans) if made else form,
        "button": "Make a feed",
        "made": made[-1] if made else None,
        "address": settings.SITE_URL + reverse("reports:feed", kwargs={"token": token}),
    }
    return render(request, "reports/feeds.html", page, status=400 if form.errors else 200)


@requires(Verb.SIGN_IN, CalendarFeed)
@answers(*POST)
def revoke(request: SignedInRequest, found: CalendarFeed) -> HttpResponse:

    def act(version: int) -> str:
        services.revoke_feed(feed=found, by=request.user, at=timezone.now())
        return f"The feed “{found}” is revoked. Whoever has its address reads nothing any more."

    return press(request, act, back=reverse("reports:feeds"), form=OneTimeForm)


@public
@answers(*SAFE)
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a calendar program reads. Whether it still may is asked every time, so nothing between may answer for us."""
    on = timezone.localdate()
    found = open_feed(token, on=on)
    if found is None:
        raise Http404
    body = feed_bytes(found, on=on)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="commsplan.ics"'
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return answer
