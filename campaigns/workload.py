"""The work of a council's communications team, read from its briefs, its media enquiries and its emergencies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from campaigns.figures import received_in
from campaigns.flow import State
from campaigns.meter import Work
from campaigns.models import Brief, Emergency, Enquiry
from people.models import Organisation

PAGES = {"brief": "campaigns:brief", "enquiry": "campaigns:enquiry", "emergency": "campaigns:emergency"}
KINDS = {"brief": "Brief", "enquiry": "Media enquiry", "emergency": "Emergency"}


def address_of(work: Work) -> str:
    return reverse(PAGES[work.kind], kwargs={"pk": work.pk})


def work_done(councils: Collection[Organisation], first: date, last: date) -> list[Work]:
    """What was taken on or came in on these days, the latest first. Three queries."""
    pks = [council.pk for council in councils]
    found = [*approved(pks, first, last), *came_in(pks, first, last), *broke_out(pks, first, last)]
    return sorted(found, key=lambda work: (work.on, work.kind, work.pk), reverse=True)


def approved(councils: list[int], first: date, last: date) -> list[Work]:
    """Briefs by the day of their approval; once one is a campaign, what the campaign says of it. What came with a plan out
    of a file was approved elsewhere, if at all, until it is approved here."""
    day = Max("steps__on", filter=Q(steps__after=State.APPROVED))
    briefs = Brief.objects.filter(plan__organisation__in=councils, state__in=(State.APPROVED, State.PLANNED))
    briefs = briefs.filter(is_taken_in=False)
    rows = briefs.select_related("campaign").annotate(day=day).filter(day__range=(first, last))
    found = []
    for brief in rows:
        said = getattr(brief, "campaign", None) or brief
        found.append(Work("brief", brief.pk, brief.title, brief.day, said.team, said.hours, bool(said.is_proactive)))
    return found


def came_in(councils: list[int], first: date, last: date) -> list[Work]:
    rows = Enquiry.objects.filter(organisation__in=councils, **received_in(first, last))
    return [
        Work("enquiry", one.pk, f"{one.topic} ({one.outlet})", day_of(one.received_at), one.team, one.hours, False)
        for one in rows
    ]


def broke_out(councils: list[int], first: date, last: date) -> list[Work]:
    opened = {name.replace("received_at", "opened_at"): value for name, value in received_in(first, last).items()}
    rows = Emergency.objects.filter(organisation__in=councils, **opened)
    return [Work("emergency", one.pk, one.title, day_of(one.opened_at), one.team, one.hours, False) for one in rows]


def day_of(moment: object) -> date:
    return timezone.localtime(moment).date()  # type: ignore[arg-type]
