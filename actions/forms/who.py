"""Who does which part of an action: a row for each, with a few more to fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actions.models import Action, Assignment
from actions.services.naming import Owner
from people.forms import EditForm, TextField, name_the_fields
from people.models import Officer

MORE = 3  # empty rows below those that are filled


class WhoForm(EditForm):
    """An officer, or the words of a post nobody is named to, and the part they have. A row that is blanked goes."""

    accountable = forms.ModelChoiceField(
        label="Who is accountable",
        queryset=Officer.objects.none(),
        required=False,
        empty_label="Nobody yet",
        help_text="One of those above.",
    )

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = list(action.assignments.select_related("officer").in_order())
        officers = Officer.objects.here().filter(organisation__in=action.plan.contributing_ids)
        # One who has left, or of a council that is no longer a partner, stays where it stands.
        officers = (officers | Officer.objects.filter(assignments__action=action)).distinct().in_order()
        self.fields["accountable"].queryset = officers
        self.initial.setdefault("version", action.version)
        self.initial.setdefault("accountable", next((one.officer for one in standing if one.is_accountable), None))
        self.count = len(standing) + MORE
        self.posts = {number: one.as_written for number, one in enumerate(standing) if not one.officer}
        for number in range(self.count):
            one = standing[number] if number < len(standing) else None
            self.add_row(number, officers, one)
        name_the_fields(self)

    def add_row(self, number: int, officers: Any, one: Assignment | None) -> None:
        row = number + 1
        fields: dict[str, forms.Field] = {
            "officer": forms.ModelChoiceField(
                officers, label=f"Officer {row}", required=False, empty_label="No officer: a post"
            ),
            "words": TextField(label=f"Post {row}, where nobody is named to it", required=False),
            "part": forms.ChoiceField(label=f"Part {row}", choices=Assignment.Part.choices, required=False),
            "note": TextField(
                label=f"More words {row}",
                required=False,
                help_text="Printed behind the part, such as: with democratic services teams.",
            ),
        }
        for name, field in fields.items():
            self.fields[f"{name}_{number}"] = field
        if one:
            words = "" if one.officer else one.as_written
            self.initial.update({f"officer_{number}": one.officer, f"words_{number}": words})
            self.initial.update({f"part_{number}": one.part, f"note_{number}": one.note})

    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{n}"] for name in ("officer", "words", "part", "note")] for n in range(self.count)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(self.count):
            officer, words = data.get(f"officer_{number}"), data.get(f"words_{number}")
            if officer and words:
                self.add_error(f"words_{number}", f"Row {number + 1}: choose an officer, or write a post, not both.")
            if data.get(f"note_{number}") and not officer and not words:
                self.add_error(f"officer_{number}", f"Row {number + 1}: say who.")
        if data.get("accountable") and data["accountable"] not in [owner.officer for owner in self.owners()]:
            raise ValidationError({"accountable": f"{data['accountable']} has no part above. Give them one."})
        return data

    def owners(self) -> list[Owner]:
        data = self.cleaned_data
        found = []
        for number in range(self.count):
            officer, words = data.get(f"officer_{number}"), data.get(f"words_{number}") or ""
            if officer or words:
                words = words or self.posts.get(number, "")  # a post that gets its holder keeps the paper's words
                part = data.get(f"part_{number}") or Assignment.Part.DELIVERS
                found.append(Owner(officer, words, part, data.get(f"note_{number}") or ""))
        return found
