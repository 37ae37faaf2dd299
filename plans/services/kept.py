"""A row as plain JSON, whole, so that what was removed can be put back as it was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

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
    values = {name: model._meta.get_field(name).to_python(value) for name, value in columns.items()}  # type: ignore[union-attr]
    row = model(**values)
    row.save(force_insert=True)
    return row


def put_back(model: type[PlanRow], undo: dict[str, Any]) -> models.Model:
    """A removed row, with what went with it, and with what pointed to it pointing to it again."""
    row = made_of(model, undo["row"])
    for label, columns in undo["gone"]:
        made_of(apps.get_model(label), columns)
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
