"""The forms in which a committee report is written, one of its parts at a time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from people.answering import form_page, press
from people.forms import EditForm
from people.permissions import FORM, POST, Verb, answers, requires
from people.requests import SignedInRequest
from reports.forms import AppendicesForm, HeadForm, ImplicationsForm, KeyDecisionForm, SectionForm
from reports.models import FrontSection, FrontSheet, Report
from reports.services import appendices as attaching
from reports.services import front as services
from reports.views.workbench import page_of


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

    def facts(_: Report) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for one in front.implications.all():
            answers[f"text_{one.kind}"] = "None" if one.is_none else one.text
            answers |= {f"by_{one.kind}": one.cleared_by, f"on_{one.kind}": one.cleared_on}
        return answers

    form = ImplicationsForm(request.POST or None, initial=facts(found) | {"version": found.version})

    def act() -> None:
        version = form.cleaned_data["version"]
        services.answer_implications(report=found, by=request.user, version=version, answers=form.answers())

    page = {"heading": "Other implications", "button": "Save the implications", "theirs": facts}
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
        attaching.set_appendices(report=found, by=request.user, version=form.cleaned_data["version"], **form.facts())

    page = {"heading": "Appendices", "button": "Save the list", "theirs": facts}
    return write_page(request, found, form, act, **page)


@requires(Verb.MAKE_REPORT, Report)
@answers(*POST)
def number_appendices(request: SignedInRequest, found: Report) -> HttpResponse:
    """Number them in the order of their mention, in list and text."""
    front_or_404(found)

    def act(version: int) -> str:
        attaching.number_appendices(report=found, by=request.user, version=version)
        return "The appendices are numbered in the order of their mention, in the list and in the text."

    return press(request, act, back=page_of(found))
