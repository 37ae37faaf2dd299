"""A progress paper that has gone out: issued for a board that has met, and published."""

from __future__ import annotations

from datetime import date

from commsplan.demo.cast import Cast
from people.models import User
from plans.models import Meeting, Plan
from reports.making import make_waiting
from reports.models import Report
from reports.services import front, issuing
from reports.services.papers import draft_report


def order_issue(cast: Cast, plan: Plan, *, today: date) -> Report | None:
    """The paper of the last closed period before the last meeting, signed and ordered; None where there is none."""
    by = cast.users["democratic.services"]
    meetings = Meeting.objects.filter(organisation=plan.organisation, date__lte=today).order_by("date")
    met = meetings.last()
    closed = plan.closed_periods.filter(last__lt=met.date).in_order().last() if met else None
    if closed is None:
        return None
    report = draft_report(
        plan=plan, by=by, title=f"{plan.title}: progress report", report_of="MKS Director", meeting=met, closed=closed
    )
    return sign_and_order(report, by=by, reason="The Board knows of it", today=today)


def sign_and_order(report: Report, *, by: User, reason: str, today: date) -> Report:
    """Have a report signed by each post that signs, accept what its checks find, and order its papers."""
    for one in report.sign_offs.all():
        front.sign(report=report, sign_off=one.pk, by=by, version=report.version, name=one.role, on=today)
        report.refresh_from_db()
    findings, _ = issuing.run_checks(issuing.subject_of(report, on=today))
    for finding in findings:
        front.accept_check(
            report=report, key=finding.key, sentence=finding.sentence, reason=reason, by=by, version=report.version,
            on=today,
        )  # fmt: skip
        report.refresh_from_db()
    return issuing.issue_report(report=report, by=by, version=report.version, on=today)


def publish_what_is_made(report: Report, *, by: User, today: date) -> None:
    """Have the papers that wait made, and publish the one that was ordered, if it could be."""
    make_waiting()
    report.refresh_from_db()
    if report.issued:
        issuing.publish(issue=report.issued, by=by, on=today)
