"""Forms of plans, priorities and declared colours."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from people.forms import DayField, EditForm, ManyField, OneTimeForm, TextField, name_the_fields
from people.models import Organisation
from plans.forms.rows import AmountText
from plans.models import HEADER, RULES, Plan
from plans.models.amount_field import AmountField
from plans.periods import FinancialYear, in_words
from plans.rag import MEANINGS, RATED, RollUp


class YearField(TextField):
    """A financial year, written 2015/16; its value is the year it starts in."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return FinancialYear.parse(text).start_year
        except ValueError as fault:
            raise ValidationError(str(fault)) from None

    def prepare_value(self, value: Any) -> Any:
        return str(FinancialYear(value)) if isinstance(value, int) else value


class PlanForm(EditForm):
    """A plan's own facts and settings. `organisations` are the councils in whose name the person may make one;
    `may_share`: may they open it to partner councils? For anybody else the list of councils is not shown."""

    organisation = forms.ModelChoiceField(label="Council", queryset=Organisation.objects.none(), empty_label=None)
    title = TextField(label="Title", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=Plan.Kind.choices)
    first_year = YearField(label="Financial year", max_length=9, help_text="For example 2026/27.")
    last_year = YearField(
        label="Last financial year", max_length=9, required=False, help_text="Only if it covers several years."
    )
    partners = ManyField(
        label="Partner councils",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Their people see the plan, and may be given its actions.",
    )
    partnership = TextField(
        label="Name of the partnership",
        max_length=120,
        required=False,
        help_text="Printed in place of the council’s name.",
    )
    cycle = forms.ChoiceField(label="How often progress is asked for", choices=Plan.Cycle.choices)
    roll_up = forms.ChoiceField(label="How colours roll up", choices=RollUp.choices)
    measures_driven_by = forms.ChoiceField(label="What colours a measure", choices=Plan.Drives.choices)

    def __init__(
        self, *args: Any, organisations: Any, is_new: bool, may_share: bool, owner: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["partners"].queryset = Organisation.objects.exclude(pk=owner).in_order()
        if not may_share:
            del self.fields["partners"]
        if not is_new:
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_year"), data.get("last_year")
        if first and not last:
            data["last_year"] = first
        elif first and last and last < first:
            self.add_error("last_year", "The last year comes before the first.")
        return data


class HeaderForm(EditForm):
    """A plan's first page: a field for each of `PlanHeader`, in its order and its words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in HEADER:
            column = Plan._meta.get_field(name)
            kind = AmountText if isinstance(column, AmountField) else TextField
            rows = {} if column.max_length else {"rows": 3}
            limit = {"max_length": column.max_length} if column.max_length else {}
            self.fields[name] = kind(
                label=column.verbose_name, help_text=column.help_text, required=False, **rows, **limit
            )
        name_the_fields(self)


class RulesForm(EditForm):
    """The thresholds of a plan: a field for each of `PlanRules`, in its order and its words."""

    GROUPS = (
        ("Colours", ("staleness_days", "overdue_red_days", "due_soon_days", "set_by_grace_days", "naming_days")),
        ("Dates that move", ("redates_allowed", "moved_days", "moves_noticed", "period_close_days", "counts_original")),
        ("Measures and shares", ("tolerance", "outsized_share", "outsized_least")),
        (
            "Reminders",
            (
                "remind_first_days",
                "remind_second_days",
                "remind_overdue_days",
                "escalate_days",
                "call_days",
                "early_may_be_declined",
            ),
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in RULES:
            column = Plan._meta.get_field(name)
            self.fields[name] = column.formfield()
            own = {type(one) for one in column.validators}  # the field's bound is the wider: one fault, one sentence
            others = [one for one in self.fields[name].validators if type(one) not in own]
            self.fields[name].validators = [*others, *column.validators]
            if isinstance(self.fields[name], forms.IntegerField):
                self.fields[name].widget.attrs["class"] = "govuk-input--width-4"
        name_the_fields(self)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(heading, [self[name] for name in names]) for heading, names in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for sooner, later, sentence in (
            (
                "remind_second_days",
                "remind_first_days",
                "The second reminder comes later than the first: fewer days before.",
            ),
            (
                "remind_overdue_days",
                "escalate_days",
                "The director is told after the officer: more days than the reminder.",
            ),
        ):
            if sooner in data and later in data and data[sooner] >= data[later]:
                self.add_error(later if later == "escalate_days" else sooner, sentence)
        return data


class DatedForm(EditForm):
    """A step in a plan's life, on a day that is not still to come."""

    on = DayField(label="On", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date | None:
        on = self.cleaned_data["on"]
        if on and on > self.today:
            raise ValidationError(f"{in_words(on)} is still to come.")
        return on


class AdoptForm(DatedForm):
    adopted_by = TextField(
        label="Adopted by",
        max_length=200,
        required=False,
        help_text="For example: Cabinet, the MKIP Board, the Head of Service.",
    )
    field_order = ("adopted_by", "on")


class CloseForm(DatedForm):
    pass


class DeclareForm(OneTimeForm):
    rag = forms.ChoiceField(
        label="Which colour?",
        choices=[(rag.value, MEANINGS[rag].label) for rag in RATED],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a colour."},
    )
    reason = TextField(
        label="Why", rows=3, error_messages={"required": "Say why. The reason is printed with the colour."}
    )
