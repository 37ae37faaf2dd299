"""Forms of people, and the two kinds of form that every app builds on."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

from allauth.account.forms import ChangePasswordForm as LibraryChangePasswordForm
from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.fields import Field
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people import guesses
from people.addresses import check_address
from people.models import Officer, Organisation, Role, User
from people.text import cleaned, is_blank

EARLIEST_YEAR, LATEST_YEAR = 1974, 2100  # the present councils date from 1974


class TextField(forms.CharField):
    """Text as people paste it: cleaned of what nobody can see."""

    def __init__(self, *, rows: int = 0, **options: Any) -> None:
        if rows:
            options["widget"] = forms.Textarea(attrs={"rows": rows})
        options.setdefault("max_length", 20_000 if rows else 300)
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        text = cleaned(super().to_python(value) or "").strip()
        if is_blank(text):
            return ""
        return text if isinstance(self.widget, forms.Textarea) else " ".join(text.split())


class DayField(forms.DateField):
    """A day, in any of the ways people write one; shown as 31/03/2016."""

    ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b( of)?", re.IGNORECASE)
    WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,? ", re.IGNORECASE)
    DAY_FIRST = ("%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%d-%m-%y")

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%d/%m/%Y"))
        options.setdefault("help_text", _("For example 31/03/2016."))
        super().__init__(input_formats=[*self.DAY_FIRST, "%Y-%m-%d"], **options)
        self.error_messages["invalid"] = _("Give the date as day, month and year, such as 31/03/2016.")

    def give_as_example(self, day: date) -> None:
        """Show a day that the form would take, where it does not take every one."""
        self.help_text = f"For example {day:%d/%m/%Y}."
        self.error_messages["invalid"] = f"Give the date as day, month and year, such as {day:%d/%m/%Y}."

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            raise ValidationError(f"Give a day in the years {EARLIEST_YEAR} to {LATEST_YEAR}.")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            plain = " ".join(cleaned(value).split())
            value = self.WEEKDAY.sub("", self.ORDINAL.sub("", plain)).replace("Sept ", "Sep ")
        return super().to_python(value)


class ManyField(forms.ModelMultipleChoiceField):
    """Several things of a list. A number that no database could hold is no choice, and no error of ours."""

    LARGEST = 2**63 - 1

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if str(one).isascii() and str(one).isdigit() and int(one) > self.LARGEST:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": one}
                )
        return super().clean(value)


def name_the_fields(form: forms.Form) -> None:
    """Have the library's own messages say which field they are about: they are read in the summary too."""
    for field in form.fields.values():
        label = str(field.label or "This")
        if field.error_messages.get("required") == Field.default_error_messages["required"]:
            field.error_messages["required"] = gettext("Fill in “%(label)s”.") % {"label": label}
        if isinstance(field, forms.IntegerField | forms.DecimalField):
            field.error_messages["invalid"] = f"“{label}” takes a number."
            exactly = label.replace("%", "%%")  # “80% positive” is no place for the library to fill something in
            for validator in field.validators:
                if isinstance(validator, MinValueValidator):
                    validator.message = f"“{exactly}” is %(limit_value)s or more."
                elif isinstance(validator, MaxValueValidator):
                    validator.message = f"“{exactly}” is %(limit_value)s or less."


