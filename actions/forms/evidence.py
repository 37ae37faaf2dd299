"""Evidence that something was done: the address of a page, or a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from actions.services.files import Upload
from people.attachments import MEGABYTE
from people.forms import OneTimeForm, TextField


class EvidenceField(TextField):
    """The address of a page, with https."""

    NOT_ONE = "Give the whole address of a page, beginning with https://, as the browser shows it."

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=500, **options)

    def to_python(self, value: Any) -> str:
        address = super().to_python(value)
        if not address:
            return ""
        try:
            URLValidator(schemes=["https"])(address)
            parts = urlsplit(address)
        except (ValueError, ValidationError):
            raise ValidationError(self.NOT_ONE) from None
        if parts.username or parts.password:
            raise ValidationError("This address holds a sign-in. Give one that does not.")
        return address


class UploadField(forms.FileField):
    """A file within the limit; what is in it is looked at when it is kept."""

    def __init__(self, **options: Any) -> None:
        most = f"up to {settings.ACTION_FILE_BYTES // MEGABYTE} MB"
        options.setdefault("help_text", f"PDF, Word, Excel, PowerPoint, CSV, text or a picture, {most}.")
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > settings.ACTION_FILE_BYTES:
            most = settings.ACTION_FILE_BYTES // MEGABYTE
            raise ValidationError(f"“{file.name}” is larger than {most} MB, which is the limit.")
        return file


def as_upload(file: Any) -> Upload:
    """A file of a form as a service takes it, whole even if it has been read before."""
    file.seek(0)
    return Upload(file.name, file.read())


class FileForm(OneTimeForm):
    file = UploadField(label="File", error_messages={"required": "Choose a file."})

    def upload(self) -> Upload:
        return as_upload(self.cleaned_data["file"])
