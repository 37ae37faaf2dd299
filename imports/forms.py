"""Uploading a file, and saying on its preview what cannot be read from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from imports.commit import names_in
from imports.limits import UPLOAD_BYTES
from imports.models import ImportFile
from imports.owner_words import is_person
from people.forms import DayField, EditForm, OneTimeForm
from people.models import Officer, Organisation

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
