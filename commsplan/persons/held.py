"""Every row of every table in which a person stands, or that hangs on their sign-in or officers. Changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models

from commsplan.persons.who import Person
from people.models import AuditEvent, Officer, Organisation, User
from people.models.mail import SET_PASSWORD
from reports.models import ClosedPeriod, FrozenColour, Issue, IssuedFile, Snapshot, Withdrawal

# The public record: what councillors were given stays as they were given it, and says whom it names.
FROZEN = (Snapshot, ClosedPeriod, FrozenColour, Issue, IssuedFile, Withdrawal)
SECRET = ("password", "session_data", "session_key", "token", "key", "token_sha256", "data", "digest")
NOT_TEXT = (models.SlugField, models.FileField, models.UUIDField)
HIDDEN = "(not shown: it is a key)"
FURTHEST = 5  # foreign keys between a row and its council


@dataclass(frozen=True)
class Found:
    """A row. `why`: some of "address", "name", and "theirs" for one that hangs on their sign-in or officers."""

    model: type[models.Model]
    pk: Any
    why: frozenset[str]

    @property
    def is_theirs(self) -> bool:
        return "theirs" in self.why

    @property
    def is_frozen(self) -> bool:
        return self.model in FROZEN


def every_model() -> list[type[models.Model]]:
    """All tables there are, links between others included."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


@cache
def text_fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """The columns in which words may stand: not those of which the code knows every value."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not isinstance(field, NOT_TEXT)
        and not field.choices
        and not field.is_relation
        and model is not Session
    )


@cache
def links(model: type[models.Model]) -> tuple[tuple[str, type[models.Model]], ...]:
    """(column, User or Officer) of what points to a person."""
    return tuple(
        (field.attname, field.related_model)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in (User, Officer)
    )


@cache
def way_to_council(model: type[models.Model]) -> str | None:
    """The look-up from a row to its council by the shortest way that leads over no sign-in; None where there is none."""
    if model is Organisation:
        return "pk"
    ways: list[tuple[type[models.Model], tuple[str, ...]]] = [(model, ())]
    for here, path in ways:
        for field in here._meta.concrete_fields:
            there = field.related_model
            if not field.is_relation or there is User or not isinstance(there, type) or len(path) >= FURTHEST:
                continue
            if there is Organisation:
                return "__".join((*path, field.name))
            ways.append((there, (*path, field.name)))
    return None


def plain(value: Any) -> Any:
    """A column's value as the words are looked for in it: a date as councils write it is JSON with its words."""
    return value.as_json() if hasattr(value, "as_json") else value


def rows_of(person: Person, model: type[models.Model]) -> Iterator[Found]:
    """The rows of one table. It is read whole, a few hundred rows at a time: no database finds words in JSON alike."""
    if model is Session:
        yield from ([] if person.councils is not None else sessions_of(person))
        return
    rows = model._base_manager.order_by("pk")
    if person.councils is not None:
        if model is User:
            rows = rows.filter(memberships__organisation__in=person.council_ids).distinct()
        elif way := way_to_council(model):
            rows = rows.filter(**{f"{way}__in": person.council_ids})
        else:
            return
    fields, ours = text_fields(model), links(model)
    about = ("kind", "object_id") if model is AuditEvent else ()
    names = ["pk", *(column for column, _ in ours), *about, *(field.attname for field in fields)]
    texts = len(names) - len(fields)
    for pk, *values in rows.values_list(*names).iterator(chunk_size=300):
        theirs = is_theirs(person, model, pk, ours, values)
        words = person.own_words if theirs else person.words
        why = {what for value in values[texts - 1 :] for what in words.found_in(plain(value))}
        if why or theirs:
            yield Found(model, pk, frozenset({*why, "theirs"} if theirs else why))


def is_theirs(person: Person, model: type[models.Model], pk: Any, ours: Any, values: list[Any]) -> bool:
    """Is the row the person, or does it hang on them?"""
    ids = {User: person.user_ids, Officer: person.officer_ids}
    if pk in ids.get(model, ()):
        return True
    if any(value in ids[kind] for (_, kind), value in zip(ours, values, strict=False)):
        return True
    if model is AuditEvent:
        kind, number = values[len(ours) : len(ours) + 2]
        named = {one._meta.model_name: known for one, known in ids.items()}
        return number in named.get(kind, ())
    return False


def sessions_of(person: Person) -> Iterator[Found]:
    """Their sessions, and forms of anybody that wait in one to be sent."""
    for session in Session.objects.order_by("pk").iterator(chunk_size=300):
        kept = session.get_decoded()
        theirs = kept.get("_auth_user_id") in {str(pk) for pk in person.user_ids}
        why = (person.own_words if theirs else person.words).found_in(kept)
        if why or theirs:
            yield Found(Session, session.pk, frozenset({*why, "theirs"} if theirs else why))


def held(person: Person) -> dict[type[models.Model], list[Found]]:
    """All rows by table, in the order of the apps."""
    found = {model: list(rows_of(person, model)) for model in every_model()}
    return {model: rows for model, rows in found.items() if rows}


def values_of(found: Found) -> dict[str, Any]:
    """What a row says, by column, as JSON can hold it; without what opens a door."""
    row = found.model._base_manager.get(pk=found.pk)
    if isinstance(row, Session):
        kept = {
            key: value for key, value in row.get_decoded().items() if not key.startswith("_") or key == "_auth_user_id"
        }
        return {"ends": row.expire_date.isoformat(), "holds": kept}
    values = {}
    for field in found.model._meta.concrete_fields:
        value = plain(getattr(row, field.attname))
        if field.name in SECRET and value:
            value = HIDDEN
        values[field.name] = json.loads(json.dumps(value, default=str))
    if values.get("kind") == SET_PASSWORD and "password/choose" in values.get("text_body", ""):
        values |= {"text_body": HIDDEN, "html_body": ""}
    return values
