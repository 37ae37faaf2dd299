"""Uploading a file, and saying on its preview what cannot be read from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone

from imports.commit import names_in
from imports.limits import UPLOAD_BYTES
from imports.models import ImportFile
from imports.owner_words import is_person
from imports.whole.forward import Forward
from people.forms import DayField, EditForm, OneTimeForm, TextField
from people.models import Officer, Organisation, User

MEGABYTE = 1024 * 1024
LEAVE, ADD = "leave", "add"
NAMES_ASKED = 300  # a form has a limit of fields; of further names officers are matched and the words of others kept


class UploadForm(OneTimeForm):
    file = forms.FileField(
        label="The paper",
        help_text="A Word table (.docx), a spreadsheet (.xlsx) or a CSV file, up to 10 MB.",
        allow_empty_file=True,
        error_messages={"required": "Choose the file."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > UPLOAD_BYTES:
            raise ValidationError(
                f"This file has {file.size // MEGABYTE} MB. Files of up to {UPLOAD_BYTES // MEGABYTE} MB can be read."
            )
        return file


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


class ConfirmForm(EditForm):
    """What the person decides on a preview: sections, names, and until when missing dates are to be set."""

    sections_are_priorities = forms.BooleanField(
        label="Make the sections of the paper priorities of the plan", required=False
    )
    set_dates_by = DayField(
        label="Missing dates are to be set by",
        required=False,
        help_text="Owners are asked until they are.",
    )

    def __init__(self, *args: Any, file: ImportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        preview, plan = file.preview or {}, file.plan
        self.initial.setdefault("version", file.version)
        self.initial.setdefault("set_dates_by", timezone.localdate() + timedelta(days=plan.set_by_grace_days))
        if not any(row["section"] for row in preview["rows"]):
            del self.fields["sections_are_priorities"]
        self.officers = {str(o.pk): o for o in Officer.objects.filter(organisation__in=plan.council_ids).in_order()}
        self.council: Organisation = plan.organisation
        everybody = names_in(preview)
        self.names, self.not_asked = everybody[:NAMES_ASKED], everybody[NAMES_ASKED:]
        known = {o.name.casefold(): pk for pk, o in self.officers.items()} | {
            o.post.casefold(): pk for pk, o in self.officers.items() if o.post
        }
        self.known = known
        for number, name in enumerate(self.names):
            choices = [(LEAVE, "Keep the words, and ask for a name"), (ADD, f"Add as an officer of {self.council}")]
            choices += [
                (pk, f"{o.name}{f', {o.post}' if o.post and o.post != o.name else ''}")
                for pk, o in self.officers.items()
            ]
            self.fields[f"who_{number}"] = forms.ChoiceField(label=f"“{name}”", choices=choices)
            self.initial.setdefault(f"who_{number}", known.get(name.casefold(), ADD if is_person(name) else LEAVE))

    def who(self) -> dict[str, Officer | Organisation | None]:
        """{name in the paper: an officer, the council to add them to, or None}."""
        found = {}
        for number, name in enumerate(self.names):
            chosen = self.cleaned_data[f"who_{number}"]
            found[name] = self.council if chosen == ADD else self.officers.get(chosen)
        return found | {name: self.officers.get(self.known.get(name.casefold(), "")) for name in self.not_asked}

    def name_fields(self) -> list[Any]:
        return [self[f"who_{number}"] for number in range(len(self.names))]


class TakeInForm(OneTimeForm):
    """The export of a plan, and for which council it is made again."""

    organisation = forms.ModelChoiceField(label="Council", queryset=Organisation.objects.none(), empty_label=None)
    file = forms.FileField(
        label="The exported plan",
        help_text="A .json file, up to 10 MB.",
        allow_empty_file=True,
        error_messages={"required": "Choose the file."},
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class ForwardForm(OneTimeForm):
    """What of a plan is carried into the next year, and what becomes of its dates. `held` are (key, label) of what it has."""

    title = TextField(label="Title", max_length=200)
    dates = forms.ChoiceField(
        label="Dates",
        choices=[("move", "Move them to the next year"), ("clear", "Clear them; officers are asked for new ones")],
        widget=forms.RadioSelect,
        initial="move",
        required=False,
    )
    leave_done = forms.BooleanField(label="Leave behind what is complete or dropped", required=False)
    carried = forms.MultipleChoiceField(
        label="What is carried forward",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing to carry forward."},
    )

    def __init__(self, *args: Any, held: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carried"].choices = held

    def choice(self) -> Forward:
        sent = self.cleaned_data
        return Forward(
            title=sent["title"],
            carried=sent["carried"],
            moves_dates=sent["dates"] != "clear",
            leaves_done=sent["leave_done"],
        )
