"""The forms of second factors: the library's, in plain words, each code good once, and nothing that is sent breaks them."""

from __future__ import annotations

import struct
from typing import Any

from allauth.account.forms import ReauthenticateForm as LibraryReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn import forms as library
from django import forms

from people.forms import name_the_fields
from people.second_factor import spend

LONGEST = 50_000  # characters of what a passkey answers
# What the reading of something that no passkey has written may end in.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, struct.error)


def counter_of(secret: str, code: str) -> int | None:
    """The half minute whose code it is, of those a telephone's clock may show now."""
    for counter in auth.yield_hotp_counters_from_time():
        if auth.compare_user_code(actual=code, expected=auth.format_hotp_value(auth.hotp_value(secret, counter))):
            return counter
    return None


def is_right(authenticator: Authenticator, code: str) -> bool:
    """Is it this factor's code, and not used before?"""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return authenticator.wrap().validate_code(code)
    counter = counter_of(decrypt(authenticator.data["secret"]), code)
    return counter is not None and spend(authenticator=authenticator, counter=counter)


class PasswordAgainForm(LibraryReauthenticateForm):
    """The password, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        name_the_fields(self)


class CodeMixin(forms.Form):
    words = "Code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = self.words
        code.max_length = 40
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}
        name_the_fields(self)


class OneTimeCode(CodeMixin):
    """A code of the app or of the list of recovery codes."""

    def clean_code(self) -> str:
        forget_tries = check_rate_limit(self.user)
        code = self.cleaned_data["code"]
        for authenticator in Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN):
            if is_right(authenticator, code):
                authenticator.user, self.authenticator = self.user, authenticator
                forget_tries()
                return code
        raise get_adapter().validation_error("incorrect_code")


class CodeForm(OneTimeCode, AuthenticateForm):
    """The code, as part of signing in."""


class CodeAgainForm(OneTimeCode, ReauthenticateForm):
    """The code, before something that matters."""


class SetUpAppForm(CodeMixin, ActivateTOTPForm):
    words = "Code that the app shows"


class CredentialField(forms.JSONField):
    """What a passkey answers, which a script puts there."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        options["error_messages"] = {"required": "The passkey gave no answer. Try again.", "invalid": "Try again."}
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST:
            raise get_adapter().validation_error("incorrect_code")
        try:
            found = super().to_python(value)
        except RecursionError:
            found = value
        if found is not None and not isinstance(found, dict):
            raise get_adapter().validation_error("incorrect_code")
        return found

    def bound_data(self, data: Any, initial: Any) -> str:
        """An answer is given once: it does not stand in the form that is sent back."""
        return ""


class ReadPasskey(forms.Form):
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except forms.ValidationError:
            raise
        except UNREADABLE:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeyForm(ReadPasskey, library.AuthenticateWebAuthnForm):
    """A passkey as second factor."""

    credential = CredentialField()


class PasskeyAgainForm(ReadPasskey, library.ReauthenticateWebAuthnForm):
    """A passkey, before something that matters."""

    credential = CredentialField()


class PasskeyAloneForm(ReadPasskey, library.LoginWebAuthnForm):
    """A passkey instead of a password."""

    credential = CredentialField()


class AddPasskeyForm(library.AddWebAuthnForm):
    credential = CredentialField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of this passkey"
        self.fields["name"].max_length = 60
        self.fields["name"].help_text = "For example the telephone, computer or key that holds it."
        alone = self.fields["passwordless"]
        alone.label, alone.initial = "Let me sign in with it alone, without my password", True
        alone.help_text = "It then asks for your finger, your face or its PIN each time."
        name_the_fields(self)

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except forms.ValidationError:
            raise
        except UNREADABLE:
            raise get_adapter().validation_error("incorrect_code") from None


class RenamePasskeyForm(library.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of this passkey"
        self.fields["name"].max_length = 60
        name_the_fields(self)
