"""Files of an action."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone

from actions.forms import FileForm
from actions.models import Action, ActionFile
from actions.permissions import check_can_update
from actions.services import files as services
from actions.views.pages import page_of
from people.answering import form_page, press
from people.attachments import MEDIA
from people.forms import OneTimeForm
from people.permissions import FORM, POST, SAFE, Verb, answers, requires
from people.requests import SignedInRequest


@requires(Verb.POST_UPDATE, Action)
@answers(*FORM)
def add(request: SignedInRequest, found: Action) -> HttpResponse:
    """Add a file to an action."""
    check_can_update(request.user, found)
    form = FileForm(request.POST or None, request.FILES or None)

    def act() -> None:
        upload = form.upload()
        services.add_file(action=found, by=request.user, upload=upload, on=timezone.localdate())
        messages.success(request, f"“{upload.name}” is kept with the action.")

    page: dict[str, Any] = {"heading": "Add a file", "lede": found.title, "button": "Add the file", "multipart": True}
    return form_page(request, form, act, back=page_of(found), **page)


@requires(Verb.SEE_PLAN, ActionFile)
@answers(*SAFE)
def file(request: SignedInRequest, found: ActionFile) -> FileResponse:
    """A file as it was added: to be saved, and never run or drawn as a page of ours."""
    if not found.file:
        raise Http404("This file has been removed.")
    try:
        stored = found.file.open("rb")
    except FileNotFoundError:
        raise Http404("This file is not where it was put.") from None
    name = f"{PurePath(found.name).stem or 'file'}.{found.kind}"
    answer = FileResponse(stored, as_attachment=True, filename=name, content_type=MEDIA[found.kind])
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@requires(Verb.SEE_PLAN, ActionFile)
@answers(*POST)
def remove(request: SignedInRequest, found: ActionFile) -> HttpResponse:
    """Remove a file for good."""

    def act(version: int) -> str:
        services.remove_file(file=found, by=request.user, on=timezone.localdate())
        return f"“{found.name}” is removed. That it was there stays to be seen."

    return press(request, act, back=page_of(found.action), form=OneTimeForm)
