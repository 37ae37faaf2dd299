"""Meetings out of a calendar file."""

from __future__ import annotations

from typing import Any

from django import forms

from imports.forms.signed import SignedForm
from people.forms import OneTimeForm
from people.models import Organisation


class CalendarForm(OneTimeForm):
    """A calendar file, and whose meetings it has."""

    organisation = forms.ModelChoiceField(label="Council", queryset=Organisation.objects.none(), empty_label=None)
    file = forms.FileField(
        label="The calendar file",
        help_text="An iCalendar file (.ics), as Outlook, Google and committee systems export it, up to 1 MB.",
        allow_empty_file=True,
        error_messages={"required": "Choose the file."},
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class CalendarConfirmForm(SignedForm):
    """Which of the events that were shown are imported."""

    SALT = "calendar file"

    def ticked(self) -> set[int]:
        return {int(number) for number in self.data.getlist("row") if number.isdecimal() and len(number) < 5}
