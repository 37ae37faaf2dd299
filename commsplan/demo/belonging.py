"""Whose a row is: the look-up that leads from each model to the council that its rows belong to.

Found from the models' own columns, so that what is added later is found too: by what a row is about (its council, its
plan, its action) before who did it (officers, sign-ins).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from people.models import Officer, Organisation, User

Model = type[models.Model]
PEOPLE = {Officer: 10, User: 100}
OPTIONAL = 3  # what a row may be without says less of whose it is
OURS = ("people", "plans", "actions", "surveys", "campaigns", "reports", "imports")


def of_councils() -> list[Model]:
    """Every model whose rows belong to a council."""
    return [model for model in apps.get_models() if model is not Organisation and way_to_council(model)]


@cache
def way_to_council(model: Model) -> str:
    """The look-up from a row to its council, as `action__plan__organisation`; empty where none leads there."""
    if model is Organisation:
        return "pk"
    if model is User:
        return "memberships__organisation"
    return _shortest(model, ())[1]


def _shortest(model: Model, passed: tuple[Model, ...]) -> tuple[int, str]:
    """(what the way costs, the way); a thousand and nothing where there is none."""
    found = [(1000, "")]
    for column in links(model):
        other = column.related_model
        cost = 1 + PEOPLE.get(other, 0) + (OPTIONAL if column.null else 0)
        if other is Organisation:
            found.append((cost, column.name))
        elif other is User:
            found.append((cost, f"{column.name}__memberships__organisation"))
        elif other not in (*passed, model):
            further, way = _shortest(other, (*passed, model))
            if way:
                found.append((cost + further, f"{column.name}__{way}"))
    return min(found)


def links(model: Model) -> list[Any]:
    """The columns of a model that name one row of another."""
    return [column for column in model._meta.concrete_fields if column.is_relation]


def rows_of(model: Model, council: Organisation) -> models.QuerySet[Any]:
    """The rows of a model that belong to a council."""
    return model._base_manager.filter(**{way_to_council(model): council.pk}).distinct()
