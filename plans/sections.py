"""The sections of a plan that are lists of rows: what each is called, and which fields of a row stand in its table.

One description serves the page, the form, the print, the lists that are taken away and the roll-forward, so that a
field added to a section is added everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Count, Field, OuterRef, Subquery
from django.db.models.functions import Coalesce

from plans.models import (
    Audience,
    Continuity,
    Contribution,
    Decision,
    EstablishmentRow,
    FinanceRow,
    KeyMessage,
    Objective,
    Plan,
    PlanRow,
    Priority,
    ReviewMethod,
    Risk,
    Stakeholder,
    Support,
)


@dataclass(frozen=True)
class Section:
    """`key` names it in addresses and in the export, `one` is what a row is called, `fields` are a row's columns in
    order; `about` says what belongs there, and stands where nothing does yet. `form_field` makes the form's field of a
    column of a kind that only its own app knows (None: an ordinary one). `listed` are the columns of the table, where
    a row has more than a page is wide."""

    key: str
    title: str
    one: str
    model: type[PlanRow]
    fields: tuple[str, ...]
    about: str
    form_field: Callable[[Field[Any, Any], Plan], forms.Field | None] = lambda column, plan: None
    listed: tuple[str, ...] = ()

    @property
    def columns(self) -> list[Field[Any, Any]]:
        return [self.model._meta.get_field(name) for name in self.fields]  # type: ignore[misc]

    @property
    def listed_columns(self) -> list[Field[Any, Any]]:
        return [column for column in self.columns if column.name in (self.listed or self.fields)]

    def rows(self, plan: Plan) -> Any:
        """The plan's rows, in order, with what they point to: one query."""
        linked = [column.name for column in self.columns if column.is_relation]
        rows: Any = self.model._default_manager
        return rows.filter(plan=plan).select_related(*linked).order_by("position", "pk")


def in_words(row: PlanRow, column: Field[Any, Any]) -> str:
    """What stands in a cell, as a person reads it."""
    value = getattr(row, column.name)
    if value is None:
        return ""
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(getattr(value, "as_written", getattr(value, "numbered", value)))


def as_listed(row: PlanRow, column: Field[Any, Any]) -> str:
    """As `in_words`, with the unit of a figure."""
    value = getattr(row, column.name)
    return row.figure_in_words(value) if isinstance(value, Decimal) else in_words(row, column)


SECTIONS = {
    section.key: section
    for section in (
        Section(
            "contributions", "Corporate objectives", "corporate objective", Contribution, ("objective", "contribution"),
            "What the council has promised, and what this plan does for it.",
        ),
        Section(
            "audiences", "Audiences", "audience", Audience, ("name", "needs"),
            "Whom the plan speaks to, such as all Members, all staff, residents, local media.",
        ),
        Section(
            "stakeholders", "Stakeholders", "stakeholder", Stakeholder, ("name", "group", "reached_by"),
            "Who has an interest in the plan or influence on it.",
        ),
        Section(
            "objectives", "Objectives", "objective", Objective, ("reference", "statement", "audience"),
            "What the plan is to bring about, for each audience.",
        ),
        Section(
            "key_messages", "Key messages", "key message", KeyMessage, ("text", "audience", "use"),
            "What is to be said, now or when it is wanted.",
        ),
        Section(
            "priorities", "Priorities", "priority", Priority, ("reference", "title", "description"),
            "Priorities, workstreams or areas; colours roll up to them. Actions may stand without.",
        ),
        Section(
            "decisions", "Key decisions", "decision", Decision,
            ("reference", "title", "priority", "maker", "in_forward_plan", "expected"),
            "Key or significant decisions that could arise.",
        ),
        Section(
            "finance", "Financial resources", "unit", FinanceRow,
            ("unit", "manager", "staffing", "non_staffing", "gross", "income", "net", "grants", "net_cost"),
            "The budget, unit by unit. An amount may say TBC.",
        ),
        Section(
            "establishment", "Human resources", "row", EstablishmentRow, ("unit", "now", "estimate", "reasons"),
            "Full-time equivalents now and as estimated for the end of the year.",
        ),
        Section(
            "risks", "Risks", "risk", Risk, ("risk", "mitigation"), "What could go wrong, and what is done about it.",
        ),
        Section(
            "continuity", "Business continuity", "critical function", Continuity, ("function", "timescale", "minimum"),
            "What must be kept up in an emergency, and how soon.",
        ),
        Section(
            "support", "Support required", "activity", Support, ("activity", "impact", "expected"),
            "Work that needs other divisions or services.",
        ),
        Section(
            "review_methods", "How it is reviewed", "method", ReviewMethod, ("method",),
            "Surveys, reports and meetings at which the plan is looked at again.",
        ),
    )
}  # fmt: skip


def counted(plan: Plan) -> list[tuple[Section, int]]:
    """Every section, with how many rows the plan has in it: one query."""
    numbers: Any = Plan.objects.filter(pk=plan.pk).values(
        **{f"n_{key}": number_of(section.model) for key, section in SECTIONS.items()}
    )
    found = numbers.get()
    return [(section, found[f"n_{key}"]) for key, section in SECTIONS.items()]


def number_of(model: Any) -> Coalesce:
    rows = model._default_manager.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(number=Count("pk"))
    return Coalesce(Subquery(rows.values("number")), 0)


def register(section: Section, *, after: str) -> None:
    """Let an app above give plans a section of rows that it keeps, in its place among the others."""
    others = [*SECTIONS.values()]
    place = next(number for number, other in enumerate(others, 1) if other.key == after)
    others.insert(place, section)
    SECTIONS.clear()
    SECTIONS.update({other.key: other for other in others})
