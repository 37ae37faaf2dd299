"""The files of a committee report's appendices, and those that are made of it: pack and exempt part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from people.answering import press
from people.models import User
from people.permissions import FORM, POST, SAFE, Verb, answers, public, requires
from people.requests import SignedInRequest
from plans.models import Plan
from reports.forms import AttachForm
from reports.models import Appendix, IssuedFile, Report
from reports.services import appendices as services
from reports.views.papers import handed_out
from reports.views.workbench import page_of
from reports.views.writing import write_page


@requires(Verb.MAKE_REPORT, Appendix)
@answers(*FORM)
def attach(request: SignedInRequest, found: Appendix) -> HttpResponse:
    """Give an appendix its file: one from outside, or another paper."""
    report = found.front.report
    initial = {"version": report.version, "alt": found.alt, "exempt": found.exempt}
    form = AttachForm(request.POST or None, request.FILES or None, appendix=found, reader=request.user, initial=initial)

    def act() -> None:
        sent: dict[str, Any] = form.cleaned_data
        common = {"appendix": found, "by": request.user, "version": sent["version"], "exempt": sent["exempt"]}
        if sent["paper"]:
            services.attach_paper(paper=sent["paper"], **common)
            if sent["paper"].exempt_pdf:
                messages.warning(
                    request, "Its exempt part is not attached with it. Attach that as an exempt appendix of its own."
                )
        elif file := sent["file"]:
            services.attach(name=file.name, content=file.read(), alt=sent["alt"], **common)
        else:
            services.describe(alt=sent["alt"], **common)
        messages.success(request, f"{services.called(found)} is saved. Make the PDF again to see it in the pack.")

    page = {"heading": services.called(found), "button": "Save", "multipart": True}
    return write_page(request, report, form, act, **page)


@requires(Verb.MAKE_REPORT, Appendix)
@answers(*POST)
def detach(request: SignedInRequest, found: Appendix) -> HttpResponse:
    """Take its file out again."""

    def act(version: int) -> str:
        services.detach(appendix=found, by=request.user, version=version)
        return f"{services.called(found)} has no file any more."

    return press(request, act, back=page_of(found.front.report))


@requires(Verb.SEE_REPORT, Appendix)
@answers(*SAFE)
def attached(request: SignedInRequest, found: Appendix) -> FileResponse:
    """The file as it was attached."""
    if not found.file:
        raise Http404("This appendix has no file.")
    if found.exempt:
        check_own(request.user, found.plan)
    return kept(found.file, f"{'EXEMPT ' if found.exempt else ''}{services.called(found)}", found.kind)


@requires(Verb.SEE_REPORT, Report)
@answers(*SAFE)
def pack(request: SignedInRequest, found: Report) -> FileResponse:
    """The draft bound with its appendices."""
    ready = get_object_or_404(Report.objects.exclude(pack=""), pk=found.pk, state=Report.State.READY)
    return kept(ready.pack, f"Pack {ready.title}", "pdf")


@requires(Verb.SEE_REPORT, Report)
@answers(*SAFE)
def exempt(request: SignedInRequest, found: Report) -> FileResponse:
    """What of the draft is not for publication."""
    ready = get_object_or_404(Report.objects.exclude(exempt_pdf=""), pk=found.pk, state=Report.State.READY)
    check_own(request.user, found.plan)
    return kept(ready.exempt_pdf, f"EXEMPT {ready.title}", "pdf")


def check_own(user: User, plan: Plan) -> None:
    """Raises PermissionDenied for a reader of a partner council: what is exempt stays with the council whose paper it is."""
    if not user.is_superuser and plan.organisation_id not in user.organisation_ids:
        raise PermissionDenied("This is exempt, and read in the council whose paper it is.")


def kept(file: FieldFile, title: str, ending: str) -> FileResponse:
    try:
        return handed_out(file.open("rb"), title, ending)
    except FileNotFoundError:
        raise Http404("This file is not where it was put.") from None


@requires(Verb.SEE_REPORT, IssuedFile)
@answers(*SAFE)
def issued_file(request: SignedInRequest, found: IssuedFile) -> FileResponse:
    """A file that went out with a paper."""
    if not found.is_public:
        check_own(request.user, found.plan)
    return file_of(found)


@public
@answers(*SAFE)
def published_file(request: HttpRequest, pk: int) -> FileResponse:
    """The same for anybody, where the paper is published and the file is public."""
    published = IssuedFile.objects.filter(issue__publication__on__lte=timezone.localdate(), issue__withdrawal=None)
    return file_of(get_object_or_404(published, pk=pk, is_public=True))


def file_of(found: IssuedFile) -> FileResponse:
    try:
        file = found.issue.report.pdf.storage.open(found.file, "rb")
    except FileNotFoundError:
        raise Http404("This file is not where it was put; snapshot verify names it.") from None
    what = {
        "pack": "Pack",
        "exempt": "EXEMPT",
        "appendix": f"{'' if found.is_public else 'EXEMPT '}Appendix {found.number}",
    }
    return handed_out(file, f"{what[found.kind]} {found.title}", found.ending)
