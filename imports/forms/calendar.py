"""Meetings out of a calendar file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError

from people.forms import OneTimeForm
from people.models import Organisation, User


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


class CalendarConfirmForm(OneTimeForm):
    """Which of the events that were shown are imported. What was read comes back signed, and is not taken from elsewhere."""

    SALT = "calendar file"
    read = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @classmethod
    def signed(cls, read: dict[str, Any]) -> str:
        return signing.dumps(read, salt=cls.SALT, compress=True)

    def clean_read(self) -> dict[str, Any]:
        try:
            read = signing.loads(self.cleaned_data["read"], salt=self.SALT, max_age=settings.SESSION_COOKIE_AGE)
        except signing.BadSignature:
            read = {}
        if read.get("user") != self.user.pk:
            raise ValidationError("The page had expired. Choose the file again.")
        return read

    def ticked(self) -> set[int]:
        return {int(number) for number in self.data.getlist("row") if number.isdecimal() and len(number) < 5}
