"""Forms as they are sent by somebody who filled them in, for tests that send something besides; and what that changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.apps import apps
from django.db import connection, models
from django.forms.boundfield import BoundField
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from commsplan.demo.belonging import links, rows_of, way_to_council
from people.forms import DayField
from people.models import Organisation
from tests.access import Route

# What is another at every writing though the same is written: secrets, names of files, moments.
DRAWN = {
    "token", "key", "message_id", "sha256", "token_sha256", "file", "text_body", "html_body", "unsubscribe_url", "answer",
    "password", "salt", "digest", "request_id",
}  # fmt: skip
Body = dict[str, Any]


@dataclass
class Sheet:
    """A form of a page, with the body that a browser would send of it once it is filled in."""

    route: Route
    form: forms.BaseForm | None
    body: Body


def sheet_of(client: Client, route: Route) -> Sheet:
    """The form at an address; of a button, what it carries."""
    page: Any = client.get(route.example) if "GET" in route.methods else None
    form = form_in(page.context) if page is not None and page.context else None
    thing = thing_at(route)
    body: Body = {"form_token": str(uuid4()), "version": getattr(thing, "version", 1)}
    if form is not None:
        for name in form.fields:
            value = filled(form[name])
            if value is not None:
                body[form.add_prefix(name)] = value
    return Sheet(route, form, body)


def form_in(context: Any) -> forms.BaseForm | None:
    found = context.get("form")
    return found if isinstance(found, forms.BaseForm) else None


def thing_at(route: Route) -> Any:
    found = resolve(route.example.partition("?")[0])
    model = getattr(found.func, "model", None)
    return model.objects.get(**{found.func.by: found.kwargs[found.func.by]}) if model else None


def filled(bound: BoundField) -> Any:
    """What stands in a field, else something that it takes."""
    field = bound.field
    value = field.prepare_value(bound.initial)
    if value not in (None, "", [], ()):
        return shown(field, value)
    if isinstance(field, forms.ModelChoiceField):
        first = field.queryset.first()
        one = field.prepare_value(first) if first and field.required else None
        return [one] if one and isinstance(field, forms.ModelMultipleChoiceField) else one
    if isinstance(field, forms.ChoiceField | forms.TypedChoiceField):
        offered = [key for key, _ in flat(field.choices) if key not in ("", None)]
        one = offered[0] if offered and field.required else None
        return [one] if one is not None and isinstance(field, forms.MultipleChoiceField) else one
    if isinstance(field, DayField):
        return f"{timezone.localdate() + timedelta(days=40):%d/%m/%Y}"
    if isinstance(field, forms.FileField | forms.BooleanField):
        return None
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return "5"
    if isinstance(field, forms.EmailField):
        return "somebody@demo.example"
    return "Some words that were typed" if isinstance(field, forms.CharField) else None


def flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def shown(field: forms.Field, value: Any) -> Any:
    """A value as the form's page has it."""
    if isinstance(value, list | tuple | set | models.QuerySet):
        return [getattr(one, "pk", one) for one in value]
    if isinstance(value, bool):
        return "on" if value else None
    return field.widget.format_value(value) if isinstance(field, DayField) else getattr(value, "pk", value)


def asks_for_a_row(field: forms.Field) -> bool:
    return isinstance(field, forms.ModelChoiceField)


def row_of(field: Any, council: Organisation) -> Any:
    """What the field would send of another council's row of the kind that it asks for; None where it has none."""
    model = field.queryset.model
    if model is Organisation:
        return field.prepare_value(council)
    way = way_to_council(model)
    found = rows_of(model, council).order_by("pk").first() if way else None
    return field.prepare_value(found) if found else None


# What stands in the register


def everything() -> dict[type[models.Model], set[tuple[Any, ...]]]:
    """{table: its rows} without what is drawn by lot."""
    return {model: rows(model) for model in apps.get_models(include_auto_created=True) if model._meta.managed}


def rows(model: type[models.Model]) -> set[tuple[Any, ...]]:
    names = [
        column.attname
        for column in model._meta.local_concrete_fields
        if column.name not in DRAWN and not (column.primary_key and isinstance(column, models.UUIDField))
    ]
    quoted = ", ".join(f'"{model._meta.get_field(name).column}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {quoted or "1"} FROM "{model._meta.db_table}"')  # noqa: S608  names of our own tables
        return {tuple(map(str, row)) for row in cursor.fetchall()}


def changed(before: dict[Any, set[Any]], after: dict[Any, set[Any]]) -> list[type[models.Model]]:
    return [model for model in after if before[model] != after[model]]


def of_council(council: Organisation) -> dict[Any, list[Any]]:
    """{table: the rows of a council}, whole."""
    found = {}
    for model in apps.get_models():
        if model is not Organisation and way_to_council(model):
            found[model] = sorted(map(str, rows_of(model, council).values_list()))
    return found


def crossings(touched: list[type[models.Model]], own: Organisation, foreign: Organisation) -> list[str]:
    """Columns by which a row of one council names a row of another that it has nothing to do with."""
    found = []
    for model in touched:
        if model._meta.auto_created:
            ends: list[Any] = [one for one in links(model) if way_to_council(one.related_model)]
            if len(ends) == 2:
                first, second = ends
                for this, that in ((first, second), (second, first)):
                    if model._base_manager.filter(**here(this, own), **here(that, foreign)).exists():
                        found.append(f"{model._meta.label}: {this.name} and {that.name}")
            continue
        way = way_to_council(model)
        for one in links(model) if way else ():
            if not way_to_council(one.related_model) or one.name == way.split("__")[0]:
                continue
            if model._base_manager.filter(**{way: own.pk}, **here(one, foreign)).exists():
                found.append(f"{model._meta.label}.{one.name}")
    return found


def here(column: Any, council: Organisation) -> dict[str, int]:
    """The look-up of those that name, by a column, what is a council's."""
    if column.related_model is Organisation:
        return {column.name: council.pk}
    return {f"{column.name}__{way_to_council(column.related_model)}": council.pk}
