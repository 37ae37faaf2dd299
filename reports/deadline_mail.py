"""E-mails about the deadlines of papers: before one, on its day, and once it has passed unmet.

Told to democratic services of the paper's council and to whoever made it. The key of an e-mail names paper, deadline, day,
rung and person, so each is told once, whoever runs this and however often; just before it is sent it is looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from people import outbox
from people.models import Membership, OutgoingMail, Role, User
from plans.workdays import add_working_days, is_working_day, next_working_day, previous_working_day
from reports.backplan import BEFORE_ISSUE, Deadline, deadlines
from reports.front.rules import those_that_hold, timetable_of
from reports.models import FrontSheet, Issue, PaperRules, Report

KIND = "paper-deadline"
BEFORE, ON_THE_DAY, PASSED = "before", "day", "passed"
LEAD = 3  # working days
STALE = timedelta(days=7)  # what should have been told longer ago is told no more
MORNING = time(8)


@dataclass(frozen=True)
class Due:
    """One e-mail that ought to be there."""

    report: Report
    deadline: Deadline
    rung: str
    to: User

    @property
    def key(self) -> str:
        return f"{KIND}:{self.report.pk}:{self.deadline.key}:{self.deadline.day}:{self.rung}:{self.to.pk}"


def queue_due(*, on: date, dry_run: bool = False) -> list[Due]:
    """Queue what has not been told yet; nothing on weekends and bank holidays. Four queries, and those of queueing."""
    found = list(due_on(on))
    if not dry_run:
        found = [one for one in found if queue(one)]
        if found:
            outbox.ring()
    else:
        there = set(
            OutgoingMail.objects.filter(kind=KIND, key__in=[one.key for one in found]).values_list("key", flat=True)
        )
        found = [one for one in found if one.key not in there]
    return found


def due_on(on: date, only: int | None = None) -> Iterator[Due]:
    """Everything that is to be told on a day, of all papers or of one."""
    stands = Issue.objects.filter(report=OuterRef("pk"), withdrawal=None)
    rows = Report.objects.filter(~Exists(stands), meeting_on__gte=on, to_issue="")
    if only is not None:
        rows = rows.filter(pk=only)
    reports = list(
        rows.select_related("plan__organisation", "front", "made_by")
        .prefetch_related("front__implications")
        .order_by("meeting_on", "pk")
    )
    councils = {report.plan.organisation_id for report in reports}
    kept, members = list(PaperRules.objects.filter(organisation__in=councils)), members_of(councils)
    for report in reports:
        council = report.plan.organisation
        if report.meeting_on is None or not is_working_day(on, council.nation):
            continue
        rules = timetable_of(those_that_hold(kept, council, report.body))
        for deadline in deadlines(report.meeting_on, rules):
            rung = rung_on(on, deadline, council.nation)
            if rung and deadline.key in BEFORE_ISSUE and not is_met(report, deadline):
                yield from (Due(report, deadline, rung, user) for user in readers_of(report, members))


def members_of(councils: set[int]) -> list[Membership]:
    found = Membership.objects.filter(organisation__in=councils, user__is_active=True)
    return list(found.select_related("user").order_by("pk"))


def readers_of(report: Report, members: list[Membership]) -> list[User]:
    """Democratic services of its council, and whoever made it, if they are still there."""
    council = report.plan.organisation_id
    found = {
        one.user_id: one.user
        for one in members
        if one.organisation_id == council and (one.role == Role.DEMOCRATIC_SERVICES or one.user_id == report.made_by_id)
    }
    return list(found.values())


def rung_on(on: date, deadline: Deadline, nation: str) -> str:
    """The last rung that is reached, or "": none is, or that is long ago."""
    on_the_day = deadline.day if is_working_day(deadline.day, nation) else previous_working_day(deadline.day, nation)
    rungs = (
        (PASSED, next_working_day(deadline.day, nation)),
        (ON_THE_DAY, on_the_day),
        (BEFORE, add_working_days(on_the_day, -LEAD, nation)),
    )
    for name, day in rungs:
        if day <= on:
            return name if on <= day + STALE else ""
    return ""


def is_met(report: Report, deadline: Deadline) -> bool:
    """Notice: it was given, or the paper takes none. Clearance: every implication is cleared. The others end with the
    issue."""
    front: FrontSheet | None = getattr(report, "front", None)
    if deadline.key == "notice":
        return front is None or front.key_decision == FrontSheet.Key.NO or front.notice_on is not None
    if deadline.key == "clearance":
        return front is None or all(one.is_cleared for one in front.implications.all())
    return False


@transaction.atomic
def queue(due: Due) -> OutgoingMail | None:
    expires = timezone.make_aware(datetime.combine(due.deadline.day + STALE, time.max))
    organisation = due.report.plan.organisation
    return outbox.queue(
        key=due.key, kind=KIND, to=due.to.email, organisation=organisation, expires_at=expires, **words(due)
    )  # fmt: skip


def words(due: Due) -> dict[str, Any]:
    path = reverse("reports:report", kwargs={"pk": due.report.pk})
    context = {"due": due, "report": due.report, "deadline": due.deadline, "link": f"{settings.SITE_URL}{path}"}
    context |= {"site": settings.SITE_URL, "passed": due.rung == PASSED}
    folder = "reports/emails/deadline"
    return {
        "subject": " ".join(render_to_string(f"{folder}.subject.txt", context).split()),
        "text": render_to_string(f"{folder}.txt", context).strip() + "\n",
        "html": render_to_string(f"{folder}.html", context),
    }


def check_before_sending(mail: OutgoingMail) -> str | None:
    """Why it is withheld, if what it says is no longer so.

    Raises:
        NotNow: today is no working day.
    """
    _, report, key, day, rung, user = mail.key.split(":")
    today = timezone.localdate()
    nation = mail.organisation.nation if mail.organisation else ""
    if nation and not is_working_day(today, nation):
        morning = timezone.make_aware(datetime.combine(next_working_day(today, nation), MORNING))
        raise outbox.NotNow(morning, "Nobody is written to on a weekend or bank holiday.")
    still = [one for one in due_on(today, only=int(report)) if str(one.to.pk) == user]
    for one in still:
        is_the_same = (one.deadline.key, one.deadline.day.isoformat(), one.rung) == (key, day, rung)
        if is_the_same and one.to.email == mail.to_address:
            return None
    return "The paper has been issued, its meeting moved, what was due is done, or a later e-mail says it."
