"""The form of an action's own facts, and that of dropping it."""

from __future__ import annotations

from typing import Any

from django import forms

from actions.forms.progress import days_of
from actions.models import Action
from actions.services.structure import Naming
from actions.timing import parse_timing
from people.forms import DayField, EditForm, ManyField, TextField
from people.models import Officer
from plans.forms.rows import NumberedField
from plans.models import Plan, Priority


class ParentField(forms.ModelChoiceField):
    def label_from_instance(self, action: Any) -> str:
        return f"{action.reference} {action.title}".strip()[:100]


class ActionForm(EditForm):
    """An action's facts. Its date can be given only when it is new; afterwards it is moved in the open."""

    title = TextField(label="Action", max_length=1000)
    date = TextField(
        label="Date",
        required=False,
        help_text="As you would write it: May 2026, Quarterly, prior to each Board meeting, Tbc.",
    )
    date_set_by = DayField(
        label="If there is no date yet: to be set by",
        required=False,
        help_text="A day, such as 31/03/2026. Needed for Tbc: its owners are asked until the date is there.",
    )
    priority = NumberedField(label="Priority", queryset=Priority.objects.none(), required=False, empty_label="None")
    also_serves = ManyField(
        label="Other priorities it serves too",
        queryset=Priority.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    parent = ParentField(
        label="Part of",
        queryset=Action.objects.none(),
        required=False,
        empty_label="Stands by itself",
        help_text="An action group, such as 1 for 1.1. It needs no date or owner of its own.",
    )
    reference = TextField(label="Number", max_length=20, required=False, help_text="Such as 1 or 1.1.")
    is_group = forms.BooleanField(label="It is a group: other actions are part of it", required=False)
    section = TextField(
        label="Section", max_length=200, required=False, help_text="The heading it stands under in a printed table."
    )
    audiences = TextField(label="Audiences", required=False, help_text="With commas between them.")
    method = TextField(label="Method or media", rows=2, required=False)
    accountable = forms.ModelChoiceField(
        label="Who is accountable", queryset=Officer.objects.none(), required=False, empty_label="Nobody yet"
    )
    others = ManyField(
        label="Who else delivers it",
        queryset=Officer.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = (
        "title",
        "date",
        "date_set_by",
        "audiences",
        "method",
        "accountable",
        "others",
        "priority",
        "section",
        "reference",
        "parent",
        "is_group",
        "also_serves",
    )

    def __init__(self, *args: Any, plan: Plan, action: Action | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.action = plan, action
        self.fields["priority"].queryset = self.fields["also_serves"].queryset = plan.priorities.in_order()
        groups = plan.actions.filter(parent=None, dropped_on=None)
        self.fields["parent"].queryset = groups.exclude(pk=action.pk).in_order() if action else groups.in_order()
        if not self.fields["priority"].queryset:
            del self.fields["also_serves"]
        if action and action.sub_actions.exists():
            del self.fields["parent"]
        self.officers = Officer.objects.filter(organisation__in=plan.council_ids).in_order()
        self.fields["accountable"].queryset = self.fields["others"].queryset = self.officers
        if action:
            del self.fields["date"], self.fields["is_group"]

    def clean_date(self) -> Any:
        return parse_timing(self.cleaned_data["date"], self.plan.years)

    def clean(self) -> dict[str, Any]:
        """What has no date yet has a day by which it gets one: otherwise nobody would ever be asked."""
        data = super().clean() or {}
        if data.get("parent"):
            data["priority"] = data.get("priority") or data["parent"].priority
        if data.get("is_group") or (self.action and self.action.sub_actions.exists()):
            return data
        timing = self.action.timing if self.action else data.get("date")
        has_due_dates = bool(timing and days_of(timing, self.plan))
        if self.action:
            has_due_dates = self.action.occurrences.filter(is_milestone=False).exists()
        unsettled = timing is not None and timing.is_unsettled(has_due_dates=has_due_dates)
        if unsettled and not data.get("date_set_by") and "date_set_by" in data:
            self.add_error("date_set_by", "Say by when the date is to be set. Its owners are asked until it is.")
            if timing.needs_review and "date" in self.fields:
                self.add_error(
                    "date",
                    f"“{timing.as_written}” is not understood as a date. Correct it (June 2026, Q1 2026/27, 12 June "
                    "2026), or keep it as written and say below by when it is to be settled.",
                )
        return data

    def audience_names(self) -> list[str]:
        return list(
            dict.fromkeys(name.strip()[:120] for name in self.cleaned_data["audiences"].split(",") if name.strip())
        )

    def naming(self) -> Naming:
        """Who was named, and among whom."""
        return Naming(self.cleaned_data["accountable"], list(self.cleaned_data["others"]), list(self.officers))


class DropForm(EditForm):
    """Why an action is not pursued, and who agreed to that."""

    reason = TextField(label="Why it is not pursued", rows=3)
    agreed_by = TextField(label="Agreed by", max_length=160, help_text="A person, a post or a meeting.")
