"""Figures and counts as people type them. A box for digits only would drop "66%" or "1,200" without a word."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from people.text import cleaned

THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
UNITS = {
    "per_cent": re.compile(r"\s*(%|per ?cent)\.?$", re.IGNORECASE),
    "money": re.compile(r"^£\s*|\s*pounds?$", re.IGNORECASE),
    "time": re.compile(r"\s*hours?$", re.IGNORECASE),
}
NAMES = {"per_cent": "a percentage", "money": "in pounds", "time": "in hours"}


class FigureField(forms.DecimalField):
    """66, 66%, 66 per cent, £1,200 or 24 hours."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 14, "decimal_places": 2} | options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal"}

    def to_python(self, value: Any) -> Any:
        return super().to_python(bare(value) if isinstance(value, str) else value)


class CountField(forms.IntegerField):
    """A number of things or people: 60, 1,200."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric"}

    def to_python(self, value: Any) -> Any:
        return super().to_python(THOUSANDS.sub("", squeezed(value)) if isinstance(value, str) else value)


def squeezed(text: str) -> str:
    return " ".join(cleaned(text).split())


def unit_in(text: str) -> str:
    """The unit that is written with a figure, as a key of `UNITS`; "" where there is none."""
    return next((unit for unit, pattern in UNITS.items() if pattern.search(squeezed(text))), "")


def bare(text: str) -> str:
    """A figure without its unit and the commas between its thousands."""
    figure = squeezed(text)
    if unit := unit_in(figure):
        figure = UNITS[unit].sub("", figure)
    return THOUSANDS.sub("", figure)


def check_units(form: forms.Form) -> None:
    """Of a form that asks for a unit: no figure may be written in another."""
    chosen = form.cleaned_data.get("unit")
    for name, field in form.fields.items():
        text = form[name].data
        if chosen and isinstance(field, FigureField) and isinstance(text, str):
            written = unit_in(text)
            if written and written != chosen and name not in form.errors:
                form.add_error(
                    name, f"“{squeezed(text)}” is {NAMES[written]}, and the unit is another. Choose the unit it is in."
                )
