"""The form by which sending is released after a restore."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from people.forms import DayField, OneTimeForm


class ReleaseForm(OneTimeForm):
    SKIP, SEND = "skip", "send"

    choice = forms.ChoiceField(
        label="What is to become of e-mails that may have been sent since the backup?",
        choices=[
            (SKIP, "Skip those of the days before the day below"),
            (SEND, "Send all of them, even if somebody has had them before"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether e-mails that may have been sent are skipped or sent."},
    )
    skip_before = DayField(
        label="Skip what was to go out before",
        required=False,
        help_text="The day after the last on which e-mail went out. For example 27/3/2026. Only where you skip.",
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("choice") == self.SKIP and not found.get("skip_before") and "skip_before" not in self.errors:
            self.add_error("skip_before", "Give the day before which e-mails are skipped.")
        return found

    @property
    def day(self) -> date | None:
        """None: everything is sent."""
        return self.cleaned_data["skip_before"] if self.cleaned_data["choice"] == self.SKIP else None
