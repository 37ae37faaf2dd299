"""The form that makes a token of the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from people.forms import DayField, OneTimeForm, TextField
from people.models import Scope
from people.tokens import LONGEST


class TokenForm(OneTimeForm):
    name = TextField(
        label="What is it for?", help_text="The program or the report that reads, such as Power BI.", max_length=80
    )
    scopes = forms.MultipleChoiceField(
        label="What may it read?",
        help_text="Never more than you may see yourself.",
        choices=Scope,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose what the token may read.",
            "invalid_choice": "“%(value)s” is no scope. Choose from those that are offered.",
        },
    )
    expires_on = DayField(label="Last day on which it works")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day: Any = self.fields["expires_on"]
        day.give_as_example(on + LONGEST / 4)
        day.help_text += " At most a year from now."
