"""The calendar feeds of an officer who leaves end with what they may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db.models import Count

from people import audit
from people.belongings import WayIn
from people.models import Officer, User
from reports.feeds import may_be_read
from reports.models import CalendarFeed


def feeds_alive(users: Collection[int], on: date) -> Mapping[int, int]:
    found = CalendarFeed.objects.filter(user__in=users, revoked_at=None).values_list("user")
    return dict(found.annotate(number=Count("pk")).order_by())


def feeds_of(officer: Officer, on: date) -> int:
    """Of plans of the council, and of their own dates."""
    return CalendarFeed.objects.filter(user=officer.user_id, revoked_at=None).count() if officer.user_id else 0


def end_feeds(officer: Officer, by: User, now: datetime) -> int:
    """Those that could not be read any more with the roles that are left: a feed of another council's plan stays."""
    if officer.user_id is None:
        return 0
    user = User.objects.get(pk=officer.user_id)  # read anew, as the roles have just changed
    feeds = CalendarFeed.objects.filter(user=user, revoked_at=None).select_related("plan").order_by("pk")
    over = []
    for feed in feeds:
        feed.user = user
        if not user.is_active or not may_be_read(feed):
            over.append(feed)
            audit.record("revoked", feed, by=by, organisation=officer.organisation)
    return CalendarFeed.objects.filter(pk__in=[feed.pk for feed in over]).update(revoked_at=now)


FEEDS = WayIn("calendar feeds", feeds_alive, feeds_of, end_feeds)
