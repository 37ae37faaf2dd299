"""Whole plans: taken in from an export, carried into the next year, or removed."""

from __future__ import annotations

from typing import Any

from django import forms

from imports.whole.forward import Forward
from people.forms import EditForm, OneTimeForm, TextField
from people.models import Organisation


class TakeInForm(OneTimeForm):
    """The export of a plan, and for which council it is made again."""

    organisation = forms.ModelChoiceField(label="Council", queryset=Organisation.objects.none(), empty_label=None)
    file = forms.FileField(
        label="The exported plan",
        help_text="A .json file, up to 10 MB.",
        allow_empty_file=True,
        error_messages={"required": "Choose the file."},
    )
    is_second = forms.BooleanField(
        label="Take it in as a second plan",
        required=False,
        help_text="Needed only where the council has a plan of the same title and years already.",
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class RemovePlanForm(EditForm):
    """That a plan is to go, said with a tick."""

    is_sure = forms.BooleanField(
        label="Remove the plan with everything in it",
        error_messages={"required": "Tick the box to say that the plan is to go."},
    )


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
