"""Forms of what dates hang on: meetings and elections."""

from __future__ import annotations

from typing import Any

from django import forms

from people.forms import DayField, EditForm, TextField
from people.models import Organisation
from plans.models import Election


class EventForm(EditForm):
    """What dates hang on. `organisations` are those whose meetings and elections the person keeps."""

    organisation = forms.ModelChoiceField(label="Council", queryset=Organisation.objects.none(), empty_label=None)

    def __init__(self, *args: Any, organisations: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        if not is_new:
            del self.fields["organisation"]


class MeetingForm(EventForm):
    body = TextField(label="Body", max_length=120, help_text="For example Cabinet, or MKIP Board.")
    day = DayField(label="Date")


class KindField(forms.ChoiceField):
    """A choice that is one of them already before anybody chooses."""

    def clean(self, value: Any) -> Any:
        return super().clean(value or self.initial)


class ElectionForm(EventForm):
    name = TextField(label="Election", max_length=120, help_text="For example Borough and parish elections.")
    kind = KindField(label="Kind", choices=Election.Kind.choices, initial=Election.Kind.LOCAL)
    wards = TextField(
        label="Wards", max_length=500, required=False, help_text="Those it is held in. Leave it blank for all."
    )
    notice_date = DayField(label="Notice of election", help_text="The day it is published. For example 30/03/2027.")
    polling_day = DayField(label="Polling day", help_text="For example 06/05/2027.")
