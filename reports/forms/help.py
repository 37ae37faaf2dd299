"""Trying out how a date is understood."""

from __future__ import annotations

from django import forms

from actions.timing import LONGEST
from people.forms import TextField


class TryDateForm(forms.Form):
    """A date as somebody would write it."""

    date = TextField(
        label="Try a date",
        max_length=LONGEST,
        help_text="As it would stand in a plan, for example “by end of Q3” or “before each Cabinet meeting”.",
        error_messages={
            "required": "Write a date to see how it is understood.",
            "max_length": f"Write {LONGEST} characters at most. No date needs more.",
        },
    )
