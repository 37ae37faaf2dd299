"""What was read from a file and shown, on its way back to be saved."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError

from people.forms import OneTimeForm
from people.models import User


class SignedForm(OneTimeForm):
    """What was read comes back signed by us, for the person it was shown to, and is not taken from elsewhere."""

    SALT: ClassVar[str]
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
