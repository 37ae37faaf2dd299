"""What an audit event says, in words: field by field, what stood and what stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from people.audit import EVENT, REDACTED
from people.models import AuditEvent

OURS = ("people", "plans", "actions", "surveys", "campaigns", "reports", "imports")


@dataclass(frozen=True)
class Detail:
    field: str
    before: str
    after: str

    def __str__(self) -> str:
        stood = f"{self.before} → " if self.before else ""
        return f"{self.field}: {stood}{self.after or '(blank)'}"


def details_of(event: AuditEvent) -> list[Detail]:
    """Every field that differs, in the order it was told."""
    if event.kind == EVENT and event.verb == REDACTED:
        return [Detail("Events", "", ", ".join(event.after.get("events", ())))]
    names = dict.fromkeys([*event.before, *event.after])
    return [
        Detail(label_of(event.kind, name), words(event.before.get(name)), words(event.after.get(name)))
        for name in names
    ]


def words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(words, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {words(one)}" for name, one in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def label_of(kind: str, name: str) -> str:
    """What a field is called where it is edited."""
    model = models_by_kind().get(kind)
    try:
        called = str(getattr(model and model._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        called = name
    called = called.replace("_", " ")
    return called[:1].upper() + called[1:]


def kind_of(event: AuditEvent) -> str:
    """What kind of thing it is of."""
    model = models_by_kind().get(event.kind)
    return str(model._meta.verbose_name) if model else ""


@cache
def models_by_kind() -> dict[str, type[models.Model]]:
    return {model._meta.model_name or "": model for model in apps.get_models() if model._meta.app_label in OURS}


HEADINGS = ("When", "Who", "What was done", "To what", "Which", "Council", "From, to", "Event", "Request")


def lines(events: models.QuerySet[AuditEvent]) -> Iterator[tuple[Any, ...]]:
    """The same as a file: a heading, then a line an event, read a few hundred at a time."""
    yield HEADINGS
    for event in events.iterator(chunk_size=500):
        yield (
            event.at, event.actor_name, event.verb, kind_of(event), event.label, event.organisation,
            "; ".join(map(str, details_of(event))), event.pk, event.request_id,
        )  # fmt: skip
