"""Drafting a report: freeze the figures, then have the paper made outside the request."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people import audit
from people.doorbell import ring
from people.models import User
from people.permissions import Verb, check
from plans.models import Meeting, Plan
from plans.periods import in_words
from reports.models import ClosedPeriod, Report, Snapshot, digest
from reports.services.front import add_front, add_signatories
from reports.snapshots import freeze, frozen_body, keep
from reports.tasks import MAKE


@transaction.atomic
def draft_report(
    *,
    plan: Plan,
    by: User,
    title: str,
    report_of: str,
    kind: str = Report.Kind.PROGRESS,
    period: str = "",
    meeting: Meeting | None = None,
    as_at: date | None = None,
    closed: ClosedPeriod | None = None,
) -> Report:
    """Order the paper of a period that is closed, or freeze the plan as at a day for it. The page shows when it is ready.

    Raises:
        ValidationError: a day that has not come, or one before the plan was adopted.
    """
    check(by, Verb.MAKE_REPORT, plan)
    plan.refresh_from_db(fields=["adopted_on"])  # it may have been removed meanwhile
    snapshot = closed.snapshot if closed and closed.plan_id == plan.pk else None
    if snapshot is None:
        as_at = as_at or timezone.localdate()
        check_as_at(plan, as_at)
        snapshot = freeze(plan, as_at=as_at, by=by)
    report = Report.objects.create(
        plan=plan,
        snapshot=snapshot,
        kind=kind,
        title=title,
        report_of=report_of,
        period=period or (str(closed) if closed else ""),
        meeting=meeting,
        body=meeting.body if meeting else "",
        meeting_on=meeting.date if meeting else None,
        made_by=by,
    )
    if kind == Report.Kind.COVER:
        add_front(report)
    add_signatories(report)
    audit.record(
        "drafted", report, by=by, organisation=plan.organisation, after={"title": title, "as_at": snapshot.as_at}
    )
    ring(MAKE)
    return report


@transaction.atomic
def standing_snapshot(*, plan: Plan, as_at: date, by: User | None) -> Snapshot:
    """The plan's snapshot as at a day, frozen the first time it is asked for, however many ask at once.

    Raises:
        ValidationError: a day that has not come.
    """
    check_day(as_at)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    found = Snapshot.objects.filter(plan=plan, as_at=as_at).order_by("pk").first()
    return found or freeze(plan, as_at=as_at, by=by)


@transaction.atomic
def plan_snapshot(*, plan: Plan, as_at: date, by: User | None) -> Snapshot:
    """The plan's snapshot as at a day and as the plan reads now: what was frozen before, where it says the same.

    Raises:
        ValidationError: a day that has not come.
    """
    check_day(as_at)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    body = frozen_body(plan, as_at=as_at)
    found = Snapshot.objects.filter(plan=plan, as_at=as_at, sha256=digest(body)).order_by("pk").first()
    return found or keep(plan, body, as_at=as_at, by=by)


def check_as_at(plan: Plan, as_at: date) -> None:
    """A plan's position is frozen of a day that has been, and since it was adopted.

    Raises:
        ValidationError: with a sentence beside `as_at`.
    """
    check_day(as_at)
    if plan.adopted_on and as_at < plan.adopted_on:
        adopted = in_words(plan.adopted_on)
        raise ValidationError({"as_at": f"The plan was adopted on {adopted}; before that there is nothing to report."})


def check_day(as_at: date) -> None:
    """A position is frozen of a day that has been.

    Raises:
        ValidationError: with a sentence beside `as_at`.
    """
    if as_at > timezone.localdate():
        raise ValidationError({"as_at": "The position cannot be frozen for a day that has not come yet."})
