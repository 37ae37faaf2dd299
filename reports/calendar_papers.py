"""The deadlines of papers in the calendar of whoever makes them: counted back from the meeting, until it is issued."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from people.models import User
from people.permissions import Verb, can
from plans.models import Plan
from reports.backplan import BEFORE_ISSUE, deadlines
from reports.calendar_entries import Entry, Kind
from reports.front.rules import those_that_hold, timetable_of
from reports.models import FrontSheet, Issue, PaperRules, Report

FURTHEST = timedelta(days=120)  # from the first deadline to its meeting


def paper_entries(user: User, plan: Plan | None, first: date, last: date) -> Iterator[Entry]:
    """Two queries, and none for whoever makes no papers. Notice is told of what may still be a key decision."""
    if not can(user, Verb.MAKE_REPORT, plan):
        return
    stands = Issue.objects.filter(report=OuterRef("pk"), withdrawal=None)
    rows = Report.objects.visible_to(user).filter(~Exists(stands), meeting_on__range=(first, last + FURTHEST))
    if plan:
        rows = rows.filter(plan=plan)
    reports = list(rows.select_related("plan__organisation", "front").defer("to_issue").order_by("meeting_on", "pk"))
    councils = {report.plan.organisation for report in reports}
    kept = list(PaperRules.objects.filter(organisation__in=councils))
    for report in reports:
        rules = those_that_hold(kept, report.plan.organisation, report.body)
        front = getattr(report, "front", None)
        meeting = report.meeting_on or first  # each has one: they were asked for by it
        for one in deadlines(meeting, timetable_of(rules)):
            is_told = one.key != "notice" or (front is not None and front.key_decision != FrontSheet.Key.NO)
            if first <= one.day <= last and one.key in BEFORE_ISSUE and is_told:
                yield Entry(
                    one.day, Kind.DEADLINE, one.what, f"paper-{report.pk}-{one.key}", report.pk, report.title,
                    at=reverse("reports:report", kwargs={"pk": report.pk}),
                )  # fmt: skip
