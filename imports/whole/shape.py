"""Which columns of each kind of row stand in an export. What points from row to row is written by name, not number.

Left out are what belongs to an installation and not to a plan: sign-ins, reminders and their links, the audit trail,
issued papers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from actions.models.fields import TimingField
from actions.timing import Timing
from actions.timing_value import KINDS
from plans.models import HEADER, RULES, Election
from plans.sections import SECTIONS
from plans.services.kept import plain
from surveys.models import Question

SCHEMA = 1
PLAN = (
    "title", "slug", "kind", "first_year", "last_year", "status", "adopted_on", "adopted_by", "closed_on", "stands_on",
    "partnership",
    "cycle", "roll_up", "measures_driven_by", *HEADER,
)  # fmt: skip
RULE = tuple(RULES)
COUNCIL = ("name", "colour", "nation")
OFFICER = ("name", "post", "email", "also_known_as")
DECLARATION = ("rag", "reason", "by_name", "on")
ACTION = (
    "reference", "title", "section", "method", "position", "timing", "date_set_by", "added_on", "dropped_on", "quiet_until",
    "quiet_because", "exempt", "source", "source_key",
)  # fmt: skip
ASSIGNMENT = ("as_written", "part", "note", "is_accountable")
OCCURRENCE = (
    "label", "due", "first_due", "delivered_on", "delivered_by", "is_milestone", "shift", "missed_on", "missed_by", "missed_because",
)  # fmt: skip
UPDATE = (
    "rag", "forecast", "done", "next_steps", "explanation", "recovery", "recovery_by", "better_because", "exempt", "evidence",
    "by_name", "on", "source",
)  # fmt: skip
DATE_CHANGE = (
    "and_later", "follows", "label", "before", "after", "days", "reason", "by_name", "on", "approved_by", "days_to_close",
)  # fmt: skip
DATE_REQUEST = ("and_later", "timing", "reason", "by_name", "on", "decided_on", "decided_by", "is_approved", "answer")
QUESTION_ASKED = ("text", "asked_of", "by_name", "on", "withdrawn_on")
COMMENT = ("text", "told", "by_name", "on")
ANSWER = ("text", "by_name", "on")
READING = ("period", "value", "numerator", "base", "is_confirmed", "published", "comment", "by_name", "on")
SURVEY = ("title", "opens_on", "held_on", "wave", "is_provisional", "method", "ways", "is_self_selected")
QUESTION = ("text", "position", "kind", "answers", "counts_dont_know")
RESULT = ("way", "yes", "no", "dont_know", "tally", "by_name", "on")
FED_BACK = ("to", "on", "how")
MEETING = ("body", "date", "uid")
BRIEF = (
    "title", "kind", "state", "state_on", "requested_by", "source", "evidence", "aims", "objectives", "outcomes", "insight", "needs",
    "strategy", "messages", "implementation", "starts_on", "ends_on", "budget", "resources", "scoring", "team", "hours",
    "is_proactive", "is_controversial", "advice",
)  # fmt: skip
BRIEF_STEP = ("round", "number", "step", "before", "after", "words", "facts", "by_name", "part", "on")
CAMPAIGN = ("title", "team", "starts_on", "ends_on", "budget", "hours", "is_proactive", "lessons", "finished_on")
SPENDING = ("what", "amount", "on", "by_name")
FINDING = ("level", "expected", "found")
ACTIVITY = ("hours", "publicity")
CLEARANCE = ("way", "publicity", "earliest", "latest", "label", "who", "post", "reason", "by_name", "on")
TAKEN_BACK = ("reason", "by_name", "on")
DISPLACEMENT = ("was_due", "due", "reason", "by_name", "on", "approved_by", "done_on", "told")
ELECTION = ("name", "notice_date", "polling_day", "kind", "wards")
# Sections whose rows stand by themselves, at the top of the export; the others stand under their priority.
LOOSE = tuple(key for key in SECTIONS if key not in ("priorities", "milestones", "decisions", "measures"))

LATER = ("channels",)  # sections that the first exports did not have
EARLIEST, LATEST = 1900, 2200  # beyond, days can no more be counted on

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
    return {name: value_of(field, data[name]) for name, field in fields.items()}


def rest_of_election(data: dict[str, Any]) -> dict[str, Any]:
    """What is kept of an election besides its name and day. Exports from before kinds were kept have neither kind nor wards.

    Raises:
        ValueError: it is of no kind there is, or names more wards than fit.
    """
    facts = taken(Election, data, ("notice_date", "kind", "wards"))
    wards: Any = Election._meta.get_field("wards")
    if facts.get("kind", Election.Kind.LOCAL) not in Election.Kind.values:
        raise ValueError("no kind of election")
    if len(facts.get("wards") or "") > wards.max_length:
        raise ValueError("no wards")
    return facts


def value_of(field: Any, data: Any) -> Any:
    """A value as its column holds it.

    Raises:
        ValueError, TypeError, ValidationError: it is of another kind, or a day that is none of ours.
    """
    value = field.to_python(data)
    if isinstance(field, TimingField):
        check_timing(value)
    elif isinstance(field, models.JSONField):
        CHECKS[field.name](value)
    elif isinstance(value, date):
        check_day(value)
    return value


def check_timing(timing: Any) -> None:
    """Raises ValueError where it is no date of a council: every page that shows it would fail."""
    if not isinstance(timing, Timing) or timing.kind not in KINDS:
        raise ValueError("no date")
    anchor = timing.anchor
    texts = [timing.as_written, timing.note, timing.label, timing.recurrence or "", anchor.body if anchor else ""]
    if not all(isinstance(text, str) for text in texts) or (anchor and anchor.direction not in ("before", "after")):
        raise ValueError("no date")
    if anchor and not isinstance(anchor.days, int | None):
        raise ValueError("no date")
    for day in (timing.earliest, timing.latest, anchor.date if anchor else None):
        if day:
            check_day(day)
    for part in timing.parts:
        check_timing(part)


def check_day(day: date) -> None:
    if not EARLIEST <= day.year <= LATEST:
        raise ValueError("no day")


def check_source(source: Any) -> None:
    """Raises ValueError where it is not what an action keeps of the paper, or of last year's action."""
    texts = ("file", "reference", "title", "section", "method", "date_text", "owner_text", "progress", "rag_text")
    if not isinstance(source, dict) or not isinstance(source.get("follows"), int | None):
        raise ValueError("no source")
    if not all(isinstance(source.get(name) or "", str) for name in texts):
        raise ValueError("no source")


def check_spellings(spellings: Any) -> None:
    if not isinstance(spellings, list) or not all(isinstance(words, str) for words in spellings):
        raise ValueError("no spellings")


def check_answers(answers: Any) -> None:
    """Raises ValueError where they are no answers of a question, each with what it says of a measure."""
    if not isinstance(answers, list) or not all(isinstance(one, list) and len(one) == 2 for one in answers):
        raise ValueError("no answers")
    if not all(isinstance(text, str) and says in Question.SAYS for text, says in answers):
        raise ValueError("no answers")


def check_tally(tally: Any) -> None:
    if not isinstance(tally, dict) or not all(type(count) is int and count >= 0 for count in tally.values()):
        raise ValueError("no counts")


def check_facts(facts: Any) -> None:
    if not isinstance(facts, dict) or not all(isinstance(words, str) for words in facts.values()):
        raise ValueError("no facts")


CHECKS = {
    "needs": check_spellings, "facts": check_facts, "source": check_source, "also_known_as": check_spellings,
    "ways": check_spellings, "answers": check_answers,
    "tally": check_tally,
}  # fmt: skip


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
