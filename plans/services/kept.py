"""A row as plain JSON, whole, so that what was removed can be put back as it was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models, router
from django.db.models.deletion import Collector
from django.utils.text import get_text_list

from plans.models import PlanRow


def kept(row: models.Model) -> dict[str, Any]:
    """{column: value} of every column."""
    return {column.attname: plain(getattr(row, column.attname)) for column in row._meta.concrete_fields}


def plain(value: Any) -> Any:
    if hasattr(value, "as_json"):
        return value.as_json()
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


def made_of(model: type[models.Model], columns: dict[str, Any]) -> models.Model:
    """The row that `kept` was made of, saved again under its own number."""
    row = model(**{name: value_of(model, name, value) for name, value in columns.items()})
    inserted(row)
    return row


def inserted(row: models.Model) -> None:
    """Save a row under its own number, with the times it had."""
    times = {
        column.attname: getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if getattr(column, "auto_now_add", False)
    }
    row.save(force_insert=True)
    if times:
        type(row)._base_manager.filter(pk=row.pk).update(**times)


Whole = list[tuple[str, dict[str, Any]]]


def kept_whole(row: models.Model, *, but: Collection[type[models.Model]] = ()) -> Whole:
    """[model, columns] of a row, first, and of every row that would be deleted with it, but those of some models."""
    collector = Collector(using=router.db_for_write(type(row), instance=row), origin=row)
    collector.collect([row])
    with_it = [one for rows in (*collector.data.values(), *collector.fast_deletes) for one in rows]
    rest = [one for one in with_it if one != row and not isinstance(one, tuple(but))]
    return [(one._meta.label, kept(one)) for one in (row, *rest)]


def made_whole(whole: Whole) -> None:
    """Put back what `kept_whole` kept. What pointed to a row that is no more points to none, or is left out."""
    for label, columns in whole:
        model: Any = apps.get_model(label)
        gone = [name for name, value in columns.items() if points_nowhere(model, name, value)]
        if all(model._meta.get_field(name).null for name in gone):
            inserted(model(**read_back(model, columns)))


def read_back(model: type[models.Model], columns: dict[str, Any]) -> dict[str, Any]:
    """The columns as values; what pointed to a row that is no more points to none."""
    return {
        name: None if points_nowhere(model, name, value) else value_of(model, name, value)
        for name, value in columns.items()
    }


def value_of(model: type[models.Model], name: str, value: Any) -> Any:
    return model._meta.get_field(name).to_python(value)  # type: ignore[union-attr]


def points_nowhere(model: type[models.Model], name: str, value: Any) -> bool:
    column: Any = model._meta.get_field(name)
    return column.is_relation and value is not None and not column.related_model._base_manager.filter(pk=value).exists()


def put_back(model: type[PlanRow], undo: dict[str, Any]) -> models.Model:
    """A removed row, with what went with it, and with what pointed to it pointing to it again. What has been removed
    since is left out: an action that an audience was of, an audience that an objective was for."""
    row = model(**read_back(model, undo["row"]))
    inserted(row)
    for label, columns in undo["gone"]:
        part: Any = apps.get_model(label)
        if not any(points_nowhere(part, name, value) for name, value in columns.items()):
            made_of(part, columns)
    for label, column, pks in undo["links"]:
        apps.get_model(label)._base_manager.filter(pk__in=pks, **{f"{column}__isnull": True}).update(**{column: row.pk})
    return row


def relations(row: models.Model) -> list[Any]:
    """Every foreign key of another model that points to a row's model, those of many-to-many tables too."""
    fields = row._meta.get_fields(include_hidden=True)
    return [one for one in fields if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)]


def kept_with(row: PlanRow) -> dict[str, Any]:
    """What goes with a row, and what points to it, so that both can be put back."""
    gone: list[Any] = []
    links: list[Any] = []
    for relation in relations(row):
        model: Any = relation.related_model
        theirs = model._base_manager.filter(**{relation.field.name: row})
        if relation.get_accessor_name() in row.owned or model._meta.auto_created:
            gone += [[model._meta.label, kept(child)] for child in theirs]
        elif relation.on_delete is models.SET_NULL:
            links.append([model._meta.label, relation.field.attname, list(theirs.values_list("pk", flat=True))])
    return {"gone": gone, "links": links}


def named_on(undo: dict[str, Any]) -> str:
    """On what a removed row was named, of what `kept_with` kept of it: "6 actions and 1 measure"."""
    found: dict[Any, set[int]] = {}
    for label, _, pks in undo.get("links", ()):
        found.setdefault(apps.get_model(label), set()).update(pks)
    for label, columns in undo.get("gone", ()):
        for field in many_to_many(label):
            if field.related_model._meta.label != undo["model"]:
                found.setdefault(field.related_model, set()).add(columns[field.attname])
    words = [
        f"{len(pks)} {model._meta.verbose_name if len(pks) == 1 else model._meta.verbose_name_plural}"
        for model, pks in found.items()
        if pks
    ]
    return get_text_list(words, "and")


def many_to_many(label: str) -> list[Any]:
    """The two sides of a table that Django keeps of a relation; none of another table."""
    model: Any = apps.get_model(label)
    return [field for field in model._meta.concrete_fields if field.is_relation and model._meta.auto_created]


def is_pointed_to(row: PlanRow) -> bool:
    """Would anything that is not part of the row lose what it points to, if the row went?"""
    with_it = kept_with(row)
    return any(pks for _, _, pks in with_it["links"]) or any(
        apps.get_model(label)._meta.auto_created for label, _ in with_it["gone"]
    )


def hangs_on(row: PlanRow) -> str:
    """What would be deleted with a row, in words ("3 questions"); empty where nothing would."""
    words = []
    for relation in relations(row):
        model: Any = relation.related_model
        is_part = relation.get_accessor_name() in row.owned or model._meta.auto_created
        if is_part or relation.on_delete is models.SET_NULL:
            continue
        if count := model._base_manager.filter(**{relation.field.name: row}).count():
            words.append(f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}")
    return " and ".join(words)
