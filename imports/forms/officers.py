"""A list of officers: the file or what was pasted, and whose officers they are."""

from __future__ import annotations

from typing import Any

from django import forms

from imports.forms.signed import SignedForm
from imports.forms.upload import UploadForm
from people.models import Organisation


class OfficerListForm(UploadForm):
    organisation = forms.ModelChoiceField(label="Council", queryset=Organisation.objects.none(), empty_label=None)
    field_order = ("organisation", "file", "pasted")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["file"].label = "The list"
        self.fields["file"].help_text = "A CSV file or a spreadsheet (.xlsx), up to 1,000 rows."
        self.fields["pasted"].label = "Or paste it from Excel"
        self.fields["pasted"].help_text = "With its row of headings: Name, Post, E-mail address, Roles."


class OfficersConfirmForm(SignedForm):
    """Take in what was shown."""

    SALT = "officer list"
