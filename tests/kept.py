"""The rows of a demo register that was built once, kept in this process and put back at a tenth of the cost.

Only into the state it was built from; wherever anything differs it is built. The rows are as the database gave them,
ids and all, so that nothing tells a register put back from one that was built. (SQL is put together from the names of
our own tables alone.)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils import timezone

from commsplan.demo.cast import Cast
from reports.models import Touched

# Rows say when they were made, and some tests ask what is new or move the clock.
GOOD_FOR = timedelta(minutes=10)
Rows = dict[type[models.Model], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Kept:
    rows: Rows
    people: dict[str, dict[str, tuple[type[models.Model], int]]]  # field of Cast -> name -> which object
    built: datetime


KEPT: dict[Hashable, Kept] = {}


def once_built(build: Callable[[], Cast], *named: Hashable) -> Cast:
    """What `build` does and gives; from memory, where it was built under that name from the state there is now."""
    now, start = timezone.now(), counts()
    name = (*named, *start.items())
    kept = KEPT.get(name)
    if kept and timedelta(0) <= now - kept.built < GOOD_FOR:
        put_back(kept.rows)
        return Cast(**{field: found_again(things) for field, things in kept.people.items()})
    awaited = len(connection.run_on_commit)
    cast = build()
    filled = [model for model, number in counts().items() if number != start[model]]
    # Rows among others' rows, and what is done after the commit, cannot be had back.
    if not any(start[model] for model in filled) and len(connection.run_on_commit) == awaited:
        KEPT[name] = Kept({model: rows_of(model) for model in filled}, names_of(cast), now)
    return cast


def tables() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and model is not Touched]  # which the database fills


def counts() -> dict[type[models.Model], int]:
    """How many rows every table holds, in one query."""
    counted = tables()
    numbers = [f"(SELECT count(*) FROM {quoted(model._meta.db_table)})" for model in counted]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(numbers))
        return dict(zip(counted, cursor.fetchone(), strict=True))


def rows_of(model: type[models.Model]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns(model)} FROM {quoted(model._meta.db_table)}")  # noqa: S608
        return list(map(tuple, cursor.fetchall()))


def put_back(rows: Rows) -> None:
    """Insert the rows, a statement a table, and move PostgreSQL's sequences past their ids."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model, found in rows.items():
            marks = ", ".join(["(" + ", ".join(["%s"] * len(found[0])) + ")"] * len(found))
            into = f"INSERT INTO {quoted(model._meta.db_table)} ({columns(model)}) VALUES {marks}"  # noqa: S608
            cursor.execute(into, [value for row in found for value in row])
        for statement in connection.ops.sequence_reset_sql(no_style(), list(rows)):
            cursor.execute(statement)


def columns(model: type[models.Model]) -> str:
    return ", ".join(quoted(field.column) for field in model._meta.local_concrete_fields)


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def names_of(cast: Cast) -> dict[str, dict[str, tuple[type[models.Model], int]]]:
    return {
        field.name: {name: (type(thing), thing.pk) for name, thing in getattr(cast, field.name).items()}
        for field in fields(cast)
    }


def found_again(things: dict[str, tuple[type[models.Model], int]]) -> dict[str, models.Model]:
    found = {model: model._base_manager.in_bulk() for model in {model for model, _ in things.values()}}
    return {name: found[model][pk] for name, (model, pk) in things.items()}
