"""Papers that were issued: the register, and each as it went out."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from reports.models import Issue
from reports.tables import IssueTable
from reports.views.papers import WORD


@requires(Verb.SEE_REPORT)
@answers(*SAFE)
def issues(request: SignedInRequest) -> HttpResponse:
    """The register of issued papers, withdrawn ones too."""
    rows = (
        Issue.objects.visible_to(request.user)
        .select_related("report__plan", "report__snapshot__closed_period", "withdrawal")
        .defer("data", "html", "report__snapshot__body", "report__to_issue")
        .order_by("-issued_at", "-pk")
    )
    table = IssueTable.shown(request, rows)
    return table.file() or render(request, "reports/issues.html", {"table": table})


@requires(Verb.SEE_REPORT, Issue)
@answers(*SAFE)
def issue_html(request: SignedInRequest, found: Issue) -> HttpResponse:
    """The paper as a page, as it went out."""
    return HttpResponse(found.html)


@requires(Verb.SEE_REPORT, Issue)
@answers(*SAFE)
def issue_pdf(request: SignedInRequest, found: Issue) -> FileResponse:
    """The bytes that went out."""
    return kept_file(found, found.pdf, "pdf", "application/pdf")


@requires(Verb.SEE_REPORT, Issue)
@answers(*SAFE)
def issue_docx(request: SignedInRequest, found: Issue) -> FileResponse:
    """The Word document of what went out."""
    return kept_file(found, found.docx, "docx", WORD)


def kept_file(found: Issue, name: str, ending: str, kind: str) -> FileResponse:
    try:
        file = found.report.pdf.storage.open(name, "rb")
    except FileNotFoundError:
        raise Http404("The file of this paper is not where it was put; snapshot verify names it.") from None
    called = f"{slugify(found.title)[:80] or 'report'}.{ending}"
    return FileResponse(file, as_attachment=True, filename=called, content_type=kind)
