"""Taking a paper in: upload, look at what was read, import."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from actions.timing import Timing
from imports import services
from imports.forms import ConfirmForm, UploadForm
from imports.models import ImportFile
from people.models import StaleVersionError
from people.once import once
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest
from plans.models import Plan


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def upload(request: SignedInRequest, plan: Plan) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():

        def act() -> str:
            uploaded = form.cleaned_data["file"]
            file = services.receive_file(plan=plan, name=uploaded.name, content=uploaded.read(), by=request.user)
            return reverse("imports:preview", kwargs={"pk": file.pk})

        return once(request, form.token, act)
    page = {
        "plan": plan,
        "form": form,
        "files": plan.import_files.order_by("-pk")[:20],
        "button": "Read the file",
        "multipart": True,
    }
    return render(request, "imports/upload.html", page, status=400 if form.errors else 200)


@requires(Verb.MANAGE_PLAN, ImportFile)
@answers(*FORM)
def preview(request: SignedInRequest, file: ImportFile) -> HttpResponse:
    """What was read, what was not, and the questions; nothing is saved before Import is pressed."""
    if file.state != ImportFile.State.READ:
        return render(
            request,
            "imports/state.html",
            {"file": file, "plan": file.plan, "is_waiting": file.state == ImportFile.State.RECEIVED},
        )
    form = ConfirmForm(request.POST or None, file=file)
    if form.is_valid():
        try:
            return once(request, form.token, lambda: imported(request, file, form))
        except StaleVersionError:
            messages.warning(request, "Somebody has imported this file meanwhile.")
            return render(
                request,
                "imports/state.html",
                {"file": ImportFile.objects.get(pk=file.pk), "plan": file.plan},
                status=409,
            )
        except ValidationError as refusal:
            form.take_errors(refusal)
    new = services.new_rows(file)
    page = {
        "file": file,
        "plan": file.plan,
        "form": form,
        "sections": sections(file.preview, new),
        "count": len(new),
        "new_count": sum(new),
        "preview": file.preview,
    }
    return render(request, "imports/preview.html", page, status=400 if form.errors else 200)


def imported(request: SignedInRequest, file: ImportFile, form: ConfirmForm) -> str:
    made = services.import_file(
        file=file,
        by=request.user,
        version=form.cleaned_data["version"],
        sections_are_priorities=form.cleaned_data.get("sections_are_priorities", False),
        names=form.who(),
        set_dates_by=form.cleaned_data["set_dates_by"],
        on=timezone.localdate(),
    )
    kept = len(file.preview["rows"]) - len(made)
    there = f" {kept} were there already." if kept else ""
    messages.success(
        request,
        f"{len(made)} actions have been imported.{there}"
        if made
        else f"Nothing new: {kept} actions were there already.",
    )
    return reverse("plans:plan", kwargs={"slug": file.plan.slug})


def sections(preview: dict[str, Any], new: list[bool]) -> list[dict[str, Any]]:
    """The rows by section, in the order of the paper, each with how its date is understood."""
    rows = [
        {**row, "is_new": is_new, "number": number, "date_words": Timing.from_json(row["timing"]).describe()}
        for number, (row, is_new) in enumerate(zip(preview["rows"], new, strict=True), 1)
    ]
    colours = {section["title"]: section["rag"] for section in preview["sections"]}
    return [
        {"title": title, "rag": colours.get(title), "rows": list(group)}
        for title, group in groupby(rows, key=lambda row: row["section"])
    ]
