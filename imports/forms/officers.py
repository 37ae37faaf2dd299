"""A list of officers: the file or what was pasted, and whose officers they are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError

from imports.forms.upload import UploadForm
from people.forms import OneTimeForm
from people.models import Organisation, User


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


class OfficersConfirmForm(OneTimeForm):
    """What was read comes back signed, and is not taken from elsewhere."""

    SALT = "officer list"
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
