"""Uploading a paper, or pasting its table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from imports.limits import UPLOAD_BYTES
from people.forms import OneTimeForm
from people.text import cleaned

MEGABYTE = 1024 * 1024
PASTED_CHARACTERS = 500_000


class UploadForm(OneTimeForm):
    file = forms.FileField(
        label="The paper",
        help_text="A Word table (.docx), a spreadsheet (.xlsx) or a CSV file, up to 10 MB.",
        allow_empty_file=True,
        required=False,
    )
    pasted = forms.CharField(
        label="Or paste a table from Word or Excel",
        help_text="Copy the table with its row of headings, and paste it here.",
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=False,
        required=False,
        max_length=PASTED_CHARACTERS,
        error_messages={
            "max_length": f"A pasted table can have up to {PASTED_CHARACTERS:,} characters. Save it as a file instead."
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > UPLOAD_BYTES:
            raise ValidationError(
                f"This file has {file.size // MEGABYTE} MB. Files of up to {UPLOAD_BYTES // MEGABYTE} MB can be read."
            )
        return file

    def clean_pasted(self) -> str:
        """The table as it was pasted: a blank first cell is a cell."""
        text = cleaned(self.cleaned_data["pasted"])
        return text.strip("\r\n") if text.strip() else ""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors:
            return found
        if not found.get("file") and not found.get("pasted"):
            raise ValidationError({"file": "Choose the file, or paste the table."})
        if found.get("file") and found.get("pasted"):
            raise ValidationError({"pasted": "Give either a file or a pasted table, and then the other."})
        return found

    def content(self, now: datetime) -> tuple[str, bytes]:
        """The name and the bytes of what was given."""
        if file := self.cleaned_data["file"]:
            return file.name, file.read()
        return f"Table pasted on {now.day} {now:%B %Y at %H.%M}.txt", self.cleaned_data["pasted"].encode()
