"""What a unit of a council is to be called."""

from django import forms

from people.forms import OneTimeForm, TextField
from people.units import LONGEST


class UnitForm(OneTimeForm):
    unit = TextField(
        label="Unit", max_length=LONGEST, widget=forms.HiddenInput,
        error_messages={"required": "The form was incomplete. Choose the unit in the list again."},
    )  # fmt: skip
    to = TextField(
        label="New name",
        max_length=LONGEST,
        help_text="With what it is part of, the largest first, such as Place > Waste. What is part of it goes with it.",
    )
