"""What the pages of a file show: its rows, filtered and paged, with who they will be given to; and what an import made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator

from actions.models import Action, Assignment, Milestone
from actions.timing import Timing
from imports.checking import CHANGED, LEFT_OUT, NEW, STATES, Checked, CheckedRow
from imports.corrections import headings
from imports.date_words import date_in_words
from imports.footprint import ids
from imports.kinds import HEADINGS
from imports.models import ImportFile
from imports.services.undo import UNDID
from imports.vocabulary import FIELDS
from imports.who import LEAVE, Names, names_of, set_dates_by
from people.models import AuditEvent, Officer
from plans.models import Audience, Decision, Priority
from surveys.models import Measure

PER_PAGE = 100
FIRST_SHOWN = 15  # of the rows to look at, and of those that have changed, on top of the page
MADE = (
    (Priority, "Priorities"),
    (Milestone, "Key milestones"),
    (Decision, "Key decisions"),
    (Measure, "Measures"),
    (Audience, "Audiences"),
    (Officer, "Officers"),
)
SKIPPED_SHOWN = 100
LISTED = 200  # of what an import made
LOOK = "look"


def preview_page(checked: Checked, asked: Mapping[str, str], today: date) -> dict[str, Any]:
    """Everything the preview shows. The question in the address (`show`, `page`) is whoever's: what it does not know
    is the whole, from the first page."""
    names = names_of(checked)
    shown = {LOOK: checked.to_look_at, **{state: checked.of_state(state) for state in STATES}}
    show = asked.get("show", "")
    rows = shown.get(show, checked.rows)
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page"))
    is_first = show not in shown and page.number == 1
    return {
        "file": checked.file,
        "plan": checked.plan,
        **undone_page(checked.file),
        "preview": checked.file.preview,
        "checked": checked,
        "counts": checked.counts,
        "to_import": checked.counts[NEW],
        "kept_count": len(checked.kept),
        "left_out_count": checked.counts[LEFT_OUT],
        "show": show if show in shown else "all",
        "filters": filters(checked, shown, show),
        "page": page,
        "sections": sections(checked, list(page.object_list), names),
        "section_counts": section_counts(checked),
        "skipped": checked.file.preview["skipped"][:SKIPPED_SHOWN],
        "skipped_more": len(checked.file.preview["skipped"]) - SKIPPED_SHOWN,
        "look": [shown_row(row, names) for row in checked.to_look_at[:FIRST_SHOWN]] if is_first else [],
        "look_more": len(checked.to_look_at) - FIRST_SHOWN,
        "changed": [shown_row(row, names) for row in shown[CHANGED][:FIRST_SHOWN]] if is_first else [],
        "changed_more": len(shown[CHANGED]) - FIRST_SHOWN,
        "kinds": kinds_of(checked),
        "gone": checked.gone[:LISTED],
        "gone_more": len(checked.gone) - LISTED,
        "names": names.told(),
        "has_sections": any(row.row["section"] for row in checked.kept),
        "sections_are_priorities": bool(checked.file.answers.get("sections_are_priorities")),
        "set_dates_by": set_dates_by(checked, today),
        "undated": sum(
            not Timing.from_json(row.row["timing"]).is_dated and row.stands_at not in checked.groups
            for row in checked.of_state(NEW)
        ),
        "columns": [(heading, field_words(field)) for heading, field in headings(checked.file.preview).items()],
        "remembered": [(heading, field_words(field)) for heading, field in checked.file.remembered.items()],
    }


def field_words(field: str) -> str:
    """What a column is read as; "" where it is kept beside the action."""
    return FIELDS.get(field, "") if field else ""


def kinds_of(checked: Checked) -> list[dict[str, Any]]:
    """What the paper holds besides its actions, kind by kind."""
    found = {kind: [item for item in checked.items if item.kind == kind] for kind in HEADINGS}
    return [
        {
            "key": kind,
            "heading": HEADINGS[kind],
            "items": items,
            "kept_count": sum(not item.is_left_out for item in items),
        }
        for kind, items in found.items()
        if items
    ]


def filters(checked: Checked, shown: Mapping[str, list[CheckedRow]], show: str) -> list[dict[str, Any]]:
    """The ways to look at the rows, each with how many it has; those without any are left out."""
    words = {"all": "All", LOOK: "To look at", **STATES}
    counts = {"all": len(checked.rows), **{key: len(rows) for key, rows in shown.items()}}
    current = show if show in shown else "all"
    return [
        {"key": key, "words": words[key], "count": counts[key], "is_current": key == current}
        for key in words
        if counts[key] or key in ("all", current)
    ]


def section_counts(checked: Checked) -> list[tuple[str, int]]:
    """How many actions each section has, without those that are left out."""
    found: dict[str, int] = {}
    for row in checked.kept:
        found[row.row["section"]] = found.get(row.row["section"], 0) + 1
    return [(section, count) for section, count in found.items() if section]


def sections(checked: Checked, rows: list[CheckedRow], names: Names) -> list[dict[str, Any]]:
    """The rows by section, in the order of the paper."""
    colours = {section["title"]: section["rag"] for section in checked.file.preview["sections"]}
    return [
        {"title": title, "rag": colours.get(title), "rows": [shown_row(row, names) for row in group]}
        for title, group in groupby(rows, key=lambda row: row.row["section"])
    ]


def shown_row(row: CheckedRow, names: Names) -> dict[str, Any]:
    """A row with how its date is understood and who it is given to."""
    timing = Timing.from_json(row.row["timing"])
    return {
        "row": row,
        "date_words": date_in_words(timing),
        "date_note": timing.note,
        "owners": owners_in_words(row, names),
        "owner_text": row.raw.get("owner_text") or ", ".join(owner["name"] for owner in row.raw["owners"]),
        "cells": (row.raw.get("source") or {}).get("cells") or [],
    }


def owners_in_words(row: CheckedRow, names: Names) -> list[str]:
    """ "Jane Clarke, accountable, prepares"; a name nobody is found for is said to be kept as words."""
    said = []
    named = False
    for owner in row.row["owners"]:
        part = owner["part"].partition(" ")[0]
        is_kept = names.answer(owner["name"]) == LEAVE
        is_first = not named and not is_kept and part != Assignment.Part.CONSULTED
        named = named or is_first
        words = [owner["name"]]
        if is_first:
            words.append("accountable")
        if owner["part"] and owner["part"] != "accountable":
            words.append("is consulted" if part == Assignment.Part.CONSULTED else owner["part"])
        if is_kept:
            words.append("to be named")
        said.append(", ".join(words))
    return said


def undone_page(file: ImportFile) -> dict[str, Any]:
    """That the file was imported before and the import undone, if it was: when, by whom, and what is left of it."""
    events = AuditEvent.objects.filter(kind=ImportFile._meta.model_name, object_id=file.pk, verb=UNDID)
    event = events.order_by("-pk").first()
    return {"undone": event, "left": event.after.get("left") if event else None}


def made_page(file: ImportFile) -> dict[str, Any]:
    """What an import made and changed, as it stands now."""
    footprint = file.footprint
    if footprint is None:
        return {"made": [], "can_undo": False}
    actions = Action.objects.filter(pk__in=ids(footprint, Action)).in_order()
    changed = {pk for label, pk, *_ in footprint["changed"] if label == Action._meta.label}
    return {
        "can_undo": True,
        "made": list(actions[:LISTED]),
        "made_count": len(ids(footprint, Action)),
        "made_more": len(ids(footprint, Action)) - LISTED,
        "changed": list(Action.objects.filter(pk__in=changed).in_order()[:LISTED]),
        "besides": [(words, names_made(model, footprint)) for model, words in MADE if ids(footprint, model)],
    }


def names_made(model: Any, footprint: dict[str, Any]) -> str:
    return "; ".join(str(row) for row in model._base_manager.filter(pk__in=ids(footprint, model)[:LISTED]))
