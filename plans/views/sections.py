"""A section of a plan as a table that is edited in place: add, edit, order, remove, undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from people.answering import press
from people.conflict import both_texts
from people.forms import EditForm, OneTimeForm
from people.models import AuditEvent, StaleVersionError
from people.once import once
from people.permissions import FORM, POST, SAFE, Verb, answers, requires
from people.requests import SignedInRequest, number_in
from people.takeaway import taken_away
from plans import services
from plans.forms import RowForm
from plans.models import Plan, PlanRow
from plans.sections import SECTIONS, Section, as_listed, in_words
from plans.services.kept import named_on
from plans.services.rows import last_change

ALIKE = ("audience",)
FILTERED_FROM = 9  # rows; a shorter table is read at a glance


def page_of(plan: Plan, section: Section, *, done: int = 0, at: str = "") -> str:
    """The section's page; `done` is the event that can be undone there, `at` the row to go on at."""
    address = reverse("plans:section", kwargs={"slug": plan.slug, "section": section.key})
    return f"{address}{f'?done={done}' if done else ''}{f'#{at}' if at else ''}"


def section_of(key: str) -> Section:
    if key not in SECTIONS:
        raise Http404
    return SECTIONS[key]


def row_of(plan: Plan, section: Section, pk: int) -> PlanRow:
    return get_object_or_404(section.model, plan=plan, pk=pk)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*FORM)
def section(request: SignedInRequest, plan: Plan, section: str) -> HttpResponse:
    """The section's table, with the form that adds a row below it. `?edit=` opens a row, `?q=` narrows the table."""
    found = section_of(section)
    form = RowForm(request.POST or None, section=found, plan=plan, initial=chosen_before(request, found))
    if form.is_valid():

        def act() -> str:
            event = services.add_row(model=found.model, plan=plan, by=request.user, **form.facts())
            like = "".join(f"&{name}={value}" for name, value in chosen(form).items())
            return f"{page_of(plan, found, done=event.pk)}{like}#add"

        try:
            return once(request, form.token, act)
        except ValidationError as refusal:
            form.take_errors(refusal)
    return section_page(request, plan, found, form=form if request.method == "POST" else None)


def chosen(form: RowForm) -> dict[str, Any]:
    """What the next row is likely to share: the audience. An objective or a priority is chosen anew each time, as a
    wrong link looks right."""
    return {name: form.data[name] for name in ALIKE if form.data.get(name, "").isdecimal()}


def chosen_before(request: SignedInRequest, section: Section) -> dict[str, Any]:
    """What the address says is to be chosen in the form that adds a row."""
    named = (column.name for column in section.columns if column.is_relation or column.choices)
    return {name: request.GET[name] for name in named if request.GET.get(name, "").replace("_", "").isalnum()}


def query_of(request: SignedInRequest) -> str:
    """What the table is narrowed down to; empty for all of it."""
    return " ".join(request.GET.get("q", "").split())[:100]


def section_page(
    request: SignedInRequest,
    plan: Plan,
    section: Section,
    *,
    form: RowForm | None = None,
    opened: RowForm | None = None,
) -> HttpResponse:
    """The page, with what was filled in where a form was refused. `opened` is the form of the row being edited."""
    query = query_of(request)
    rows = list(section.rows(plan))
    columns = filled(section, rows)
    edited = opened.row.pk if opened and opened.row else number_in(request.GET.get("edit"))
    lines = [
        {
            "row": row,
            "cells": [(column.verbose_name, as_listed(row, column)) for column in columns],
            "is_first": number == 0,
            "is_last": number == len(rows) - 1,
            "form": (opened or RowForm(section=section, plan=plan, row=row)) if row.pk == edited else None,
        }
        for number, row in enumerate(rows)
    ]
    if query:
        lines = [
            line
            for line in lines
            if line["form"] or query.casefold() in " ".join(t for _, t in line["cells"]).casefold()
        ]
    refused = next((one for one in (opened, form) if one is not None and one.errors), None)
    done = last_change(plan, section.model, request.user, number_in(request.GET.get("done")))
    page = {
        "plan": plan,
        "section": section,
        "columns": columns,
        "lines": lines,
        "count": len(rows),
        "query": query,
        "is_filtered": bool(query) or len(rows) >= FILTERED_FROM,
        "new": form or RowForm(section=section, plan=plan, initial=chosen_before(request, section)),
        "form": refused,
        "button_form": OneTimeForm(auto_id=False),
        "done": done,
        "named_on": named_on(done.undo) if done else "",
        "beside": next_to(section),
    }
    return render(request, "plans/section.html", page, status=400 if refused else 200)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*SAFE)
