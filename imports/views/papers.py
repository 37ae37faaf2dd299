"""Taking a paper in: upload, check what was read, import, and undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from imports import services
from imports.checking import Checked
from imports.forms import AnswersForm, ImportForm, UploadForm
from imports.models import ImportFile
from imports.preview_page import made_page, preview_page
from imports.sentences import imported_sentence, undone_sentence
from imports.who import names_of, set_dates_by
from people.answering import form_page, press
from people.forms import EditForm
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, POST, Verb, answers, requires
from people.requests import SignedInRequest
from plans.models import Plan


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def upload(request: SignedInRequest, plan: Plan) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():

        def act() -> str:
            name, content = form.content(timezone.localtime())
            file = services.receive_file(plan=plan, name=name, content=content, by=request.user)
            return reverse("imports:preview", kwargs={"pk": file.pk})

        return once(request, form.token, act)
    page = {
        "plan": plan,
        "form": form,
        "files": plan.import_files.defer("preview", "footprint").order_by("-pk")[:20],
        "button": "Read the table",
        "multipart": True,
        "remembers": plan.organisation.column_readings.exists(),
    }
    return render(request, "imports/upload.html", page, status=400 if form.errors else 200)


@requires(Verb.MANAGE_PLAN, ImportFile)
@answers(*FORM)
def preview(request: SignedInRequest, file: ImportFile) -> HttpResponse:
    """What was read, what was not, and the questions; nothing is saved before Import is pressed."""
    if file.state != ImportFile.State.READ:
        return state_page(request, file)
    checked = Checked(file)
    form = ImportForm(request.POST or None, checked=checked)
    if form.is_valid():
        try:
            return once(request, form.token, lambda: imported(request, file, form, checked))
        except StaleVersionError as stale:
            messages.warning(request, "Somebody has decided about this file, or imported it, meanwhile. Look again.")
            if stale.current.state != ImportFile.State.READ:
                return state_page(request, stale.current, status=409)
            form = ImportForm(checked=checked)
            return preview_again(request, stale.current, status=409)
        except ValidationError as refusal:
            form.take_errors(refusal)
    page = preview_page(checked, request.GET, timezone.localdate())
    return render(request, "imports/preview.html", {**page, "form": form}, status=400 if form.errors else 200)


def preview_again(request: SignedInRequest, file: ImportFile, *, status: int) -> HttpResponse:
    checked = Checked(file)
    page = preview_page(checked, request.GET, timezone.localdate())
    return render(request, "imports/preview.html", {**page, "form": ImportForm(checked=checked)}, status=status)


def state_page(request: SignedInRequest, file: ImportFile, *, status: int = 200) -> HttpResponse:
    """A file that is not to be checked: being read, refused, or imported, with what the import made."""
    page: dict[str, Any] = {"file": file, "plan": file.plan, "is_waiting": file.state == ImportFile.State.RECEIVED}
    if file.state == ImportFile.State.IMPORTED:
        page |= made_page(file) | {"undo_form": EditForm(initial={"version": file.version})}
    return render(request, "imports/state.html", page, status=status)


def imported(request: SignedInRequest, file: ImportFile, form: ImportForm, checked: Checked) -> str:
    today = timezone.localdate()
    done = services.import_file(
        file=file,
        by=request.user,
        version=form.cleaned_data["version"],
        sections_are_priorities=bool(file.answers.get("sections_are_priorities")),
        names=names_of(checked).who,
        set_dates_by=set_dates_by(checked, today),
        on=today,
        reason=form.cleaned_data.get("reason", ""),
    )
    messages.success(request, imported_sentence(done))
    return reverse("imports:preview", kwargs={"pk": file.pk})


@requires(Verb.MANAGE_PLAN, ImportFile)
@answers(*FORM)
def questions(request: SignedInRequest, file: ImportFile) -> HttpResponse:
    """What the paper does not say."""
    back = reverse("imports:preview", kwargs={"pk": file.pk})
    if file.state != ImportFile.State.READ:
        return redirect(back)
    form = AnswersForm(request.POST or None, checked=Checked(file), today=timezone.localdate())

    def act() -> None:
        version = form.cleaned_data["version"]
        services.answer(file=file, by=request.user, version=version, answers=form.answers())
        messages.success(request, "Your answers are kept.")

    return form_page(
        request,
        form,
        act,
        back=back,
        theirs=lambda current: current.answers,
        heading="What the paper does not say",
        lede="Nothing is saved in the plan before you import.",
        button="Keep these answers",
    )


@requires(Verb.MANAGE_PLAN, ImportFile)
@answers(*POST)
def undo(request: SignedInRequest, file: ImportFile) -> HttpResponse:
    def act(version: int) -> str:
        return undone_sentence(services.undo_import(file=file, by=request.user, version=version))

    return press(request, act, back=reverse("imports:preview", kwargs={"pk": file.pk}))
