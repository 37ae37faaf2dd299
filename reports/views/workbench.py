"""A report as its clerk works on it: what blocks it, how it will print, the days before the meeting, who signs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from people.answering import form_page, press
from people.forms import EditForm, OneTimeForm
from people.permissions import FORM, POST, SAFE, Verb, answers, can, requires
from people.requests import SignedInRequest
from reports.backplan import deadlines
from reports.comparison import ORDER, Changes
from reports.forms import AppendicesForm, HeadForm, ImplicationsForm, KeyDecisionForm, ReasonForm, SectionForm, SignForm
from reports.front.checks import Finding, Subject, run_checks
from reports.front.cover import build_cover
from reports.models import FrontSection, FrontSheet, Report
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
    if kind == "sign":
        return "#sign"
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
        "sign_offs": list(found.sign_offs.all()),
        **timeline(found, subject, today),
        **changes_of(subject.data),
        **sheet_of(found, subject.data),
    }
    return render(request, "reports/report.html", page)


def timeline(found: Report, subject: Subject, today: date) -> dict[str, Any]:
    """The deadlines back from the meeting, and how long after its period the committee sees the paper."""
    closes = subject.data.get("closes")
    ends = date.fromisoformat(closes["last"]) if closes else None
    meeting = subject.meeting
    days = (meeting - ends).days if meeting and ends else None
    steps = deadlines(meeting, subject.timetable, period_ends=ends) if meeting else []
    return {"steps": [(one, one.day < today and one.key != "meeting") for one in steps], "days_after": days}


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


def front_or_404(found: Report) -> FrontSheet:
    front = FrontSheet.objects.filter(report=found).first()
    if front is None:
        raise Http404("This paper has no front sheet.")
    return front


def write_page(request: SignedInRequest, found: Report, form: EditForm, act: Any, **page: Any) -> HttpResponse:
    """One of the forms in which a report is written; where it is issued, the page says so instead."""
    if found.issued or found.is_being_issued:
        messages.warning(request, "It is issued, and stays as it went out. To change it, withdraw it first.")
        return redirect(page_of(found))
    return form_page(request, form, act, back=page_of(found), lede=found.title, **page)


@requires(Verb.MAKE_REPORT, Report)
@answers(*FORM)
def head(request: SignedInRequest, found: Report) -> HttpResponse:
    """Title, in whose name, for which meeting."""

    def facts(report: Report) -> dict[str, Any]:
        return {"title": report.title, "report_of": report.report_of, "meeting": report.meeting}

    initial = facts(found) | {"version": found.version}
    form = HeadForm(request.POST or None, plan=found.plan, initial=initial)

    def act() -> None:
        services.edit_head(report=found, by=request.user, version=form.cleaned_data["version"], **form.facts())

    page = {"heading": "Title and meeting", "button": "Save", "theirs": facts}
    return write_page(request, found, form, act, **page)


@requires(Verb.MAKE_REPORT, Report)
@answers(*FORM)
def section(request: SignedInRequest, found: Report, section: str) -> HttpResponse:
    """The words of one section."""
    row = get_object_or_404(FrontSection, front__report=found, key=section)
    initial = {"title": row.title, "text": row.text, "version": found.version}
    form = SectionForm(request.POST or None, hint=row.hint, initial=initial)

    def act() -> None:
        services.write_section(
            report=found, key=section, by=request.user, version=form.cleaned_data["version"], **form.facts()
        )

    def theirs(_: Report) -> dict[str, Any]:
        now = FrontSection.objects.get(pk=row.pk)
        return {"title": now.title, "text": now.text}

    page = {"heading": f"{row.position}. {row.title}", "button": "Save the section", "theirs": theirs}
    return write_page(request, found, form, act, **page)


@requires(Verb.MAKE_REPORT, Report)
@answers(*FORM)
def implications(request: SignedInRequest, found: Report) -> HttpResponse:
    """The nine implications, and who cleared each."""
    front = front_or_404(found)
    facts: dict[str, Any] = {}
    for one in front.implications.all():
        facts |= {
            f"text_{one.kind}": "None" if one.is_none else one.text,
            f"by_{one.kind}": one.cleared_by,
            f"on_{one.kind}": one.cleared_on,
        }
    form = ImplicationsForm(request.POST or None, initial=facts | {"version": found.version})

    def act() -> None:
        version = form.cleaned_data["version"]
        services.answer_implications(report=found, by=request.user, version=version, answers=form.answers())

    page = {"heading": "Other implications", "button": "Save the implications", "theirs": lambda _: facts}
    return write_page(request, found, form, act, template="reports/implications.html", **page)


@requires(Verb.MAKE_REPORT, Report)
@answers(*FORM)
def key(request: SignedInRequest, found: Report) -> HttpResponse:
    """The box that must be completed."""
    front = front_or_404(found)
    names = [name for name in KeyDecisionForm.base_fields if name not in ("version", "form_token")]

    def facts(_: Report) -> dict[str, Any]:
        now = FrontSheet.objects.get(pk=front.pk)
        return {name: getattr(now, name) for name in names}

    form = KeyDecisionForm(request.POST or None, initial=facts(found) | {"version": found.version})

    def act() -> None:
        services.answer_key_decision(
            report=found, by=request.user, version=form.cleaned_data["version"], **form.facts()
        )

    page = {"heading": "Key decision and exemption", "button": "Save the answers", "theirs": facts}
    return write_page(request, found, form, act, **page)


@requires(Verb.MAKE_REPORT, Report)
@answers(*FORM)
def appendices(request: SignedInRequest, found: Report) -> HttpResponse:
    """The list of appendices."""
    front = front_or_404(found)

    def facts(_: Report) -> dict[str, Any]:
        return {"titles": "\n".join(one.title for one in front.appendices.all())}

    form = AppendicesForm(request.POST or None, initial=facts(found) | {"version": found.version})

    def act() -> None:
        services.set_appendices(report=found, by=request.user, version=form.cleaned_data["version"], **form.facts())

    page = {"heading": "Appendices", "button": "Save the list", "theirs": facts}
    return write_page(request, found, form, act, **page)


@requires(Verb.MAKE_REPORT, Report)
@answers(*POST)
def number_appendices(request: SignedInRequest, found: Report) -> HttpResponse:
    """Number them in the order of their mention, in list and text."""
    front_or_404(found)

    def act(version: int) -> str:
        services.number_appendices(report=found, by=request.user, version=version)
        return "The appendices are numbered in the order of their mention, in the list and in the text."

    return press(request, act, back=page_of(found))


@requires(Verb.MAKE_REPORT, Report)
@answers(*POST)
def sign(request: SignedInRequest, found: Report, sign_off: int) -> HttpResponse:
    """Record a signature."""
    name = request.POST.get("name", "")
    if not found.sign_offs.filter(pk=sign_off).exists():
        raise Http404("This report has no such signature.")

    def act(version: int) -> str:
        today = timezone.localdate()
        one = services.sign(report=found, sign_off=sign_off, by=request.user, version=version, name=name, on=today)
        return f"{one.name} has signed as {one.role}."

    return press(request, act, back=f"{page_of(found)}#sign", form=SignForm)


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
