"""The form of one row of a section, made from the section's columns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, DecimalField, Field, ForeignKey, TextField

from people import forms as people_forms
from people.figure_fields import FigureField, check_units
from people.forms import EditForm, name_the_fields
from plans.amounts import read_amount
from plans.models import Plan, PlanRow
from plans.models.amount_field import AmountField
from plans.sections import Section, in_words


class AmountText(people_forms.TextField):
    """An amount in the words it is known in: a number, or that it is still to come."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not read_amount(text).is_understood:
            raise ValidationError(
                f"“{text}” is not understood as an amount. Write, say, 12,500, £1.2 million, 64.5 or TBC."
            )
        return text


class NumberedField(forms.ModelChoiceField):
    """A row of the same plan, offered with its number where it has one: titles repeat."""

    def label_from_instance(self, row: Any) -> str:
        return str(getattr(row, "numbered", row))


def field_of(column: Field[Any, Any], plan: Plan) -> forms.Field:
    """The form's field for a column; what it points to is offered from the same plan."""
    common: dict[str, Any] = {"label": column.verbose_name, "required": not column.blank, "help_text": column.help_text}
    if isinstance(column, ForeignKey):
        choices = column.related_model._default_manager.filter(plan=plan).in_order()
        return NumberedField(choices, empty_label="–", **common)
    if isinstance(column, AmountField):
        return AmountText(max_length=column.max_length, **common)
    if column.choices:
        return forms.ChoiceField(choices=column.choices, **common)
    if isinstance(column, TextField):
        return people_forms.TextField(rows=3, max_length=column.max_length or 20_000, **common)
    if isinstance(column, CharField):
        return people_forms.TextField(max_length=column.max_length, **common)
    if isinstance(column, DecimalField):
        places = {"max_digits": column.max_digits, "decimal_places": column.decimal_places}
        return FigureField(**common, **places)
    found = column.formfield()
    if found is None:
        raise TypeError(f"{column} has no field of a form.")
    return found


def shown(row: PlanRow, column: Field[Any, Any]) -> Any:
    """What a form shows of a cell to be edited: 66, not 66.00; a date in its own words."""
    value = getattr(row, column.attname)
    if isinstance(value, Decimal) or hasattr(value, "as_written"):
        return in_words(row, column)
    return value


class RowForm(EditForm):
    """A row of a section: to add one where `row` is None, else to edit it."""

    def __init__(self, *args: Any, section: Section, plan: Plan, row: PlanRow | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"row{row.pk}_%s" if row else "new_%s")
        super().__init__(*args, **kwargs)
        for column in section.columns:
            self.fields[column.name] = section.form_field(column, plan) or field_of(column, plan)
            if row:
                self.initial.setdefault(column.name, shown(row, column))
            elif column.has_default():
                self.initial.setdefault(column.name, column.get_default())
        self.row = row
        self.initial.setdefault("version", row.version if row else 1)
        name_the_fields(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_units(self)
        return data
