"""A calendar feed as other programs read it (iCalendar, RFC 5545), checked anew at every read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from people.permissions import Verb, can
from plans.models import Plan
from reports.calendar import Contents, Entry, Kind, Scope, contents, months_away
from reports.models import CalendarFeed, digest

DAYS_BACK, MONTHS_ON = 90, 18
IN_THE_FEED = (Kind.DUE, Kind.MEETING, Kind.KEY_MILESTONE, Kind.DEADLINE, Kind.NOTICE, Kind.POLLING)
NAMED = {Kind.NOTICE: "Notice of election: ", Kind.POLLING: "Polling day: "}


def open_feed(token: str, *, on: date) -> CalendarFeed | None:
    """The feed behind an address, and that it was read on this day; None where it may not be read, or no longer.

    It may while it has not been revoked, its maker can still sign in, and still sees the plan.
    """
    feeds = CalendarFeed.objects.filter(token_sha256=digest(token), revoked_at=None, user__is_active=True)
    feed = feeds.select_related("user", "plan").first()
    if feed is None or not may_be_read(feed):
        return None
    if feed.read_on != on:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_on=on)
    return feed


def may_be_read(feed: CalendarFeed) -> bool:
    if not can(feed.user, Verb.SEE_PLAN):
        return False
    return feed.plan is None or Plan.objects.visible_to(feed.user).filter(pk=feed.plan.pk).exists()


def feed_bytes(feed: CalendarFeed, *, on: date) -> bytes:
    """The feed's file: the same bytes all day as long as nothing changes."""
    first, last = on - timedelta(days=DAYS_BACK), months_away(on.year, on.month, MONTHS_ON + 1) - timedelta(days=1)
    scope = Scope(feed.user, feed.plan, is_mine=feed.plan is None)
    return calendar_of(str(feed), contents(scope, first, last, on=on), on).to_ical()


def calendar_of(name: str, found: Contents, on: date) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//commsplan//calendar feed//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in found.entries:
        if entry.kind in IN_THE_FEED:
            calendar.add_component(event_of(entry, on))
    return calendar


def event_of(entry: Entry, on: date) -> Event:
    """A whole day that leaves its person free. Of an action it says the title, and where to read more after signing in."""
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", datetime.combine(on, time.min, UTC))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", summary_of(entry))
    event.add("transp", "TRANSPARENT")
    if entry.kind == Kind.DUE:
        event.add("url", settings.SITE_URL + reverse("actions:action", kwargs={"pk": entry.pk}))
    elif entry.at:
        event.add("url", settings.SITE_URL + entry.at)
    return event


def summary_of(entry: Entry) -> str:
    if entry.kind == Kind.DUE:
        return f"{entry.state.capitalize()}: {entry.title}"
    if entry.kind == Kind.KEY_MILESTONE:
        return f"{entry.state.capitalize()}: {entry.title}"
    council = f", {entry.about}" if entry.about else ""
    return f"{NAMED.get(entry.kind, '')}{entry.title}{council}"
