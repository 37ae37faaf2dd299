"""Taking what a newer paper says of an action that is there already: each chosen difference as its own kind of change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from actions.models import Action, ProgressUpdate
from actions.services.dates import retime_action
from actions.services.naming import Owner, name_owners
from actions.services.structure import Known, facts
from actions.timing import Timing
from imports.checking import CheckedRow
from people import audit
from people.models import User

PAPER = "From the paper"
TEXTS = {"reference": 20, "title": 1000, "section": 200, "method": None}
# What of the row as read each difference is about, so that the same paper is no news the next time.
READ_AS = {
    "date": ("date_text", "timing"),
    "owners": ("owners", "owner_text"),
    "progress": ("progress", "rag", "rag_text"),
}


def take_differences(
    action: Action,
    row: CheckedRow,
    *,
    owners: Collection[Owner],
    known: Known,
    source: str,
    reason: str,
    by: User,
    on: date,
) -> None:
    """Change the action in what was chosen of its differences. A date moves as any date does: with a reason, the first
    agreed one kept, or asked for where the plan's allowance is used up.

    Raises:
        ValidationError: the date cannot be moved; the sentence names the action.
    """
    fields = {one.field for one in row.taken}
    before = facts(action)
    new = row.row
    changes: dict[str, Any] = {
        name: new[name][:length] for name, length in TEXTS.items() if name in fields
    } | source_after(action, row, fields, source)
    action.save_from(action.version, **changes)
    if "audiences" in fields:
        action.audiences.set(known.audiences_named([name[:120] for name in new["audiences"]]))
    if "owners" in fields:
        action.assignments.all().delete()
        name_owners(action=action, owners=owners, by=by)
    if "progress" in fields:
        ProgressUpdate.objects.create(
            action=action,
            rag=new["rag"] or "",
            done=new["progress"].strip(),
            by=by,
            by_name=PAPER,
            on=on,
            source=ProgressUpdate.Source.IMPORT,
        )
    audit.record(
        "took from a paper",
        action,
        by=by,
        organisation=action.plan.organisation,
        before=before,
        after=facts(action) | {"file": source},
    )
    if "date" in fields:
        move(action, Timing.from_json(new["timing"]), reason, by, on)


def move(action: Action, timing: Timing, reason: str, by: User, on: date) -> None:
    try:
        retime_action(action=action, by=by, version=action.version, timing=timing, reason=reason, on=on)
    except ValidationError as refusal:
        raise ValidationError(f"“{action.title[:80]}”: {' '.join(refusal.messages)}") from None
    except PermissionDenied as refusal:
        raise ValidationError(f"The date of “{action.title[:80]}” cannot be moved. {refusal}") from None


def source_after(action: Action, row: CheckedRow, fields: set[str], source: str) -> dict[str, Any]:
    """What the action keeps of its paper: all of the new row if all of it is taken, else what is taken of it."""
    if len(row.taken) == len(row.differences):
        return {"source": {"file": source, **row.raw}, "source_key": row.key}
    if not row.action or not row.action.paper:
        return {}
    names = [name for one in fields for name in READ_AS.get(one, (one,))]
    return {"source": {**action.source, **{name: row.raw[name] for name in names if name in row.raw}}}
