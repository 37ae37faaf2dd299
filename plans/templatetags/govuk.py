"""Django fields as GOV.UK Frontend draws them, for the crispy template pack `govuk`."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms import BoundField

register = template.Library()
W = forms.widgets
KINDS = (
    (W.CheckboxSelectMultiple, "checkboxes"),
    (W.RadioSelect, "radios"),
    (W.CheckboxInput, "checkbox"),
    (W.Textarea, "textarea"),
    (W.Select, "select"),
    (W.FileInput, "file"),
)
CLASSES = {"textarea": "govuk-textarea", "select": "govuk-select", "file": "govuk-file-upload"}


@register.filter
def govuk_kind(field: BoundField) -> str:
    """Which of the pack's pieces draws the field."""
    return next((kind for widget, kind in KINDS if isinstance(field.field.widget, widget)), "input")


@register.simple_tag
def govuk_widget(field: BoundField) -> Any:
    """The control itself, with the design system's classes."""
    name = CLASSES.get(govuk_kind(field), "govuk-input")
    given = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{name} {f'{name}--error' if field.errors else ''} {given}".strip()})


@register.filter
def govuk_first_id(field: BoundField) -> str:
    """The control that an error summary's link leads to."""
    return f"{field.auto_id}_0" if govuk_kind(field) in ("radios", "checkboxes") else field.id_for_label
