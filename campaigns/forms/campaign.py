"""Forms of a campaign: what is put in the plan, what was spent, what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet

from actions.timing import parse_timing
from campaigns.forms.moments import name_the_days
from campaigns.models import Activity, Brief, Campaign, Channel, Finding
from campaigns.services.campaigns import Planned
from people.figure_fields import FigureField
from people.forms import DayField, EditForm, ManyField, OneTimeForm, TextField, name_the_fields
from people.models import Officer
from plans.forms.rows import NumberedField
from plans.models import KeyMessage, Plan
from surveys.models import Measure

SPARE, MOST = 3, 30  # rows beyond what the brief names; what one form takes
ROW = ("title", "date", "officer", "channel", "hours", "publicity")


class PlannedRow(forms.Form):
    """One thing that is to be done. A row without a title is no row, unless something else is filled in."""

    title = TextField(label="What is done", max_length=1000, required=False)
    date = TextField(label="Date", max_length=100, required=False)
    officer = forms.ModelChoiceField(
        label="Who", queryset=Officer.objects.none(), required=False, empty_label="Nobody yet"
    )
    channel = forms.ModelChoiceField(
        label="Channel", queryset=Channel.objects.none(), required=False, empty_label="None"
    )
    hours = FigureField(label="Hours", max_digits=7, required=False)
    publicity = forms.ChoiceField(label="Is it publicity?", choices=Activity.Publicity.choices, required=False)

    def __init__(
        self, *args: Any, plan: Plan, officers: QuerySet[Officer], channels: QuerySet[Channel], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["officer"].queryset, self.fields["channel"].queryset = officers, channels
        self.fields["officer"].choices = [("", "Nobody yet"), *((one.pk, str(one)) for one in officers)]
        self.fields["channel"].choices = [("", "None"), *((one.pk, one.name) for one in channels)]
        name_the_fields(self)

    @property
    def says_something(self) -> bool:
        return any(self[name].data for name in ROW)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if self.says_something and not facts.get("title") and "title" not in self.errors:
            self.add_error("title", "Say what is done, or leave the whole row blank.")
        if facts.get("title") and not facts.get("date") and "date" not in self.errors:
            self.add_error("date", f"Say when “{facts['title'][:60]}” is due, in your own words, or Tbc.")
        return facts

    def planned(self) -> Planned:
        facts = self.cleaned_data
        timing = parse_timing(facts["date"], self.plan.years)
        return Planned(facts["title"], timing, facts["officer"], facts["channel"], facts["hours"], facts["publicity"])


class PlanForm(EditForm):
    """An approved brief becomes a campaign: under which priority, and what is done when by whom."""

    priority = NumberedField(
        label="Priority of the plan", queryset=Plan.objects.none(), required=False, empty_label="None"
    )

    def __init__(self, data: Any = None, *, brief: Brief) -> None:
        super().__init__(data, initial={"version": brief.version, "priority": brief.priority_id})
        self.fields["priority"].queryset = brief.plan.priorities.in_order()
        lines = [line.strip(" -•*\t") for line in brief.implementation.splitlines() if line.strip(" -•*\t")][:MOST]
        options: dict[str, Any] = {
            "plan": brief.plan,
            "officers": Officer.objects.filter(organisation=brief.organisation_id).in_order(),
            "channels": Channel.objects.filter(plan=brief.plan).in_order(),
        }
        self.rows = [
            PlannedRow(data, prefix=f"r{number}", initial={"title": line}, **options)
            for number, line in enumerate([*lines, *[""] * SPARE])
        ]

    def is_valid(self) -> bool:
        said = [row for row in self.rows if row.says_something]
        return all([super().is_valid(), *(row.is_valid() for row in said)])

    @property
    def planned(self) -> list[Planned]:
        return [row.planned() for row in self.rows if row.says_something]

    @property
    def wrong(self) -> Iterator[Any]:
        """The fields of rows that have something wrong with them."""
        return (field for row in self.rows if row.is_bound and row.says_something for field in row if field.errors)


class ActivityForm(OneTimeForm):
    """One more thing that a campaign does."""

    title = TextField(label="What is done", max_length=1000)
    date = TextField(label="Date", max_length=100, help_text="In your own words, or Tbc.")
    officer = forms.ModelChoiceField(
        label="Who", queryset=Officer.objects.none(), required=False, empty_label="Nobody yet"
    )
    channel = forms.ModelChoiceField(
        label="Channel", queryset=Channel.objects.none(), required=False, empty_label="None"
    )
    hours = FigureField(label="Hours", max_digits=7, required=False)
    publicity = forms.ChoiceField(label="Is it publicity?", choices=Activity.Publicity.choices, required=False)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = campaign.plan
        self.fields["officer"].queryset = Officer.objects.filter(organisation=campaign.organisation_id).in_order()
        self.fields["channel"].queryset = Channel.objects.filter(plan=campaign.plan).in_order()

    def planned(self) -> Planned:
        facts = self.facts("date")
        return Planned(timing=parse_timing(self.cleaned_data["date"], self.plan.years), **facts)


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
