"""The audit trail, for those who administer a council: who did what, when, and what stood before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from people.models import AuditEvent, AuditSeal, Organisation
from people.narrowing import TrailForm, narrowed
from people.permissions import SAFE, Verb, answers, organisations_for, requires
from people.requests import SignedInRequest
from people.tables import TrailTable
from people.takeaway import CSV, streamed, taken_away
from people.told import details_of, kind_of, lines
from people.verifying import UNSEALED

MOST_IN_EXCEL = 10_000


@requires(Verb.ADMINISTER)
@answers(*SAFE)
def trail(request: SignedInRequest) -> HttpResponseBase:
    """The events of the councils the person administers, newest first; with `?as=csv` or `xlsx` as a file."""
    councils = organisations_for(request.user, Verb.ADMINISTER)
    theirs = scope_of(request, councils)
    form = TrailForm(request.GET, councils=councils)
    events: QuerySet[AuditEvent] = (
        AuditEvent.objects.filter(theirs).select_related("organisation").defer("undo").order_by("-at", "-pk")
    )
    events = narrowed(events, form.facts) if form.is_valid() else events.none()
    table = TrailTable.shown(request, events)
    if table.asked_for == CSV:
        return streamed(lines(events), TrailTable.caption)
    too_many = table.asked_for and len(events.values_list("pk")[: MOST_IN_EXCEL + 1]) > MOST_IN_EXCEL
    if table.asked_for and not too_many:
        return taken_away(table.asked_for, lines(events), TrailTable.caption)
    for row in table.paginated_rows:
        row.record.details, row.record.called = details_of(row.record), kind_of(row.record)
    page = {
        "table": table, "form": form, "too_many": MOST_IN_EXCEL if too_many else 0,
        "sealing": Sealing.of(theirs, timezone.now()),
    }  # fmt: skip
    return render(request, "people/trail.html", page, status=400 if form.errors else 200)


def scope_of(request: SignedInRequest, councils: QuerySet[Organisation]) -> Q:
    """Everything, for the administrator of the installation; else what is their councils'."""
    return Q() if request.user.is_superuser else Q(organisation__in=list(councils.values_list("pk", flat=True)))


@dataclass(frozen=True)
class Sealing:
    """Until when a trail is sealed (None: not at all), since when something waits, and whether that is too long."""

    until: datetime | None
    waiting_since: datetime | None
    is_late: bool

    @classmethod
    def of(cls, theirs: Q, now: datetime) -> Sealing:
        seals = AuditSeal.objects.filter(theirs).order_by("-last_event")
        last = seals.values_list("last_event", flat=True).first() or 0
        events: QuerySet[AuditEvent] = AuditEvent.objects.filter(theirs)
        until = events.filter(pk=last).values_list("at", flat=True).first()
        since = events.filter(pk__gt=last).order_by("pk").values_list("at", flat=True).first()
        return cls(until, since, since is not None and now - since > UNSEALED)
