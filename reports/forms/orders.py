"""The forms that order a report and make a calendar feed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from people.forms import DayField, OneTimeForm, TextField
from plans.models import Meeting, Plan
from plans.periods import ReportedPeriod, in_words, reported_period, reported_periods
from reports.models import ClosedPeriod, Report
from reports.paper_kinds import NAMES


class ReportForm(OneTimeForm):
    """A paper of one plan: its progress, or the plan itself."""

    kind = forms.ChoiceField(
        label="What is printed", choices=Report.Kind.choices, required=False, widget=forms.RadioSelect
    )
    title = TextField(label="Title", max_length=200)
    report_of = TextField(
        label="Report of",
        max_length=160,
        help_text="The post in whose name it goes, for example Head of Communications.",
    )
    closed = forms.ModelChoiceField(
        label="Position of",
        queryset=ClosedPeriod.objects.none(),
        required=False,
        empty_label="Another day, to be frozen now",
        help_text="A period that is closed stays as it was frozen.",
    )
    as_at = DayField(label="Or as at", required=False, help_text="A day that has been. Only where no period is chosen.")
    period = TextField(
        label="Period reported", max_length=120, required=False, help_text="For example October 2015 to March 2016."
    )
    meeting = forms.ModelChoiceField(
        label="For the meeting", queryset=Meeting.objects.none(), required=False, empty_label="Not yet known"
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["closed"].queryset = (
            ClosedPeriod.objects.filter(plan=plan)
            .select_related("snapshot")
            .defer("snapshot__body")
            .in_order()
            .reverse()
        )
        self.fields["meeting"].queryset = Meeting.objects.filter(organisation__in=plan.council_ids).order_by("-date")
        self.initial.setdefault("kind", Report.Kind.PROGRESS)
        self.titles = {kind: f"{plan.title}: {name}" for kind, name in NAMES.items()}
        self.initial.setdefault("title", self.titles.get(self.initial["kind"], plan.title))
        self.initial.setdefault("as_at", timezone.localdate())
        last = Report.objects.filter(plan=plan).exclude(kind=Report.Kind.COVER).in_order().first()
        if last:  # in the same name, and for the next meeting of the same body
            self.initial.setdefault("report_of", last.report_of)
            coming = self.fields["meeting"].queryset.filter(body=last.body, date__gte=timezone.localdate())
            self.initial.setdefault("meeting", coming.order_by("date", "pk").first())

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Report.Kind.PROGRESS

    def clean_title(self) -> str:
        """A title that was left as it stood goes with what is printed, which is chosen beside it."""
        title, kind = self.cleaned_data["title"], self.cleaned_data.get("kind")
        offered = {self.plan.title, *self.titles.values()}
        return self.titles.get(kind, self.plan.title) if title in offered else title


class ClosePeriodForm(OneTimeForm):
    """Which period is closed, and as it was known when."""

    period = forms.ChoiceField(label="Period")
    as_at = DayField(
        label="Position as known on",
        required=False,
        help_text="Left blank, the last day of the period. Give a later day to take in what was posted after it.",
    )
    reason = TextField(
        label="What is corrected",
        required=False,
        help_text="Only for a period that is closed already: the paper says that it is a correction, and why.",
    )

    def __init__(self, *args: Any, plan: Plan, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ended = [one for one in reported_periods(plan.years, plan.period_months) if one.last < on]
        closed = set(ClosedPeriod.objects.filter(plan=plan).values_list("period", flat=True))
        self.fields["period"].choices = [
            (one.name, f"{one}{' (closed)' if one.name in closed else ''}") for one in reversed(ended)
        ]
        open_ones = [one.name for one in ended if one.name not in closed]
        if self.initial.get("period") is None and open_ones:
            self.initial["period"] = open_ones[-1]
        if not ended:
            first = in_words(reported_periods(plan.years, plan.period_months)[0].last + timedelta(days=1))
            self.fields["period"].help_text = f"No period has ended yet: the first can be closed from {first}."

    def clean_period(self) -> ReportedPeriod:
        return reported_period(self.cleaned_data["period"])


class FeedForm(OneTimeForm):
    """Whose dates a calendar feed has: the person's own, or those of one of `plans`."""

    MINE = "-"
    dates = forms.ChoiceField(
        label="Which dates?", help_text="Meetings and elections of your council come with either."
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {plan.slug: plan for plan in plans}
        own = (self.MINE, "My own, of all plans")
        self.fields["dates"].choices = [own, *((slug, plan.title) for slug, plan in self.plans.items())]

    @property
    def plan(self) -> Plan | None:
        return self.plans.get(self.cleaned_data["dates"])


class AcceptForm(OneTimeForm):
    """The button that accepts a fault, or takes that back; which one, and why, is sent beside it."""
