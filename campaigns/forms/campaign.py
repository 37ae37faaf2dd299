"""Forms of a campaign: its own facts, what was spent, what came of it, and finishing it."""

from __future__ import annotations

from typing import Any

from django import forms

from campaigns.forms.moments import name_the_days
from campaigns.models import Campaign, Finding
from people.figure_fields import FigureField
from people.forms import DayField, EditForm, ManyField, TextField
from plans.models import KeyMessage
from surveys.models import Measure


class CampaignForm(EditForm):
    title = TextField(label="Campaign", max_length=200)
    team = TextField(label="Team", max_length=100, required=False)
    starts_on = DayField(label="First day", required=False)
    ends_on = DayField(label="Last day", required=False)
    budget = FigureField(label="Budget, in pounds", max_digits=11, required=False)
    hours = FigureField(label="Hours it takes", max_digits=7)
    messages = ManyField(
        label="Key messages", queryset=KeyMessage.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["messages"].queryset = campaign.plan.key_messages.in_order()
        name_the_days(self)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        first, last = facts.get("starts_on"), facts.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day comes before the first.")
        return facts


class SpendForm(EditForm):
    what = TextField(label="What for?", max_length=200)
    amount = FigureField(label="How much, in pounds?", max_digits=11)
    on = DayField(label="When?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_the_days(self)


class FindingForm(EditForm):
    """One line of the evaluation."""

    level = forms.ChoiceField(label="What is it about?", choices=Finding.Level.choices, widget=forms.RadioSelect)
    expected = TextField(label="What was expected", max_length=300, required=False)
    found = TextField(label="What was found", rows=3, required=False)
    measure = forms.ModelChoiceField(
        label="Measure of the plan", queryset=Measure.objects.none(), required=False, empty_label="None"
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = campaign.plan.measures.in_order()


class FinishForm(EditForm):
    lessons = TextField(
        label="What should the next campaign know?",
        rows=5,
        help_text="It is shown to whoever writes a brief for the same people or the same objective.",
    )
    anyway = forms.BooleanField(label="Finish it all the same", required=False)

    def __init__(self, *args: Any, is_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_over:
            del self.fields["anyway"]
