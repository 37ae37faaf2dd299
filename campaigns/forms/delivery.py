"""Forms of the delivery plan: moving what is due, and the school holidays it minds."""

from __future__ import annotations

from typing import Any

from django import forms

from actions.forms import MoveForm
from actions.models import Occurrence
from people.forms import DayField, EditForm, OneTimeForm, TextField
from people.models import Organisation


class MoveDueForm(MoveForm):
    """Another day, and why. Only one of several asks whether those after it move along."""

    def __init__(self, *args: Any, occurrence: Occurrence, **kwargs: Any) -> None:
        super().__init__(*args, occurrence=occurrence, **kwargs)
        if not occurrence.label:
            del self.fields["which"]

    @property
    def and_later(self) -> bool:
        return self.cleaned_data.get("which") == "later"


class HolidayFields(forms.Form):
    name = TextField(label="Holidays", max_length=100, help_text="As people call them: Christmas, summer, half term.")
    first = DayField(label="First day")
    last = DayField(label="Last day")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        first, last = facts.get("first"), facts.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day comes before the first.")
        return facts


class HolidayForm(HolidayFields, EditForm):
    """School holidays that are in the register."""


class NewHolidayForm(HolidayFields, OneTimeForm):
    """School holidays that are new to it; `councils` are those whose campaigns the person runs."""

    organisation = forms.ModelChoiceField(label="Council", queryset=Organisation.objects.none(), empty_label=None)

    def __init__(self, *args: Any, councils: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = councils
        if len(councils) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial["organisation"] = councils[0].pk
