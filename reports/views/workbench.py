"""A report as its clerk works on it: what blocks it, how it will print, the days before the meeting, who signs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.answering import form_page, press
from people.forms import EditForm, OneTimeForm
from people.permissions import FORM, POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from reports.backplan import deadlines
from reports.comparison import ORDER, Changes
from reports.forms import ReasonForm
from reports.front.checks import Finding, Subject, run_checks
from reports.front.cover import build_cover
from reports.models import Appendix, Report
from reports.services import front as services
from reports.services import issuing

CHANGES_SHOWN = 12


def page_of(report: Report) -> str:
    return reverse("reports:report", kwargs={"pk": report.pk})


def place_of(finding: Finding, report: Report) -> str:
    """The address where a finding is put right."""
    kind, _, which = finding.at.partition(":")
    if kind == "action":
        return reverse("actions:action", kwargs={"pk": which})
    if kind == "section":
        return reverse("reports:section", kwargs={"pk": report.pk, "section": which})
    if kind in ("sign", "exempt"):
        return {"sign": "#sign", "exempt": "#papers"}[kind]
    return reverse(f"reports:{kind}", kwargs={"pk": report.pk})


@requires(Verb.SEE_REPORT, Report)
@answers(*SAFE)
def report(request: SignedInRequest, found: Report) -> HttpResponse:
    today = timezone.localdate()
    subject = issuing.subject_of(found, on=today)
    findings, passed = run_checks(subject)
    accepted = {one.key: one for one in found.accepted_checks.all()}
    issue = issuing.last_issue(found)
    stands = issue if issue and not hasattr(issue, "withdrawal") else None
    is_waiting = found.state in (Report.State.WAITING, Report.State.RENDERING)
    may_write = can(request.user, Verb.MAKE_REPORT, found) and not stands and not found.is_being_issued
    blocking = issuing.in_the_way(findings, set(accepted))
    page = {
        "report": found,
        "is_waiting": is_waiting,
        "is_stale": found.drawn_version is not None and found.drawn_version != found.version and not stands,
        "form": OneTimeForm(),
        "edit_form": EditForm(initial={"version": found.version}, auto_id=False),
        "can_make": can(request.user, Verb.MAKE_REPORT, found),
        "may_write": may_write,
        "can_issue": can(request.user, Verb.ISSUE_REPORT, found),
        "findings": [(one, accepted.get(one.key), place_of(one, found)) for one in findings],
        "passed": passed,
        "blocking": len(blocking),
        "issue": stands,
        "issues": list(found.issues.select_related("withdrawal").defer("data", "html").order_by("-number")),
        "files": list(stands.files.all()) if stands else [],
        "appendices": list(Appendix.objects.filter(front__report=found).defer("html")),
        "sign_offs": (signers := list(found.sign_offs.all())),
        "unsigned": [one for one in signers if one.signed_on is None],
        **timeline(subject, today if stands is None else None),
        **changes_of(subject.data),
        **sheet_of(found, subject.data),
    }
    return render(request, "reports/report.html", page)


def timeline(subject: Subject, today: date | None) -> dict[str, Any]:
    """The deadlines back from the meeting, and how long after its period the committee sees the paper. Notice is told of
    what may be a key decision. Without `today` (it is issued) none is late."""
    closes = subject.data.get("closes")
    ends = date.fromisoformat(closes["last"]) if closes else None
    meeting = subject.meeting
    days = (meeting - ends).days if meeting and ends else None
    steps = deadlines(meeting, subject.timetable, period_ends=ends) if meeting else []
    if not subject.is_cover or subject.front["key_decision"] == "no":
        steps = [one for one in steps if one.key != "notice"]
    late = [today is not None and one.day < today and one.key != "meeting" for one in steps]
    return {"steps": list(zip(steps, late, strict=True)), "days_after": days}


def changes_of(data: dict[str, Any]) -> dict[str, Any]:
    changes = Changes.from_data(data["changes"]) if data["changes"] else None
    rows = changes.rows if changes else ()
    groups = [(kind, [row for row in rows[:CHANGES_SHOWN] if row.kind == kind]) for kind in ORDER]
    return {
        "changes": changes,
        "groups": [(kind, found) for kind, found in groups if found],
        "more_changes": max(0, len(rows) - CHANGES_SHOWN),
    }


def sheet_of(found: Report, data: dict[str, Any]) -> dict[str, Any]:
    """The front sheet as it will print, each section with the address where it is written."""
    if "front" not in data:
        return {"paper": None}
    paper = build_cover(data)
    keys = [one["key"] for one in data["front"]["sections"]]
    return {"paper": paper, "sections": list(zip(paper.sections, keys, strict=True)), "front": data["front"]}


@requires(Verb.MAKE_REPORT, Report)
@answers(*POST)
def sign(request: SignedInRequest, found: Report) -> HttpResponse:
    """Record the signatures of everybody who is named: each in a field of its own, `name-` and the number."""

    def act(version: int) -> str:
        names = [(one, request.POST.get(f"name-{one.pk}", "")) for one in found.sign_offs.filter(signed_on=None)]
        signed = services.sign_all(
            report=found, names={one: name for one, name in names if name.strip()}, by=request.user, version=version,
            on=timezone.localdate(),
        )  # fmt: skip
        return " ".join(f"{one.name} has signed as {one.role}." for one in signed)

    return press(request, act, back=f"{page_of(found)}#sign")


@requires(Verb.MAKE_REPORT, Report)
@answers(*POST)
def accept_check(request: SignedInRequest, found: Report) -> HttpResponse:
    """Let a finding pass, with the reason."""
    key, reason = request.POST.get("finding", ""), request.POST.get("reason", "")
    today = timezone.localdate()

    def act(version: int) -> str:
        findings, _ = run_checks(issuing.subject_of(found, on=today))
        one = next((one for one in findings if one.key == key and not one.blocks), None)
        if one is None:
            raise ValidationError("That is not there any more, or cannot be accepted.")
        services.accept_check(
            report=found, key=key, sentence=one.sentence, reason=reason, by=request.user, version=version, on=today
        )
        return "It is accepted, and stands with your reason."

    return press(request, act, back=page_of(found))


@requires(Verb.MAKE_REPORT, Report)
@answers(*POST)
def draw(request: SignedInRequest, found: Report) -> HttpResponse:
    """Make the draft's PDF again."""

    def act(_: int) -> str:
        issuing.draw_again(report=found, by=request.user)
        return "The draft is being made from the report as it stands."

    return press(request, act, back=page_of(found), form=OneTimeForm)


@requires(Verb.ISSUE_REPORT, Report)
@answers(*POST)
def issue(request: SignedInRequest, found: Report) -> HttpResponse:
    """Issue the report: from here on it stays as it goes out."""

    def act(version: int) -> str:
        issuing.issue_report(report=found, by=request.user, version=version, on=timezone.localdate())
        return "It is being issued. Its papers are made once, and kept."

    return press(request, act, back=page_of(found))


@requires(Verb.ISSUE_REPORT, Report)
@answers(*FORM)
def withdraw(request: SignedInRequest, found: Report) -> HttpResponse:
    """Take an issued paper back, with the reason."""
    form = ReasonForm(request.POST or None)

    def act() -> None:
        issuing.withdraw(report=found, by=request.user, on=timezone.localdate(), **form.facts())
        messages.success(
            request, "It is withdrawn. What went out can be read as ever; the report can be changed again."
        )

    page: dict[str, Any] = {"heading": "Withdraw the paper", "button": "Withdraw it"}
    page["lede"] = f"{found.title}. The reason stands in the register of issued papers."
    return form_page(request, form, act, back=page_of(found), **page)
