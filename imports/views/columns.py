"""How the headings of papers are read: said for one file, and remembered for the council's next."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from imports import services
from imports.forms import ColumnsForm
from imports.models import ColumnReading, ImportFile
from imports.preview_page import field_words
from people.answering import form_page, press
from people.forms import OneTimeForm
from people.permissions import FORM, Verb, answers, requires
from people.requests import SignedInRequest
from plans.models import Plan


@requires(Verb.MANAGE_PLAN, ImportFile)
@answers(*FORM)
def read_again(request: SignedInRequest, file: ImportFile) -> HttpResponse:
    """Each heading of the file and what it is read as."""
    back = reverse("imports:preview", kwargs={"pk": file.pk})
    if file.state not in (ImportFile.State.READ, ImportFile.State.REFUSED) or not file.preview:
        messages.warning(request, "The columns of this file cannot be changed now.")
        return redirect(back)
    form = ColumnsForm(request.POST or None, file=file)

    def act() -> None:
        changed = form.changed()
        if not changed:
            raise ValidationError("Every column is read like that already. Change one, then read the file again.")
        services.read_again(
            file=file,
            by=request.user,
            version=form.cleaned_data["version"],
            columns=changed,
            on=timezone.localdate(),
        )

    return form_page(
        request,
        form,
        act,
        back=back,
        heading="Columns of the paper",
        lede=f"What each heading of {file.name} means. Your council’s next paper with these headings is read so too.",
        button="Read again with these columns",
    )


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def remembered(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """The headings that are read as somebody of the council has said, each to be forgotten."""
    if request.method == "POST":
        number = request.POST.get("forget", "")

        def act(version: int) -> str:
            reading = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
            heading = services.forget_column(plan=plan, by=request.user, reading=reading)
            return f"“{heading}” is read as it says again." if heading else "That had been forgotten already."

        return press(request, act, back=reverse("imports:remembered", kwargs={"slug": plan.slug}), form=OneTimeForm)
    readings = ColumnReading.objects.filter(organisation=plan.organisation)
    page = {
        "plan": plan,
        "readings": [(reading, field_words(reading.field)) for reading in readings],
        "form": OneTimeForm(),
    }
    return render(request, "imports/remembered.html", page)
