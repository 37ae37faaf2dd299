"""What an import leaves behind in a plan, found by comparing every row of the plan before and after; and taking exactly
that away again, unless somebody has worked on it since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from actions.models import Action, Reminder, UpdateLink
from actions.services.removal import TOLD
from people.models import Officer
from plans.models import Audience, Plan, Priority
from plans.services.kept import made_of, plain

APPS = ("plans", "actions", "surveys")
SHARED = (Officer, Audience, Priority)  # what others may use by now, and is then left
NO_WORK = (Reminder, UpdateLink)  # what the scheduler writes by itself; whether somebody was told is asked apart
UNHEEDED = ("position", "version")  # move with a neighbour, and go on when an import over this one is undone

Rows = dict[str, dict[int, dict[str, Any]]]


@cache
def scopes() -> dict[Any, str]:
    """{model: the way from it to its plan}: everything that hangs on a plan, tables of many-to-many relations too."""
    found: dict[Any, str] = {}
    near: list[tuple[Any, str]] = [(Plan, "")]
    known = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    while near:
        target, way = near.pop(0)
        for model in known:
            for field in model._meta.concrete_fields:
                if field.is_relation and field.related_model is target and model not in (*found, Plan):
                    found[model] = f"{field.name}__{way}" if way else field.name
                    near.append((model, found[model]))
    return {model: way for model, way in found.items() if model is not Plan.partners.through}


def standing(plan: Plan) -> Rows:
    """{model: {id: columns}} of every row of the plan, and of the officers of its council. One query a model."""
    found = {}
    for model, way in scopes().items():
        found[model._meta.label] = columns_of(model._base_manager.filter(**{way: plan}))
    found[Officer._meta.label] = columns_of(Officer.objects.filter(organisation=plan.organisation_id))
    return found


def columns_of(rows: Any) -> dict[int, dict[str, Any]]:
    names = [column.attname for column in rows.model._meta.concrete_fields]
    return {row["pk"]: {name: plain(row[name]) for name in names} for row in rows.values("pk", *names)}


def digest(columns: dict[str, Any]) -> str:
    heeded = {name: value for name, value in columns.items() if name not in UNHEEDED}
    return hashlib.sha256(json.dumps(heeded, sort_keys=True, default=str).encode()).hexdigest()[:16]


def between(before: Rows, after: Rows) -> dict[str, Any]:
    """What came and changed from one standing to the next: {"made": {model: {id: digest}}, "changed": [[model, id,
    what stood, digest]], "gone": [[model, columns]]}."""
    made: dict[str, dict[str, str]] = {}
    changed: list[Any] = []
    gone: list[Any] = []
    for label, now in after.items():
        stood = before[label]
        made[label] = {str(pk): digest(columns) for pk, columns in now.items() if pk not in stood}
        for pk, columns in stood.items():
            if pk not in now:
                gone.append([label, columns])
            elif columns != now[pk]:
                differing = {name: value for name, value in columns.items() if value != now[pk][name]}
                changed.append([label, pk, differing, digest(now[pk])])
    return {"made": {label: pks for label, pks in made.items() if pks}, "changed": changed, "gone": gone}


def ids(footprint: dict[str, Any], model: Any) -> list[int]:
    """Ids of the rows of a model that the import made."""
    return [int(pk) for pk in footprint["made"].get(model._meta.label, {})]


def worked_on(footprint: dict[str, Any], now: Rows) -> Iterator[tuple[str, int]]:
    """(model, id) of every row that somebody has changed since, or that hangs on one of the import's. An action that
    is no more is no hindrance; what others use is left, and is none either."""
    shared = {model._meta.label for model in SHARED}
    removed = set(ids(footprint, Action)) - set(now[Action._meta.label])
    for label, digests in footprint["made"].items():
        for pk, was in digests.items():
            columns = now[label].get(int(pk))
            if label not in shared and (
                columns is None and not removed or columns is not None and digest(columns) != was
            ):
                yield label, int(pk)
    for label, pk, _, was in footprint["changed"]:
        columns = now[label].get(pk)
        if columns is None or digest(columns) != was:
            yield label, pk
    yield from hanging(footprint, now, [label for label in footprint["made"] if label not in shared])


def hanging(footprint: dict[str, Any], now: Rows, labels: list[str]) -> Iterator[tuple[str, int]]:
    """Rows that are not the import's and point to such of these models as it made."""
    ours = {(label, pk) for label, pk, *_ in footprint["changed"]}
    for model in scopes():
        if model in NO_WORK:
            continue
        label = model._meta.label
        mine = footprint["made"].get(label, {})
        for field in model._meta.concrete_fields:
            target = field.related_model._meta.label if field.is_relation else None
            if target not in labels:
                continue
            theirs = footprint["made"][target]
            for pk, columns in now[label].items():
                if str(columns[field.attname]) in theirs and str(pk) not in mine and (label, pk) not in ours:
                    yield label, pk


def told(footprint: dict[str, Any]) -> Iterator[int]:
    """Ids of actions of which somebody has been reminded for a due date that the import made."""
    made = ids(footprint, apps.get_model("actions.Occurrence"))
    yield from Reminder.objects.filter(TOLD, occurrence__in=made).values_list("action_id", flat=True)


def put_back(footprint: dict[str, Any]) -> None:
    """What the import changed or took away, as it stood. A row's version goes on, so that a form opened in between is
    known to be old."""
    for label, columns in footprint["gone"]:
        model: Any = apps.get_model(label)
        row = made_of(model, columns)
        model._base_manager.filter(pk=row.pk).update(**values(model, columns))
    for label, pk, stood, _ in footprint["changed"]:
        model = apps.get_model(label)
        new = values(model, {name: value for name, value in stood.items() if name != "version"})
        if "version" in stood:
            new["version"] = models.F("version") + 1
        model._base_manager.filter(pk=pk).update(**new)


def values(model: Any, columns: dict[str, Any]) -> dict[str, Any]:
    return {name: model._meta.get_field(name).to_python(value) for name, value in columns.items()}


def take_away(footprint: dict[str, Any]) -> list[str]:
    """Remove what the import made and put back what it changed, once its actions are gone. Of what others may use,
    that is left which they do use by now, or have changed: its names are returned."""
    for model in [model for model in scopes() if model not in (*SHARED, Action)][::-1]:
        model._base_manager.filter(pk__in=ids(footprint, model)).delete()
    put_back(footprint)
    left = []
    for model in (Priority, Audience, Officer):
        for row in model._base_manager.filter(pk__in=ids(footprint, model)):
            if is_changed(row, footprint) or is_used(row):
                left.append(str(row))
            else:
                row.delete()
    return left


def is_changed(row: models.Model, footprint: dict[str, Any]) -> bool:
    columns = {column.attname: plain(getattr(row, column.attname)) for column in row._meta.concrete_fields}
    return digest(columns) != footprint["made"][row._meta.label][str(row.pk)]


def is_used(row: models.Model) -> bool:
    """Does anything point to it?"""
    for field in row._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one):
            model: Any = field.related_model
            if model._base_manager.filter(**{field.field.name: row}).exists():  # type: ignore[union-attr]
                return True
    return False
