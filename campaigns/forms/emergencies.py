"""Forms of emergencies: short where somebody is in a hurry."""

from __future__ import annotations

from typing import Any

from django import forms

from campaigns.forms.enquiries import OfCouncilForm
from campaigns.models import Channel, Emergency
from people.figure_fields import FigureField
from people.forms import EditForm, ManyField, OneTimeForm, TextField
from plans.models import Plan


class OpenForm(OfCouncilForm):
    """Who leads comes first: what the council may say hangs on it."""

    lead = forms.ChoiceField(
        label="Who leads?",
        choices=Emergency.Lead.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who leads: it decides what the council may say."},
    )
    title = TextField(label="What it is, in a few words", max_length=200)
    what_happened = TextField(label="What has happened", rows=3, required=False)
    field_order = ("lead", "title", "what_happened", "organisation")


class EmergencyForm(EditForm):
    lead = forms.ChoiceField(label="Who leads?", choices=Emergency.Lead.choices, widget=forms.RadioSelect)
    lead_name = TextField(
        label="Their name, or whom to ring",
        max_length=200,
        required=False,
        help_text="For example Kent Police, duty desk.",
    )
    title = TextField(label="What it is, in a few words", max_length=200)
    what_happened = TextField(label="What has happened", rows=4, required=False)
    messages = TextField(
        label="Messages", rows=6, required=False, help_text="What is said to everybody, by every channel."
    )
    for_plan = forms.ModelChoiceField(
        label="Plan whose channels are used",
        queryset=Plan.objects.none(),
        required=False,
        empty_label="None",
        help_text="Save it to choose from its channels.",
    )
    channels = ManyField(
        label="Channels", queryset=Channel.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    team = TextField(label="Team", max_length=100, required=False)
    hours = FigureField(label="Hours spent", required=False, max_digits=7)

    def __init__(self, *args: Any, emergency: Emergency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan: Any = self.fields["for_plan"]
        plan.queryset = Plan.objects.filter(organisation=emergency.organisation_id).in_order()
        channels: Any = self.fields["channels"]
        channels.queryset = Channel.objects.filter(plan=emergency.for_plan_id).in_order()
        if emergency.for_plan_id is None:
            del self.fields["channels"]


class StatementForm(OneTimeForm):
    """One box; the time is now."""

    words = TextField(label="What is said", rows=3)
    to = TextField(label="To whom", max_length=200, required=False)
    channel = TextField(label="By which channel", max_length=200, required=False)


class ReopenForm(EditForm):
    reason = TextField(label="Why it is opened again", rows=3, help_text="It stands in the log, with your name.")


class ReportForm(EditForm):
    """What is owed afterwards."""

    said = TextField(label="What was said", rows=5, help_text="The log above is kept with it; sum it up.")
    lessons = TextField(label="What was learnt", rows=4, help_text="“Nothing” is an answer.")
    hours = FigureField(label="Hours spent", required=False, max_digits=7)
