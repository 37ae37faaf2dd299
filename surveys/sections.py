"""The sections of a plan whose rows this app keeps: measures of success."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Field, QuerySet

from people.models import Officer
from plans.models import Plan
from plans.sections import Section
from surveys.models import Measure


def officers_of(plan: Plan) -> QuerySet[Officer]:
    """Who may be given a measure of the plan to read."""
    return Officer.objects.filter(organisation__in=plan.contributing_ids).to_choose(plan.measures.values("owner"))


def form_field(column: Field[Any, Any], plan: Plan) -> forms.Field | None:
    """The form's field of the officer, and of how a measure is read, which goes without saying; of the other columns the
    ordinary one."""
    common: dict[str, Any] = {"label": column.verbose_name, "required": False}
    if column.name == "owner":
        return forms.ModelChoiceField(officers_of(plan), empty_label="–", **common)
    if column.name in ("frequency", "outturn_by"):
        return forms.TypedChoiceField(choices=column.choices or (), empty_value=column.default, **common)
    return None


MEASURES = Section(
    "measures",
    "Measures",
    "measure",
    Measure,
    (
        "statement",
        "audience",
        "objective",
        "level",
        "unit",
        "better",
        "target",
        "floor",
        "frequency",
        "outturn_by",
        "outturn",
        "benchmark",
        "source",
        "owner",
    ),
    "How you will know that the plan is a success: a survey result or a figure, against a target.",
    form_field=form_field,
    listed=("statement", "audience", "objective", "level", "target", "floor", "outturn"),
)
