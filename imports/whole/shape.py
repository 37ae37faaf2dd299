"""Which columns of each kind of row stand in an export. What points from row to row is written by name, not number.

Left out are what belongs to an installation and not to a plan: sign-ins, reminders and their links, the audit trail,
issued papers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from plans.models import HEADER, RULES
from plans.sections import SECTIONS
from plans.services.kept import plain

SCHEMA = 1
PLAN = (
    "title", "slug", "kind", "first_year", "last_year", "status", "adopted_on", "adopted_by", "closed_on", "partnership",
    "cycle", "roll_up", "measures_driven_by", *HEADER,
)  # fmt: skip
RULE = tuple(RULES)
COUNCIL = ("name", "colour", "nation")
OFFICER = ("name", "post", "email")
DECLARATION = ("rag", "reason", "by_name", "on")
ACTION = (
    "reference", "title", "section", "method", "position", "timing", "date_set_by", "added_on", "dropped_on", "quiet_until",
    "quiet_because", "source", "source_key",
)  # fmt: skip
ASSIGNMENT = ("as_written", "part", "note", "is_accountable")
OCCURRENCE = (
    "label", "due", "first_due", "delivered_on", "delivered_by", "is_milestone", "shift", "missed_on", "missed_by", "missed_because",
)  # fmt: skip
UPDATE = (
    "rag", "forecast", "done", "next_steps", "explanation", "recovery", "recovery_by", "better_because", "by_name", "on", "source",
)  # fmt: skip
DATE_CHANGE = (
    "and_later", "follows", "label", "before", "after", "days", "reason", "by_name", "on", "approved_by", "days_to_close",
)  # fmt: skip
DATE_REQUEST = ("and_later", "timing", "reason", "by_name", "on", "decided_on", "decided_by", "is_approved", "answer")
SURVEY = ("title", "held_on", "is_provisional")
QUESTION = ("text", "counts_dont_know")
RESULT = ("yes", "no", "dont_know", "by_name", "on")
MEETING = ("body", "date", "uid")
ELECTION = ("name", "notice_date", "polling_day")
# Sections whose rows stand by themselves, at the top of the export; the others stand under their priority.
LOOSE = tuple(key for key in SECTIONS if key not in ("priorities", "milestones", "decisions", "measures"))

FOR_AUDIENCES = ("objectives", "key_messages", "measures")


def columns(key: str) -> tuple[str, ...]:
    """The plain columns of a section: all but those that point to another row."""
    return tuple(column.name for column in SECTIONS[key].columns if not column.is_relation)


def out(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """The columns of a row as JSON can hold them; dates in ISO form, amounts as text."""
    return {name: plain(getattr(row, name)) for name in names}


def taken(model: type[models.Model], data: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The columns of a row as they are read from JSON; one that is missing keeps its default."""
    fields = {name: model._meta.get_field(name) for name in names if name in data}
    return {name: field.to_python(data[name]) for name, field in fields.items()}  # type: ignore[union-attr]


def made(row: Any) -> Any:
    """The row saved, once its own columns are of the kind and length they must be.

    Raises:
        ValidationError: they are not.
    """
    pointers = {field.name for field in row._meta.concrete_fields if field.is_relation}
    timings = {field.name for field in row._meta.concrete_fields if isinstance(field, models.JSONField)}
    try:
        row.clean_fields(exclude=pointers | timings)
    except ValidationError as fault:
        words = "; ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in fault.message_dict.items())
        raise ValidationError(f"A {row._meta.verbose_name} of the file cannot be taken in. {words}") from None
    row.save(force_insert=True)
    return row
