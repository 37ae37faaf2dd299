"""Forms of the pre-election guard: what an action is, an exemption, a spokesperson."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from actions.models import Action
from campaigns.guard import WHAT_IT_IS, by_audience
from campaigns.holds import Thing
from campaigns.models import Activity
from campaigns.services.publicity import Said
from people.forms import EditForm, OneTimeForm, TextField

LABEL = "What is it?"
GOING_BY = "Not said: going by its audience"


def choices(audiences: Iterable[str]) -> list[tuple[str, str]]:
    """The classes. The first says what it comes to where nobody says it."""
    found = by_audience(list(audiences))
    what = f"{GOING_BY}, {WHAT_IT_IS[found]}" if found else "Not classed yet"
    return [("", what), *(one for one in Activity.Publicity.choices if one[0])]


class PublicityForm(EditForm):
    publicity = forms.ChoiceField(
        label=LABEL,
        required=False,
        help_text="Publicity is held between the notice of an election and its poll. Internal work and statutory notices are not.",
    )

    def __init__(self, *args: Any, audiences: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publicity"].choices = choices(audiences)


@dataclass(frozen=True)
class Classed:
    """An action with what it is, as the page of a plan's publicity shows it; `version` is that of what was said of it."""

    action: Action
    audiences: list[str]
    publicity: str
    version: int

    @property
    def shown(self) -> str:
        """What a row carries to be told apart from one that was changed."""
        return f"{self.version}:{self.publicity}"


@dataclass(frozen=True)
class Line:
    classed: Classed
    field: BoundField


class PlanPublicityForm(OneTimeForm):
    """A select for every action of a page. Only what is chosen anew is saved, each from what it was shown as."""

    SHOWN = re.compile(r"(\d{1,9}):([a-z_]{0,15})")

    def __init__(self, *args: Any, rows: list[Classed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {one.action.pk: one for one in rows}
        for pk, one in self.rows.items():
            select = forms.ChoiceField(
                label=LABEL, choices=choices(one.audiences), required=False, initial=one.publicity
            )
            shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=30, initial=one.shown)
            self.fields[f"publicity_{pk}"], self.fields[f"shown_{pk}"] = select, shown

    @property
    def lines(self) -> list[Line]:
        return [Line(one, self[f"publicity_{pk}"]) for pk, one in self.rows.items()]

    def said(self) -> dict[int, Said]:
        """What was chosen anew, by action: a row that was not sent, or that is as it was shown, says nothing."""
        found = {}
        for pk in self.rows:
            shown = self.SHOWN.fullmatch(self.cleaned_data.get(f"shown_{pk}", ""))
            choice = self.cleaned_data.get(f"publicity_{pk}", "")
            if shown and f"publicity_{pk}" in self.data and choice != shown[2]:
                found[pk] = Said(choice, int(shown[1]))
        return found

    def take_errors(self, refusal: ValidationError) -> None:
        """What somebody else has classed meanwhile is sent next from what now stands: that is then a decision."""
        super().take_errors(refusal)
        data: Any = self.data.copy()
        for pk in (pk for pk in self.rows if f"publicity_{pk}" in self.errors):
            data[f"shown_{pk}"] = self.rows[pk].shown
        self.data = data


class ThingsField(forms.MultipleChoiceField):
    """Whether what was chosen is still held is for the service to say: a form sent twice has let it out the first time."""

    def valid_value(self, value: Any) -> bool:
        return True


class ClearForm(OneTimeForm):
    """Which of an action's held things, and why."""

    things = ThingsField(
        label="What may go out",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )

    def __init__(self, *args: Any, things: list[Thing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["things"].choices = [(one.key, in_a_choice(one)) for one in things]
        if len(things) == 1:
            self.initial.setdefault("things", [things[0].key])


def in_a_choice(thing: Thing) -> str:
    label = f"{thing.label}, " if thing.label else ""
    return f"{label}{thing.goes_out}: {thing.what}"


class ExemptForm(ClearForm):
    who = TextField(label="Monitoring Officer’s name", max_length=120, help_text="First and last name.")
    reason = TextField(
        label="Monitoring Officer’s reason",
        rows=3,
        max_length=500,
        help_text="In a sentence, as it is to be printed in the council’s guidance.",
    )


class SpokespersonForm(ClearForm):
    who = TextField(
        label="Spokesperson’s name", max_length=120, help_text="Somebody who is no Member and no candidate."
    )
    post = TextField(label="Spokesperson’s post", max_length=160)
    reason = TextField(label="Why it goes out now", max_length=500)
