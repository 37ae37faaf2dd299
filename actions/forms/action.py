"""The form of an action's own facts, and that of dropping it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actions.forms.progress import days_of
from actions.forms.who_box import ADD, Who, strangers_field
from actions.models import Action
from actions.services.naming import Owner
from actions.services.structure import may_correct_date
from actions.timing import Timing, parse_timing
from people.forms import DayField, EditForm, ManyField, TextField, name_the_fields
from people.text import cleaned
from plans.exempt import PUBLIC
from plans.forms.rows import NumberedField
from plans.models import Plan, Priority
from plans.periods import example_day, examples

SECTIONS_NAMED = 12
WHO_LENGTH = 2000


def squeezed(text: str) -> str:
    return " ".join(text.split())


class ParentField(forms.ModelChoiceField):
    def label_from_instance(self, action: Any) -> str:
        return f"{action.reference} {action.title}".strip()[:100]


class ActionForm(EditForm):
    """An action's facts. Its date can be given only when it is new; afterwards it is moved in the open."""

    title = TextField(label="Action", max_length=1000)
    date = TextField(
        label="Date",
        required=False,
    )
    date_set_by = DayField(
        label="If there is no date yet: to be set by",
        required=False,
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
        label="Section",
        max_length=200,
        required=False,
        help_text="The heading it stands under in a printed table, such as Members or Staff. It has no colour of its own; "
        "a priority has.",
    )
    audiences = TextField(label="Audiences", required=False)
    method = TextField(label="Method or media", rows=2, required=False)
    who = TextField(
        label="Who",
        rows=2,
        max_length=WHO_LENGTH,
        required=False,
        help_text="As you would write it: Jane Clarke; Paul Taylor to prepare; Head of Policy to distribute. The first is "
        "accountable, unless another is the lead: Paul Taylor (lead).",
    )

    exempt = forms.ChoiceField(
        label="Is it exempt from public papers?",
        choices=PUBLIC,
        required=False,
        help_text="An exempt action, with its parts, is left out of public papers and stands in their exempt appendix.",
    )

    field_order = (
        "title",
        "date",
        "date_set_by",
        "audiences",
        "method",
        "who",
        "strangers",
        "priority",
        "section",
        "reference",
        "parent",
        "is_group",
        "also_serves",
        "exempt",
    )

    def __init__(
        self,
        *args: Any,
        plan: Plan,
        today: datetime.date,
        may_add_officers: bool,
        action: Action | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.action, self.today = plan, action, today
        self.fields["priority"].queryset = self.fields["also_serves"].queryset = plan.priorities.in_order()
        groups = plan.actions.filter(parent=None, dropped_on=None)
        self.fields["parent"].queryset = groups.exclude(pk=action.pk).in_order() if action else groups.in_order()
        if not self.fields["priority"].queryset:
            del self.fields["also_serves"]
        if action and action.sub_actions.exists():
            del self.fields["parent"]
        self.examples = examples(example_day(today, plan.years))
        written = f"As you would write it: {self.examples[1]}, Quarterly, prior to each Board meeting, Tbc."
        self.fields["date"].help_text = written
        grace = today + datetime.timedelta(days=plan.set_by_grace_days)
        self.fields["date_set_by"].help_text = (
            f"A day, such as {grace:%d/%m/%Y}. Its owners are asked until the date is there. If you leave it empty: in "
            f"{plan.set_by_grace_days} days."
        )
        self.audiences = list(plan.audiences.values_list("name", flat=True))
        self.fields["audiences"].help_text = " ".join(
            ["With commas between them.", *([f"In this plan: {', '.join(self.audiences)}."] if self.audiences else [])]
        )
        sections = plan.actions.exclude(section="").order_by().values_list("section", flat=True).distinct()
        if there := list(sections[:SECTIONS_NAMED]):
            self.fields["section"].help_text += f" In this plan: {', '.join(there)}."
        self.who = Who.of(plan, action)
        if may_add_officers and (strangers := self.who.strangers(cleaned(self.data.get("who", "")[:WHO_LENGTH]))):
            self.fields["strangers"] = strangers_field(strangers, plan)
        if action:
            del self.fields["is_group"]
            self.initial.setdefault("who", self.who.text)
            if not may_correct_date(action):
                del self.fields["date"]
            else:
                self.initial.setdefault("date", action.timing.as_written)
                self.fields["date"].help_text = "The plan is a draft: its dates can still be corrected."
        self.order_fields(self.field_order)
        name_the_fields(self)

    def clean_date(self) -> Timing:
        """As written; a date that stands as it was is not read anew, as a paper may have said more than these words."""
        text: str = self.cleaned_data["date"]
        if self.action and squeezed(text) == squeezed(self.action.timing.as_written):
            return self.action.timing
        return parse_timing(text, self.plan.years)

    def clean_who(self) -> str:
        text: str = self.cleaned_data["who"]
        if left := self.who.left_over(text):
            raise ValidationError(
                f"“{left}” is not understood as who does it. Write names or posts, each with a capital letter, and "
                "semicolons between them."
            )
        if gone := self.who.who_left(text):
            raise ValidationError(f"{gone[0]} has left. Name somebody who is here, or a post.")
        return text

    def clean(self) -> dict[str, Any]:
        """What has no date yet has a day by which it gets one: otherwise nobody would ever be asked."""
        data = super().clean() or {}
        if data.get("parent"):
            data["priority"] = data.get("priority") or data["parent"].priority
        if data.get("is_group") or (self.action and self.action.sub_actions.exists()):
            return data
        timing = data.get("date") if "date" in self.fields else self.action and self.action.timing
        has_due_dates = bool(timing and days_of(timing, self.plan))
        if "date" not in self.fields:
            has_due_dates = self.action.occurrences.filter(is_milestone=False).exists()
        unsettled = timing is not None and timing.is_unsettled(has_due_dates=has_due_dates)
        if unsettled and not data.get("date_set_by") and "date_set_by" in data:
            if timing.needs_review and "date" in self.fields:
                day, month, quarter = self.examples
                self.add_error(
                    "date",
                    f"“{timing.as_written}” is not understood as a date. Correct it ({month}, {quarter}, {day}"
                    "), or keep it as written and say below by when it is to be settled.",
                )
                self.add_error("date_set_by", "Say by when the date is to be set. Its owners are asked until it is.")
            else:
                data["date_set_by"] = self.today + datetime.timedelta(days=self.plan.set_by_grace_days)
        return data

    def audience_names(self) -> list[str]:
        """Those named, in the plan's own spelling where it has them."""
        there = {name.casefold(): name for name in self.audiences}
        named = (name.strip()[:120] for name in self.cleaned_data["audiences"].split(","))
        return list(dict.fromkeys(there.get(name.casefold(), name) for name in named if name))

    def owners(self) -> list[Owner] | None:
        """Who does it, as written; None where that is as it was."""
        if self.action and squeezed(self.cleaned_data["who"]) == squeezed(self.who.text):
            return None
        return self.who.owners(self.cleaned_data["who"], add_strangers=self.cleaned_data.get("strangers") == ADD)

    def corrected_date(self) -> Timing | None:
        """The date of a draft that was typed otherwise; None where it is as it was."""
        timing: Timing | None = self.cleaned_data.get("date")
        return timing if self.action and timing is not self.action.timing else None


class DropForm(EditForm):
    """Why an action is not pursued, and who agreed to that."""

    reason = TextField(label="Why it is not pursued", rows=3)
    agreed_by = TextField(label="Agreed by", max_length=160, help_text="A person, a post or a meeting.")
