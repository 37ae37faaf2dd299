"""Drafting a report: freeze the figures, then have the paper made outside the request."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from people import audit
from people.doorbell import ring
from people.models import User
from people.permissions import Verb, check
from plans.models import Meeting, Plan
from reports.models import Report, Snapshot
from reports.snapshots import freeze
from reports.tasks import MAKE


@transaction.atomic
def draft_report(
    *, plan: Plan, as_at: date, by: User, title: str, report_of: str, period: str = "", meeting: Meeting | None = None
) -> Report:
    """Freeze the plan as at a day and order its paper. The page shows when it is ready."""
    check(by, Verb.MAKE_REPORT, plan)
    report = Report.objects.create(
        plan=plan,
        snapshot=freeze(plan, as_at=as_at, by=by),
        title=title,
        report_of=report_of,
        period=period,
        meeting=meeting,
        made_by=by,
    )
    audit.record("drafted", report, by=by, organisation=plan.organisation, after={"title": title, "as_at": as_at})
    ring(MAKE)
    return report


@transaction.atomic
def try_again(*, report: Report, by: User) -> Report:
    """Order a paper again that could not be made."""
    check(by, Verb.MAKE_REPORT, report)
    failed = Report.objects.filter(pk=report.pk, state=Report.State.FAILED)
    if failed.update(state=Report.State.WAITING, failure="", attempts=0):
        audit.record("ordered again", report, by=by, organisation=report.plan.organisation)
        ring(MAKE)
    report.refresh_from_db()
    return report


@transaction.atomic
def standing_snapshot(*, plan: Plan, as_at: date, by: User | None) -> Snapshot:
    """The plan's snapshot as at a day, frozen the first time it is asked for."""
    found = Snapshot.objects.filter(plan=plan, as_at=as_at).order_by("pk").first()
    return found or freeze(plan, as_at=as_at, by=by)
