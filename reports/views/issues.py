"""Papers that were issued: the register, and each as it went out."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from people.answering import press
from people.forms import OneTimeForm
from people.languages import bilingual
from people.permissions import POST, SAFE, Verb, answers, public, requires
from people.requests import SignedInRequest
from reports.models import Issue, Publication
from reports.services import issuing
from reports.tables import IssueTable
from reports.views.papers import handed_out

MOST_PUBLISHED = 200


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
    return kept_file(found, found.pdf, "pdf")


@requires(Verb.SEE_REPORT, Issue)
@answers(*SAFE)
def issue_docx(request: SignedInRequest, found: Issue) -> FileResponse:
    """The Word document of what went out."""
    return kept_file(found, found.docx, "docx")


def kept_file(found: Issue, name: str, ending: str) -> FileResponse:
    try:
        file = found.report.pdf.storage.open(name, "rb")
    except FileNotFoundError:
        raise Http404("The file of this paper is not where it was put; snapshot verify names it.") from None
    return handed_out(file, found.title, ending)


@requires(Verb.ISSUE_REPORT, Issue)
@answers(*POST)
def publish(request: SignedInRequest, found: Issue) -> HttpResponse:
    """Open the public address of a paper, or close it where it is open."""

    def act(_: int) -> str:
        if Publication.objects.filter(issue=found).exists():
            issuing.unpublish(issue=found, by=request.user)
            return "Its public address is closed."
        issuing.publish(issue=found, by=request.user, on=timezone.localdate())
        return "Anybody may read it now, at its public address."

    return press(request, act, back=reverse("reports:report", kwargs={"pk": found.report_id}), form=OneTimeForm)


@public
@answers(*SAFE)
@bilingual
def published(request: HttpRequest) -> HttpResponse:
    """The papers that anybody may read."""
    found = Publication.objects.readable()[:MOST_PUBLISHED]
    return render(request, "reports/published.html", {"publications": found})


@public
@answers(*SAFE)
@bilingual
def published_html(request: HttpRequest, pk: int) -> HttpResponse:
    """A published paper as a page, as it went out; one that was withdrawn says so instead."""
    found = get_object_or_404(Publication.objects.select_related("issue__withdrawal", "issue__report"), pk=pk)
    if hasattr(found.issue, "withdrawal"):
        return render(request, "reports/published_withdrawn.html", {"issue": found.issue}, status=410)
    return HttpResponse(found.issue.html)


@public
@answers(*SAFE)
def published_pdf(request: HttpRequest, pk: int) -> FileResponse:
    found = get_object_or_404(Publication.objects.filter(issue__withdrawal=None), pk=pk)
    return kept_file(found.issue, found.issue.pdf, "pdf")
