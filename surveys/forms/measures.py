"""The form of a measure of success."""

from __future__ import annotations

from typing import Any

from django import forms

from people.figure_fields import FigureField, check_units
from people.forms import EditForm, TextField, name_the_fields
from people.models import Officer
from plans.models import Audience, Objective, Plan
from surveys.models import Measure
from surveys.sections import officers_of


def figure(label: str, help_text: str = "") -> FigureField:
    return FigureField(label=label, help_text=help_text, required=False)


class MeasureForm(EditForm):
    """A measure, and its targets by quarter and year where it has them."""

    statement = TextField(label="What is to be shown", help_text="For example: 66 per cent understand MKIP/MKS.")
    audience = forms.ModelChoiceField(
        label="Audience", queryset=Audience.objects.none(), required=False, empty_label="Everybody"
    )
    objective = forms.ModelChoiceField(
        label="Which objective it shows",
        queryset=Objective.objects.none(),
        required=False,
        empty_label="None in particular",
    )
    level = forms.ChoiceField(label="Level", choices=[("", "Not said"), *Measure.Level.choices], required=False)
    unit = forms.ChoiceField(label="Unit", choices=Measure.Unit.choices, required=False)
    better = forms.ChoiceField(label="Which way is better", choices=Measure.Better.choices, required=False)
    target = figure("Target", "Leave blank if it is not known yet.")
    floor = figure("Floor performance standard", "Beyond it the measure is red.")
    outturn = TextField(
        label="Previous outturn", max_length=100, required=False, help_text="What was reached last year."
    )
    benchmark = TextField(label="Comparative benchmark", max_length=100, required=False)
    frequency = forms.TypedChoiceField(
        label="How often it is read",
        choices=Measure.Frequency.choices,
        required=False,
        initial=Measure.Frequency.QUARTER,
        empty_value=Measure.Frequency.QUARTER,
    )
    outturn_by = forms.TypedChoiceField(
        label="What a reading counts",
        choices=Measure.OutturnBy.choices,
        required=False,
        initial=Measure.OutturnBy.LAST,
        empty_value=Measure.OutturnBy.LAST,
        help_text="Of figures that are added up, the target and the floor are each period’s, unless the year has a target "
        "below.",
    )
    owner = forms.ModelChoiceField(
        label="Who reads it",
        queryset=Officer.objects.none(),
        required=False,
        empty_label="Nobody in particular",
        help_text="They may enter its readings when they sign in.",
    )
    source = TextField(
        label="How it is evidenced",
        required=False,
        help_text="For example: the Member survey, web statistics, the press log.",
    )
    by_period = forms.BooleanField(label="It has targets by quarter and year", required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].queryset = plan.audiences.in_order()
        self.fields["objective"].queryset = plan.objectives.in_order()
        self.fields["owner"].queryset = officers_of(plan)
        self.initial.setdefault("unit", Measure.Unit.PER_CENT)
        self.periods = plan.years.target_periods
        for period in self.periods:
            self.fields[f"target_{period}"] = figure(f"Target {period}")
        name_the_fields(self)

    def clean_unit(self) -> str:
        return self.cleaned_data["unit"] or Measure.Unit.PER_CENT

    def clean_better(self) -> str:
        return self.cleaned_data["better"] or Measure.Better.HIGHER

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_units(self)
        for name in (f"target_{period}" for period in self.periods):
            if data.get("unit") == Measure.Unit.PER_CENT and (data.get(name) or 0) > 100:
                self.add_error(name, "A percentage is 100 or less.")
        return data

    def measure_facts(self) -> dict[str, Any]:
        """What `add_measure` and `edit_measure` take."""
        by_period = {period: self.cleaned_data[f"target_{period}"] for period in self.periods}
        wanted = self.cleaned_data["by_period"] or any(value is not None for value in by_period.values())
        facts = self.facts("by_period", *(f"target_{period}" for period in self.periods))
        return facts | {"targets": by_period if wanted else {}}
