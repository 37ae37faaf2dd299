"""A rated action as plain data, with its words, owners, dates and colours."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.models import ActionDeclaration, DateChange, DateRequest, Occurrence, ProgressUpdate
from actions.rated import RatedAction
from plans.models import Declaration


def action_data(row: RatedAction) -> dict[str, Any]:
    """One action with its words, owners and the three colours."""
    action, due = row.action, row.next_occurrence
    return {
        "id": action.pk,
        "reference": action.reference,
        "section": action.section,
        "title": action.title,
        "dropped": action.dropped_on is not None and action.dropped_on <= row.on,
        "audiences": row.audiences,
        "date_text": action.timing.as_written,
        "date_words": action.timing.describe(),
        "due": row.due.isoformat() if row.due else None,
        "due_label": due.label if due else "",
        "originally": row.originally,
        "method": action.method,
        "exempt": action.exempt,
        "owners": [
            {
                "name": a.name,
                "part": a.get_part_display(),
                "accountable": a.is_accountable,
                "named": a.officer_id is not None,
                "note": a.note,
            }
            for a in row.assignments
        ],
        "declared": row.rating.declared,
        "proposed": row.rating.proposed,
        "rating": row.rating.rating,
        "declaration": kept_back(declaration_data(row.ruling), row, row.ruling.on if row.ruling else None),
        "reasons": row.rating.reasons,
        "asked": kept_back(asked_data(row.asked), row, row.asked.on if row.asked else None),
        "moves": [
            kept_back(move_data(change), row, change.on)
            for change in row.changes
            if change.on <= row.on and not change.and_later
        ],
        "delivered": [
            {"label": o.label, "due": o.due.isoformat(), "on": o.delivered_on.isoformat()}
            for o in row.occurrences
            if o.delivered_on is not None and o.delivered_on <= row.on
        ],
        "missed": [
            kept_back(missed_data(o), row, o.missed_on)
            for o in row.occurrences
            if o.missed_on is not None and o.missed_on <= row.on
        ],
        "update": update_data(row.update),
        "actions": [action_data(sub) for sub in row.sub_actions],
    }


def kept_back(data: Any, row: RatedAction, day: date | None) -> Any:
    """The same, marked with the paragraph by which its reason is exempt, if it is: it was written while what was said of
    the action was."""
    mark = row.exempt_at(day) if data and day else ""
    return data | {"exempt": mark} if mark else data


def missed_data(o: Occurrence) -> dict[str, Any]:
    on = o.missed_on.isoformat() if o.missed_on else ""
    return {"label": o.label, "due": o.due.isoformat(), "on": on, "because": o.missed_because}


def asked_data(request: DateRequest | None) -> dict[str, Any] | None:
    """A date that was asked for and not decided yet."""
    return (
        {"to": request.timing.as_written, "reason": request.reason, "on": request.on.isoformat()} if request else None
    )


def move_data(change: DateChange) -> dict[str, Any]:
    """One row of the slip ledger; `follows`: it moved with what it hangs on."""
    return {
        "label": change.label,
        "from": change.before.as_written,
        "to": change.after.as_written,
        "reason": change.reason,
        "on": change.on.isoformat(),
        "follows": change.follows,
    }


def update_data(update: ProgressUpdate | None) -> dict[str, Any] | None:
    if update is None:
        return None
    words = (
        "rag",
        "done",
        "next_steps",
        "explanation",
        "recovery",
        "recovery_by",
        "better_because",
        "forecast",
        "exempt",
    )
    data = {name: getattr(update, name) for name in words}
    return {**data, "rag": update.rag or None, "by": said_by(update), "on": update.on.isoformat()}


def said_by(update: ProgressUpdate) -> str:
    """Who posted it; nobody where the words were taken from a paper."""
    return "" if update.source == ProgressUpdate.Source.IMPORT else update.by_name


def declaration_data(declaration: Declaration | ActionDeclaration | None) -> dict[str, Any] | None:
    if declaration is None:
        return None
    return {
        "rag": declaration.rag,
        "reason": declaration.reason,
        "by": declaration.by_name,
        "on": declaration.on.isoformat(),
    }
