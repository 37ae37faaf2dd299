"""Deciding about one row of a paper: correct it, accept it, leave it out, take what it says differently."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from actions.timing import Timing
from imports import services
from imports.checking import Checked, CheckedRow
from imports.corrections import written
from imports.date_words import date_in_words
from imports.forms import ItemForm, RowButtonForm, RowForm
from imports.kinds import HEADINGS, CheckedItem
from imports.models import ImportFile, RowChoice
from imports.preview_page import PER_PAGE
from imports.sentences import counted
from people.answering import form_page, press
from people.permissions import FORM, POST, Verb, answers, requires
from people.requests import SignedInRequest

GONE = "That row is not in the file any more. Look at the page again."
OF_ALL = ("accept-all", "take-all", "keep-all")
DECISIONS = {
    "accept": (RowChoice.Decision.ACCEPTED, "“{}” is accepted as it is read."),
    "leave-out": (RowChoice.Decision.LEFT_OUT, "“{}” is left out."),
    "look-again": (RowChoice.Decision.NONE, "“{}” is back as it was."),
}


Found = CheckedRow | CheckedItem


def title_of(row: Found) -> str:
    title = row.title if isinstance(row, CheckedItem) else row.row["title"]
    return title[:80] or f"row {row.number}"


def of_all(file: ImportFile, request: SignedInRequest, what: str, version: int) -> str:
    """Do to every row what a button below them says, and say so."""
    which: dict[str, Any] = {"file": file, "by": request.user, "version": version}
    if what == "accept-all":
        return f"{counted(services.accept_all(**which), 'row is', 'rows are')} accepted as read."
    count = services.take_all(**which, are_taken=what == "take-all")
    if what == "take-all":
        return f"All that differs is taken from the paper, of {counted(count, 'action')}."
    return "Nothing of what differs is taken."


@requires(Verb.MANAGE_PLAN, ImportFile)
@answers(*POST)
def decide(request: SignedInRequest, file: ImportFile) -> HttpResponse:
    """The buttons beside the rows; which of them was pressed, of which row, is in its value."""
    what_of_all = request.POST.get("do", "")
    if what_of_all in OF_ALL:
        address = reverse("imports:preview", kwargs={"pk": file.pk})
        return press(request, lambda version: of_all(file, request, what_of_all, version), back=address)
    sent = RowButtonForm(request.POST)
    back = reverse("imports:preview", kwargs={"pk": file.pk})
    words = sent.cleaned_data.get("do", "").split() if sent.is_valid() else []
    if not words:
        messages.warning(request, "That form had expired. Press the button again.")
        return redirect(back)
    what, code, version, field = (*words, "")[:4]
    checked = Checked(file) if file.state == ImportFile.State.READ else None
    found: list[Found] = [*checked.rows, *checked.items] if checked else []
    row = next((row for row in found if row.code == code), None)
    show, page = sent.cleaned_data["show"], sent.cleaned_data["page"] or 1
    if show or page > 1:
        back += f"?{query(show, page)}"
    if row is None:
        messages.warning(request, GONE)
        return redirect(back)

    def act(_: int) -> str:
        return done(file, row, request, what, int(version), field)

    return press(request, act, back=f"{back}#{row.anchor}", form=RowButtonForm)


def query(show: str, page: int) -> str:
    return f"show={show if show.isascii() and show.replace('-', '').isalnum() else 'all'}&page={page}"


def done(file: ImportFile, row: Found, request: SignedInRequest, what: str, version: int, field: str) -> str:
    """Do what the button says, and say so."""
    which: dict[str, Any] = {"file": file, "place": row.place, "by": request.user, "version": version}
    if what in DECISIONS:
        decision, sentence = DECISIONS[what]
        services.decide_row(**which, decision=decision)
        return sentence.format(title_of(row))
    if isinstance(row, CheckedItem):
        raise ValidationError(GONE)
    if what in ("another", "same"):
        services.tell_apart(**which, is_another=what == "another")
        return f"“{title_of(row)}” is {'another action' if what == 'another' else 'the action that looks like it'}."
    label = next((one.label for one in row.differences if one.field == field), "")
    if what not in ("take", "keep") or not label:
        raise ValidationError(GONE)
    services.take_difference(**which, field=field, is_taken=what == "take")
    return f"{label} of “{title_of(row)}” {'is taken from the paper' if what == 'take' else 'stays as it is'}."


@requires(Verb.MANAGE_PLAN, ImportFile)
@answers(*FORM)
def correct(request: SignedInRequest, file: ImportFile, row: int) -> HttpResponse:
    """One row: what the paper says beside what is made of it, to be written over."""
    back = reverse("imports:preview", kwargs={"pk": file.pk})
    rows = Checked(file).rows if file.state == ImportFile.State.READ else []
    found = next((one for one in rows if one.number == row), None)
    if found is None:
        messages.warning(request, GONE)
        return redirect(back)
    form = RowForm(request.POST or None, row=found)
    page = (row - 1) // PER_PAGE + 1
    at_row = f"{back}{f'?show=all&page={page}' if page > 1 else ''}#row_{row}"

    def act() -> str:
        choice = services.correct_row(
            file=file,
            place=found.place,
            by=request.user,
            version=form.cleaned_data["version"],
            texts=form.corrections(),
        )
        say_what_became(request, choice, found, Checked(file).rows[row - 1])
        return at_row

    return form_page(
        request,
        form,
        act,
        back=at_row,
        template="imports/row.html",
        theirs=lambda current: {**written(found.raw), **current.corrected} if isinstance(current, RowChoice) else {},
        file=file,
        plan=file.plan,
        row=found,
        cells=(found.raw.get("source") or {}).get("cells") or [],
        date_words=date_in_words(Timing.from_json(found.row["timing"])),
        button="Keep these words",
    )


@requires(Verb.MANAGE_PLAN, ImportFile)
@answers(*FORM)
def correct_item(request: SignedInRequest, file: ImportFile, kind: str, item: int) -> HttpResponse:
    """A priority, milestone, decision or measure of the paper, to be written over."""
    back = reverse("imports:preview", kwargs={"pk": file.pk})
    items = Checked(file).items if file.state == ImportFile.State.READ else []
    found = next((one for one in items if (one.kind, one.number) == (kind, item)), None)
    if found is None:
        messages.warning(request, GONE)
        return redirect(back)
    form = ItemForm(request.POST or None, item=found)

    def act() -> None:
        version = form.cleaned_data["version"]
        services.correct_row(file=file, place=found.place, by=request.user, version=version, texts=form.corrections())
        now = next(one for one in Checked(file).items if one.place == found.place)
        saved = f" Saved as: {now.saved}." if now.saved else ""
        messages.success(
            request, f"“{title_of(now)}” {'is corrected' if now.is_corrected else 'stands as in the paper'}.{saved}"
        )

    return form_page(
        request,
        form,
        act,
        back=f"{back}#{found.anchor}",
        template="imports/item.html",
        theirs=lambda current: form.named(current.corrected) if isinstance(current, RowChoice) else {},
        file=file,
        plan=file.plan,
        item=found,
        heading=HEADINGS[kind],
        cells=[(form.fields[f"text_{number}"].label, form.raw[name]) for number, name in form.names.items()],
        button="Keep these words",
    )


def say_what_became(request: SignedInRequest, choice: RowChoice, before: CheckedRow, row: CheckedRow) -> None:
    """How what was written is understood."""
    if not choice.corrected:
        messages.success(request, f"“{title_of(row)}” stands as in the paper.")
        return
    said = []
    if "date_text" in choice.corrected:
        said.append(f"Its date: {date_in_words(Timing.from_json(row.row['timing']))}.")
    if "owner_text" in choice.corrected:
        names = ", ".join(owner["name"] for owner in row.row["owners"])
        said.append(f"Who: {names}." if names else "Nobody is named.")
    messages.success(request, " ".join([f"“{title_of(row)}” is corrected.", *said]))
