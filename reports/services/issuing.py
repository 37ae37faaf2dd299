"""Issuing a report, making its draft again, and taking an issued one back."""

from __future__ import annotations

import json
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.doorbell import ring
from people.models import User
from people.permissions import Verb, check
from people.text import cleaned
from reports.front.checks import Finding, Subject, run_checks
from reports.front.rules import rules_for, timetable_of
from reports.making import paper_data
from reports.models import Issue, Publication, Report, Withdrawal, canonical
from reports.services.front import check_open
from reports.tasks import MAKE


def subject_of(report: Report, *, on: date) -> Subject:
    """What the checks look at."""
    rules = rules_for(report.plan.organisation, report.body)
    unsigned = [one.role for one in report.sign_offs.all() if one.signed_on is None]
    return Subject(paper_data(report), unsigned, timetable_of(rules), on)


def in_the_way(findings: list[Finding], accepted: set[str]) -> list[Finding]:
    """What blocks the issue: whatever blocks by itself, and what may be accepted and is not."""
    return [one for one in findings if one.blocks or not (one.is_note or one.key in accepted)]


@transaction.atomic
def issue_report(*, report: Report, by: User, version: int, on: date) -> Report:
    """Freeze the whole report, and have its papers made outside the request; then it is issued.

    Raises:
        ValidationError: something blocks it.
        StaleVersionError: somebody changed it meanwhile.
    """
    check(by, Verb.ISSUE_REPORT, report)
    check_open(report, by)
    subject = subject_of(report, on=on)
    accepted = set(report.accepted_checks.values_list("key", flat=True))
    if blocking := in_the_way(run_checks(subject)[0], accepted):
        raise ValidationError(f"It cannot be issued yet. {' '.join(one.sentence for one in blocking[:3])}")
    signed = [
        {"role": one.role, "name": one.name, "on": one.signed_on.isoformat()}
        for one in report.sign_offs.all()
        if one.signed_on
    ]
    data = subject.data | {"signed": signed}
    waiting = {"state": Report.State.WAITING, "failure": "", "attempts": 0}
    report.save_from(version, to_issue=canonical(data), issuer=by, **waiting)
    audit.record("ordered the issue of", report, by=by, organisation=report.plan.organisation)
    ring(MAKE)
    return report


@transaction.atomic
def draw_again(*, report: Report, by: User) -> Report:
    """Make the draft's PDF from the report as it stands now."""
    check_open(report, by)
    again = Report.objects.filter(pk=report.pk, state__in=[Report.State.READY, Report.State.FAILED])
    if again.update(state=Report.State.WAITING, failure="", attempts=0):
        audit.record("had made again", report, by=by, organisation=report.plan.organisation)
        ring(MAKE)
    report.refresh_from_db()
    return report


@transaction.atomic
def withdraw(*, report: Report, by: User, reason: str, on: date) -> Withdrawal:
    """Take an issued paper back. It can be read as ever, and the report may be changed and issued again.

    Raises:
        ValidationError: it is not issued, or no reason is given.
    """
    check(by, Verb.ISSUE_REPORT, report)
    reason = " ".join(cleaned(reason).split())
    report = Report.objects.select_for_update().get(pk=report.pk)
    issue = report.issued
    if issue is None:
        raise ValidationError("It is not issued, so there is nothing to withdraw.")
    if not reason or len(reason) > 300:
        raise ValidationError(
            {"reason": "Say in up to 300 letters why it is withdrawn. It is printed in the register."}
        )
    withdrawn = Withdrawal.objects.create(issue=issue, reason=reason, by_name=by.name, on=on)
    report.sign_offs.exclude(signed_on=None).update(name="", signed_on=None, recorded_by="")
    Report.claim_version(report.pk, report.version)
    audit.record("withdrew", report, by=by, organisation=report.plan.organisation, after={"reason": reason})
    return withdrawn


@transaction.atomic
def publish(*, issue: Issue, by: User, on: date) -> Publication:
    """Let anybody read an issued paper, at an address that needs no sign-in.

    Raises:
        ValidationError: it was withdrawn, or it is exempt.
    """
    check(by, Verb.ISSUE_REPORT, issue)
    if hasattr(issue, "withdrawal"):
        raise ValidationError("It was withdrawn, and is not published.")
    if exempt := json.loads(issue.data).get("front", {}).get("exempt"):  # the whole of it; parts are left out of it
        raise ValidationError(f"It holds exempt information (paragraph {exempt}), and is not published.")
    made, _ = Publication.objects.get_or_create(issue=issue, defaults={"by_name": by.name, "on": on})
    audit.record("published", issue.report, by=by, organisation=issue.plan.organisation, after={"issue": issue.number})
    return made


@transaction.atomic
def unpublish(*, issue: Issue, by: User) -> None:
    """Close the public address of a paper."""
    check(by, Verb.ISSUE_REPORT, issue)
    if Publication.objects.filter(issue=issue).delete()[0]:
        audit.record("unpublished", issue.report, by=by, organisation=issue.plan.organisation)


def last_issue(report: Report) -> Issue | None:
    return report.issues.select_related("withdrawal", "publication").defer("data", "html").order_by("number").last()