class OneTimeForm(forms.Form):
    """A form whose answer is given once, however often it is sent."""

    form_token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("The form was incomplete. Send it again."),
            "invalid": _("The form was damaged. Send it again."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_token", uuid.uuid4())
        name_the_fields(self)

    @property
    def token(self) -> uuid.UUID:
        return self.cleaned_data["form_token"]

    def facts(self, *leave_out: str) -> dict[str, Any]:
        """What was filled in, without what every form carries."""
        mechanics = {"form_token", "version", *leave_out}
        return {name: value for name, value in self.cleaned_data.items() if name not in mechanics}

    def take_errors(self, refusal: ValidationError) -> None:
        """Show a service's refusal beside the fields it names."""
        if hasattr(refusal, "error_dict"):
            for name, errors in refusal.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        else:
            self.add_error(None, refusal)


class EditForm(OneTimeForm):
    """A form that carries the version it was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 2)


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].label = _("Password")
        self.fields.pop("remember", None)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""
        name_the_fields(self)


class ForgottenPasswordForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget.attrs.pop("placeholder", None)
        name_the_fields(self)


class PasswordWords:
    """Plain labels for the library's password fields."""

    def say_plainly(self) -> None:
        words = {
            "oldpassword": _("Your password now"),
            "password1": _("New password"),
            "password2": _("New password, again"),
        }
        for name, label in words.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _(
            "At least 12 characters. Three words that have nothing to do with each other are good."
        )
        name_the_fields(self)


class NewPasswordForm(PasswordWords, ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say_plainly()

    def save(self) -> None:
        super().save()
        guesses.forget(self.user.email)


class ChangePasswordForm(PasswordWords, LibraryChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say_plainly()


class OrganisationForm(EditForm):
    name = TextField(label="Name", max_length=120)
    colour = TextField(
        label="Colour",
        max_length=7,
        initial="#1d4f5c",
        help_text="Drawn as a line beside words, never behind them. # and six hexadecimal digits.",
    )

    nation = forms.ChoiceField(label="Bank holidays of", choices=Organisation.Nation.choices)

    def clean_colour(self) -> str:
        colour = self.cleaned_data["colour"].lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise ValidationError("Give the colour as # and six hexadecimal digits, such as #1d4f5c.")
        return colour


class WithAddress(EditForm):
    """A form that asks for an e-mail address."""

    def clean_email(self) -> str:
        email = cleaned(self.cleaned_data["email"]).lower()
        try:
            return check_address(email) if email else ""
        except ValueError as fault:
            raise ValidationError(str(fault)) from None


class AddressForm(WithAddress):
    """The address of an officer who has none."""

    email = forms.EmailField(label="E-mail address", max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_the_fields(self)


class OfficerForm(WithAddress):
    """An officer; `organisations` are the councils the person may administer."""

    organisation = forms.ModelChoiceField(label="Council", queryset=Organisation.objects.none(), empty_label=None)
    name = TextField(label="Name", max_length=120, help_text="A person, a post or a team.")
    post = TextField(label="Post", max_length=160, required=False)
    unit = TextField(
        label="Unit", max_length=200, required=False, widget=forms.TextInput(attrs={"list": "units"}),
        help_text="Directorate, division and team, the largest first, such as Place > Waste > Recycling.",
    )  # fmt: skip
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        required=False,
        help_text="Reminders go here. Needed for anybody who signs in.",
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="With a role they can sign in, and are sent a link to choose a password. Without one they cannot.",
    )

    def __init__(self, *args: Any, organisations: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        if not is_new:
            del self.fields["organisation"]


class AccountForm(EditForm):
    """Which of the council's sign-ins is this officer's."""

    account = forms.ModelChoiceField(
        label="Sign-in",
        queryset=User.objects.none(),
        empty_label="Choose a sign-in",
        error_messages={"required": "Choose whose sign-in it is."},
    )

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts
        self.fields["account"].label_from_instance = lambda user: f"{user.name}, {user.email}"


class AbsenceForm(OneTimeForm):
    """When an officer is away, and who stands in."""

    first = DayField(label="First day away")
    last = DayField(label="Last day away")
    cover = forms.ModelChoiceField(
        label="Who stands in",
        queryset=Officer.objects.none(),
        required=False,
        empty_label="Nobody",
        help_text="They are reminded instead, and may post. With nobody, the e-mails go on as before.",
    )

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = Officer.objects.here().filter(organisation=officer.organisation).exclude(email="")
        self.fields["cover"].queryset = colleagues.exclude(pk=officer.pk).in_order()
