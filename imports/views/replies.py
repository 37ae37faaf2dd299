"""Replies of a survey tool: upload the export, say what its columns are, look at what would be counted, and save."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from imports.forms import ReadingForm, RepliesForm
from imports.limits import Refused
from imports.models import ReplyFile
from imports.replies.reading import Read
from imports.sandbox import replies_in_subprocess
from imports.services.replies import count_replies, discard_replies, receive_replies, say_of_replies
from people.answering import form_page, press
from people.forms import OneTimeForm
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, POST, Verb, answers, requires
from people.requests import SignedInRequest
from surveys.models import Survey
from surveys.services.counts import standing_answers


@requires(Verb.ENTER_COUNTS, Survey)
@answers(*FORM)
def upload(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """Choose the export, or go on with one that is not counted yet."""
    form = RepliesForm(request.POST or None, request.FILES or None)
    found: dict[str, Any] = {}
    name = ""
    if form.is_valid():
        name, content = form.content(timezone.localtime())
        try:
            found = replies_in_subprocess(content, name)
        except Refused as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", str(refusal))

    def act() -> str:
        on = timezone.localdate()
        file = receive_replies(survey=survey, name=name, found=found, by=request.user, on=on)
        return reverse("imports:reply-file", kwargs={"pk": file.pk})

    page: dict[str, Any] = {
        "survey": survey,
        "files": survey.reply_files.defer("rows").order_by("-pk"),
        "button": "Read the replies",
        "multipart": True,
        "has_questions": survey.questions.exists(),
    }
    back = reverse("surveys:survey", kwargs={"pk": survey.pk})
    return form_page(request, form, act, back=back, template="imports/replies.html", **page)


@requires(Verb.ENTER_COUNTS, ReplyFile)
@answers(*FORM)
def reading(request: SignedInRequest, file: ReplyFile) -> HttpResponse:
    """What the file would count as; nothing is saved before "Save the counts" is pressed."""
    read = Read(file)
    form = ReadingForm(request.POST or None, read=read)
    here = reverse("imports:reply-file", kwargs={"pk": file.pk})
    if form.is_valid():
        is_saving = "save" in request.POST
        is_shown = not form.changes_file()

        def act() -> str:
            version = form.cleaned_data["version"]
            said = say_of_replies(file=file, by=request.user, version=version, **form.facts_of_file())
            if not is_saving:
                return here
            if not is_shown or read.faults or read.unread:
                why = (
                    "what cannot be read is named below"
                    if is_shown
                    else "you changed how the file is read. Look, then save"
                )
                messages.warning(request, f"Nothing has been counted yet: {why}.")
                return here
            survey_version = form.cleaned_data["survey_version"]
            count_replies(file=said, by=request.user, survey_version=survey_version, on=timezone.localdate())
            told = f"{read.counted.rows} replies are counted. The file and its rows have been thrown away."
            messages.success(request, told)
            return reverse("surveys:survey", kwargs={"pk": file.survey_id})

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            messages.warning(
                request, f"Somebody saved “{stale.current}” meanwhile, so nothing has been counted. Look again."
            )
            return redirect(here)
        except ValidationError as refusal:
            form.take_errors(refusal)
    return render(request, "imports/reply_file.html", page_of(read, form), status=400 if form.errors else 200)


def page_of(read: Read, form: ReadingForm) -> dict[str, Any]:
    standing = standing_answers(read.file.survey)
    found = [] if read.faults else read.counts.items()
    in_order = sorted(found, key=lambda one: (one[0][0].position, one[0][0].pk, one[0][1].name))
    rows = [
        {"question": key[0], "council": key[1], "counts": counts, "stands": standing.get(key)}
        for key, counts in in_order
    ]
    return {
        "file": read.file,
        "survey": read.file.survey,
        "read": read,
        "form": form,
        "rows": rows,
        "faults": read.faults,
        "unread": read.unread,
        "has_codes": any(one.value.isdigit() for one in read.unread),
    }


@requires(Verb.ENTER_COUNTS, ReplyFile)
@answers(*POST)
def discard(request: SignedInRequest, file: ReplyFile) -> HttpResponse:
    """Throw the file away."""
    back = reverse("surveys:survey", kwargs={"pk": file.survey_id})

    def act(version: int) -> str:
        discard_replies(file=file, by=request.user)
        return "The file has been thrown away. Nothing of it was counted."

    return press(request, act, back=back, form=OneTimeForm)
