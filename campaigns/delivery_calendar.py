"""The delivery plan as other calendars read it (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from campaigns.delivery import Delivery
from campaigns.planner import Due


def calendar_bytes(delivery: Delivery, *, on: date) -> bytes:
    """A day for each due date: the same bytes all day as long as nothing changes."""
    calendar = Calendar()
    calendar.add("prodid", "-//commsplan//delivery plan//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Delivery plan, {delivery.asked.council}")
    for due in delivery.dues:
        calendar.add_component(event_of(due, on))
    return calendar.to_ical()


def event_of(due: Due, on: date) -> Event:
    """A whole day that leaves its person free, known by the same name as in the feeds, so that no calendar has it twice."""
    event = Event()
    event.add("uid", f"occurrence-{due.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", datetime.combine(on, time.min, UTC))
    event.add("dtstart", due.due)
    event.add("dtend", due.due + timedelta(days=1))
    event.add("summary", f"{due.status.capitalize()}: {due.title}")
    event.add("description", "\n".join(told(due)))
    event.add("transp", "TRANSPARENT")
    event.add("url", settings.SITE_URL + reverse("actions:action", kwargs={"pk": due.action}))
    return event


def told(due: Due) -> list[str]:
    facts = {
        "Campaign": due.campaign.name if due.campaign else "",
        "Channel": due.channel_name,
        "Team": due.team,
        "Who": due.owner,
        "Date as written": due.as_written,
    }
    return [f"{label}: {value}" for label, value in facts.items() if value]
