"""Forms of what a campaign does: what is done, when, by whom, and by which channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet

from actions.event_words import Event
from actions.events import known_events
from campaigns.dating import Around
from campaigns.models import Activity, Brief, Campaign, Channel
from campaigns.services.campaigns import Planned
from people.figure_fields import FigureField
from people.forms import EditForm, OneTimeForm, TextField, name_the_fields
from people.models import Officer
from plans.forms.rows import NumberedField
from plans.models import Plan

SPARE, MOST = 3, 30  # rows beyond what the brief names; what one form takes
ROW = ("title", "date", "officer", "channel", "hours", "publicity")


@dataclass(frozen=True)
class Offered:
    """What every row of a form is read by and offers: the plan, the days of the work and whose these are, officers and
    channels."""

    plan: Plan
    around: Around
    whose: str
    officers: QuerySet[Officer]
    channels: QuerySet[Channel]

    @classmethod
    def by(cls, work: Brief | Campaign, whose: str) -> Offered:
        officers = Officer.objects.filter(organisation=work.organisation_id).to_choose()
        around = Around(work.plan.years, work.starts_on, work.ends_on)
        return cls(work.plan, around, whose, officers, Channel.objects.filter(plan=work.plan).in_order())

    @cached_property
    def events(self) -> list[Event]:
        return known_events(self.plan)

    @property
    def hint(self) -> str:
        return f"The {self.whose}’s days: {self.around.days}." if self.around.days else ""


class ActivityFields(forms.Form):
    """One thing that is to be done. A date that gives nobody a day is asked about: mended, or kept as it is with a tick."""

    title = TextField(label="What is done", max_length=1000)
    date = TextField(label="Date", max_length=100, required=False)
    keep = forms.BooleanField(required=False)
    officer = forms.ModelChoiceField(
        label="Who", queryset=Officer.objects.none(), required=False, empty_label="Nobody yet"
    )
    channel = forms.ModelChoiceField(
        label="Channel", queryset=Channel.objects.none(), required=False, empty_label="None"
    )
    hours = FigureField(label="Hours", max_digits=7, required=False)
    publicity = forms.ChoiceField(label="Is it publicity?", choices=Activity.Publicity.choices, required=False)

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers, channels = offered.officers, offered.channels
        self.fields["officer"].queryset, self.fields["channel"].queryset = officers, channels
        self.fields["officer"].choices = [("", "Nobody yet"), *((one.pk, str(one)) for one in officers)]
        self.fields["channel"].choices = [("", "None"), *((one.pk, one.name) for one in channels)]
        date = self.fields["date"]
        date.help_text = offered.hint
        written = date.widget.value_from_datadict(self.data, self.files, self.add_prefix("date"))
        self.timing = offered.around.timing(date.to_python(written))
        events = offered.events if self.timing.anchor or self.timing.parts else ()
        self.question = offered.around.question(self.timing, events, offered.plan.organisation.nation)
        self.fields["keep"].label = f"Keep “{self.timing.as_written[:60]}” as it is written"
        if not self.question:
            del self.fields["keep"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if self.question and not facts.get("keep") and "date" not in self.errors:
            self.add_error("date", self.question)
        return facts

    def planned(self) -> Planned:
        facts = self.cleaned_data
        return Planned(timing=self.timing, **{name: facts[name] for name in ROW if name != "date"})


class PlannedRow(ActivityFields):
    """A row of several. One without a title is no row, unless something else is filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        name_the_fields(self)

    @property
    def says_something(self) -> bool:
        """The channel that the row came with says nothing."""
        channel = self["channel"]
        given = any(self[name].data for name in ROW if name != "channel")
        return given or str(channel.data or "") not in ("", str(channel.initial or ""))

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if self.says_something and not facts.get("title") and "title" not in self.errors:
            self.add_error("title", "Say what is done, or leave the whole row blank.")
        return facts


class PlanForm(EditForm):
    """An approved brief becomes a campaign: under which priority, and what is done when by whom."""

    priority = NumberedField(
        label="Priority of the plan", queryset=Plan.objects.none(), required=False, empty_label="None"
    )

    def __init__(self, data: Any = None, *, brief: Brief) -> None:
        super().__init__(data, initial={"version": brief.version, "priority": brief.priority_id})
        self.fields["priority"].queryset = brief.plan.priorities.in_order()
        lines = [line.strip(" -•*\t") for line in brief.implementation.splitlines() if line.strip(" -•*\t")][:MOST]
        begun = [
            {"title": line, "channel": channel} for line, channel in zip(lines, channels_for(lines, brief), strict=True)
        ]
        offered = Offered.by(brief, "brief")
        self.rows = [
            PlannedRow(data, prefix=f"r{number}", initial=initial, offered=offered)
            for number, initial in enumerate([*begun, *[{}] * SPARE])
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


def channels_for(lines: Sequence[str], brief: Brief) -> Sequence[int | None]:
    """The channel of each line of a brief: its only one, or one each where there are as many. Else nobody has said."""
    named = [channel.pk for channel in brief.channels.in_order()]
    if len(named) == 1:
        return named * len(lines)
    return named if len(named) == len(lines) else [None] * len(lines)


class ActivityForm(ActivityFields, OneTimeForm):
    """One more thing that a campaign does."""

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, offered=Offered.by(campaign, "campaign"), **kwargs)
        hint = self.fields["date"].help_text
        self.fields["date"].help_text = f"In your own words. Leave it blank while there is no date yet. {hint}".strip()
