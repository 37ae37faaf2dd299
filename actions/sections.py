"""The sections of a plan whose rows this app keeps: key milestones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Field

from actions.models import Milestone
from actions.models.fields import TimingField
from actions.timing import Timing, parse_timing
from people.forms import TextField
from plans.models import Plan
from plans.periods import Years, example_day, examples
from plans.sections import Section


class TimingText(TextField):
    """A date in a council's words; its value is what they are understood to mean within the plan's years."""

    def __init__(self, *, years: Years, **options: Any) -> None:
        super().__init__(**options)
        self.years = years

    def clean(self, value: Any) -> Timing:
        return parse_timing(super().clean(value), self.years)


def form_field(column: Field[Any, Any], plan: Plan) -> forms.Field | None:
    if not isinstance(column, TimingField):
        return None
    day, month, _ = examples(example_day(plan.years.first_day, plan.years))
    hint = f"As you would write it: {month}, {day}, Q3. Blank or TBC while it is not known."
    return TimingText(label=column.verbose_name, required=False, help_text=hint, max_length=100, years=plan.years)


MILESTONES = Section(
    "milestones",
    "Key milestones",
    "milestone",
    Milestone,
    ("letter", "title", "priority", "timing", "reached_on"),
    "Points on the way by which everybody can tell that a priority is moving.",
    form_field,
)
