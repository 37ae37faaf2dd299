"""Making and revoking the private addresses of calendars."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from people import audit
from people.models import User
from people.permissions import Verb, check
from plans.models import Plan
from reports.models import CalendarFeed, digest

MOST_FEEDS = 20  # of one person, at a time


@transaction.atomic
def make_feed(*, by: User, token: str, plan: Plan | None = None) -> CalendarFeed:
    """Open a private address, of which `token` is the secret part: for the person's own dates, or a plan's.

    Raises:
        ValidationError: they have as many as one person may.
    """
    check(by, Verb.SEE_PLAN, plan)
    if CalendarFeed.objects.filter(user=by, revoked_at=None).count() >= MOST_FEEDS:
        raise ValidationError(f"You have {MOST_FEEDS} feeds. Revoke one that is not read any more first.")
    feed = CalendarFeed.objects.create(user=by, plan=plan, token_sha256=digest(token))
    audit.record("made", feed, by=by, organisation=plan.organisation if plan else None)
    return feed


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, by: User, at: datetime) -> CalendarFeed:
    """Close a private address for good. Done twice it changes nothing."""
    if feed.user_id != by.pk:
        raise PermissionDenied("A calendar feed is revoked by whoever made it.")
    if CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at):
        audit.record("revoked", feed, by=by, organisation=feed.plan.organisation if feed.plan else None)
    return feed