def section_file(request: SignedInRequest, plan: Plan, section: str, kind: str) -> HttpResponse:
    """The section's rows as CSV or Excel, every column of them; narrowed down as the page is."""
    found = section_of(section)
    query = query_of(request)
    lines = [[as_listed(row, column) for column in found.columns] for row in found.rows(plan)]
    lines = [line for line in lines if query.casefold() in " ".join(line).casefold()]
    return taken_away(kind, [[column.verbose_name for column in found.columns], *lines], f"{plan.title} {found.title}")


def filled(section: Section, rows: list[PlanRow]) -> list[Any]:
    """The columns of the table: not those that say nothing in any row."""
    columns = section.listed_columns
    used = [column for column in columns if any(in_words(row, column) for row in rows)]
    return used if rows else columns


def next_to(section: Section) -> tuple[Section | None, Section | None]:
    """The sections before and after."""
    order = [*SECTIONS.values()]
    place = order.index(section)
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*POST)
def row(request: SignedInRequest, plan: Plan, section: str, row: int) -> HttpResponse:
    """Save a row that was opened in its place."""
    found = section_of(section)
    standing = row_of(plan, found, row)
    form = RowForm(request.POST, section=found, plan=plan, row=standing)
    if form.is_valid():

        def act() -> str:
            event = services.edit_row(
                row=standing, by=request.user, version=form.cleaned_data["version"], **form.facts()
            )
            return page_of(plan, found, done=event.pk, at=f"row-{row}")

        try:
            return once(request, form.token, act)
        except StaleVersionError as stale:
            theirs = {column.name: getattr(stale.current, column.name) for column in found.columns}
            return both_texts(request, form, stale.current, theirs, back=page_of(plan, found))
        except ValidationError as refusal:
            form.take_errors(refusal)
    return section_page(request, plan, found, opened=form)


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*POST)
def move(request: SignedInRequest, plan: Plan, section: str, row: int) -> HttpResponse:
    """Move a row one place up or down."""
    found = section_of(section)
    standing = row_of(plan, found, row)
    up = request.POST.get("to") == "up"

    def act(version: int) -> AuditEvent:
        return services.move_row(row=standing, by=request.user, version=version, up=up)

    return pressed(request, plan, found, act, at=f"{'up' if up else 'down'}-{row}")


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*POST)
def remove(request: SignedInRequest, plan: Plan, section: str, row: int) -> HttpResponse:
    found = section_of(section)
    standing = row_of(plan, found, row)
    return pressed(
        request, plan, found, lambda version: services.remove_row(row=standing, by=request.user, version=version)
    )


def pressed(request: SignedInRequest, plan: Plan, section: Section, act: Any, *, at: str = "") -> HttpResponse:
    """A button of a row: what it did can be undone on the page it leads to."""
    form = EditForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "That form had expired. Press the button again.")
        return redirect(page_of(plan, section))
    try:
        return once(
            request,
            form.token,
            lambda: page_of(plan, section, done=act(form.cleaned_data["version"]).pk, at=at),
        )
    except StaleVersionError as stale:
        messages.warning(
            request, f"Somebody saved “{stale.current}” meanwhile. Look at it again, then press once more."
        )
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect(page_of(plan, section))


@requires(Verb.MANAGE_PLAN, Plan, by="slug")
@answers(*POST)
def undo(request: SignedInRequest, plan: Plan, section: str) -> HttpResponse:
    """Undo what this person has just done to a row."""
    found = section_of(section)
    change = last_change(plan, found.model, request.user, number_in(request.POST.get("event")))

    def act(version: int) -> str:
        if change is None:
            raise ValidationError("There is nothing of yours here that could be undone.")
        return services.undo(event=change, by=request.user, plan=plan)

    return press(request, act, back=page_of(plan, found), form=OneTimeForm)
