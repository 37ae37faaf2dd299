"""Figures as people type them."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from people.figure_fields import CountField, FigureField, check_units
from people.forms import name_the_fields

pytestmark = pytest.mark.anywhere


class Measured(forms.Form):
    unit = forms.ChoiceField(choices=[("per_cent", "Per cent"), ("count", "Number"), ("money", "Pounds")])
    target = FigureField()

    def clean(self):
        check_units(self)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("66", "66"), ("66%", "66"), (" 66 % ", "66"), ("66 per cent", "66"), ("66.5 percent", "66.5"), ("£1,200.50", "1200.50"),
        ("£ 300", "300"), ("24 hours", "24"), ("1,234,567", "1234567"), ("0", "0"),
    ],
)  # fmt: skip
def test_a_figure_is_read_with_its_unit_and_commas(text, figure):
    assert FigureField().clean(text) == Decimal(figure)


@pytest.mark.parametrize(
    "text", ["seventy", "66 to 70", "1,23", "6 6", "%", "-1", "66%%", "about 66%", "NaN", "1e3000"]
)
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(ValidationError):
        FigureField().clean(text)


def test_counts_take_commas_and_no_units():
    assert CountField(min_value=0).clean("1,200") == 1200
    for text in ("60%", "12.5", "-1", "1,2"):
        with pytest.raises(ValidationError):
            CountField(min_value=0).clean(text)


@pytest.mark.parametrize(("text", "unit", "fits"), [("66%", "per_cent", True), ("66", "money", True), ("66%", "count", False), ("£50", "per_cent", False)])  # fmt: skip
def test_a_figure_in_another_unit_than_the_one_chosen_is_told(text, unit, fits):
    form = Measured({"unit": unit, "target": text})
    assert form.is_valid() is fits
    assert fits or "Choose the unit it is in." in str(form.errors)


def test_a_box_named_with_a_per_cent_sign_is_refused_in_its_name():
    class Counts(forms.Form):
        yes = CountField(label="Keep 80% positive", min_value=0, max_value=9)

    for text, words in (("-1", "is 0 or more."), ("10", "is 9 or less."), ("x", "takes a number.")):
        form = Counts({"yes": text})
        name_the_fields(form)
        assert form.errors["yes"] == [f"“Keep 80% positive” {words}"]
