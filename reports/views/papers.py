"""The papers that democratic services print, from the same figures as the dashboards."""

from __future__ import annotations

from typing import IO, Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify

from people.once import once
from people.permissions import FORM, SAFE, Verb, answers, can, organisations_for, requires
from people.requests import SignedInRequest
from plans.models import Plan
from reports.attachments import MEDIA
from reports.forms import ReportForm
from reports.making import standing_data
from reports.models import Report
from reports.paper_html import paper_html
from reports.services import papers as services
from reports.tables import ReportTable


@requires(Verb.SEE_REPORT)
@answers(*SAFE)
def reports(request: SignedInRequest) -> HttpResponse:
    rows = (
        Report.objects.visible_to(request.user)
        .select_related("plan", "snapshot", "meeting")
        .defer("snapshot__body")
        .in_order()
    )
    plans = (
        Plan.objects.visible_to(request.user).select_related("organisation").prefetch_related("partnerships").in_order()
    )
    mine = (
        [plan for plan in plans if can(request.user, Verb.MAKE_REPORT, plan)]
        if can(request.user, Verb.MAKE_REPORT)
        else []
    )
    table = ReportTable.shown(request, rows)
    councils = organisations_for(request.user, Verb.KEEP_MEETINGS) if can(request.user, Verb.KEEP_MEETINGS) else []
    page = {"table": table, "plans": mine, "councils": councils}
    return table.file() or render(request, "reports/reports.html", page)


@requires(Verb.MAKE_REPORT, Plan, by="slug")
@answers(*FORM)
def add_report(request: SignedInRequest, plan: Plan) -> HttpResponse:
    kind = request.GET.get("kind")
    initial: dict[str, Any] = (
        {"kind": kind, "title": plan.title} if kind in Report.Kind.values and kind != Report.Kind.PROGRESS else {}
    )
    initial["closed"] = request.GET.get("closed")
    form = ReportForm(request.POST or None, plan=plan, initial=initial)
    if form.is_valid():

        def act() -> str:
            report = services.draft_report(plan=plan, by=request.user, **form.facts())
            return reverse("reports:report", kwargs={"pk": report.pk})

        try:
            return once(request, form.token, act)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = {
        "form": form,
        "heading": "New paper",
        "lede": f"{plan.title}. Its figures are frozen, and the paper never changes afterwards.",
        "button": "Make the paper",
        "back": reverse("reports:dashboard", kwargs={"slug": plan.slug}),
    }
    return render(request, "form_page.html", page, status=400 if form.errors else 200)


@requires(Verb.SEE_REPORT, Report)
@answers(*SAFE)
def report_pdf(request: SignedInRequest, found: Report) -> FileResponse:
    """The paper's bytes, as they were made."""
    ready = get_object_or_404(Report, pk=found.pk, state=Report.State.READY)
    return handed_out(ready.pdf.open("rb"), ready.title, "pdf")


@requires(Verb.SEE_REPORT, Report)
@answers(*SAFE)
def report_docx(request: SignedInRequest, found: Report) -> FileResponse:
    """The draft as a Word document, for whoever must edit it."""
    ready = get_object_or_404(Report.objects.exclude(docx=""), pk=found.pk, state=Report.State.READY)
    return handed_out(ready.docx.open("rb"), ready.title, "docx")


def handed_out(file: IO[bytes], title: str, ending: str) -> FileResponse:
    """A file to keep, called after its paper."""
    name = f"{slugify(title)[:80] or 'report'}.{ending}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=MEDIA[ending])


@requires(Verb.SEE_REPORT, Report)
@answers(*SAFE)
def report_html(request: SignedInRequest, found: Report) -> HttpResponse:
    """The paper as a page: the same text as the print. What is issued is read as it went out."""
    issue = found.issued
    return HttpResponse(issue.html if issue else paper_html(standing_data(found)))
