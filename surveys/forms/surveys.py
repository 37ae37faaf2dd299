"""Forms of surveys: what was asked of whom, and who was told of the results."""

from __future__ import annotations

from typing import Any

from django import forms

from people.figure_fields import CountField
from people.forms import DayField, EditForm, ManyField, OneTimeForm, TextField
from people.models import Organisation
from plans.models import Audience, Plan
from surveys.models import Measure, Survey


class SurveyForm(EditForm):
    """A survey: when and how it asked whom, and how many people of each council.

    The measures are chosen once, when it is recorded; each becomes a question, which can be worded afterwards.
    """

    FACTS = ("title", "audience", "opens_on", "held_on", "wave", "method", "ways", "is_self_selected")

    title = TextField(label="Survey", max_length=200, help_text="For example: Member survey, March 2016.")
    audience = forms.ModelChoiceField(
        label="Who was asked",
        queryset=Audience.objects.none(),
        required=False,
        empty_label="Several audiences, or none named",
    )
    measures = ManyField(
        label="Which measures does it ask about?",
        queryset=Measure.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Each gets a question, which you can word afterwards. Questions about nothing of this are added there too.",
    )
    counts_dont_know = forms.BooleanField(
        label="“Don’t know” counts among the replies",
        required=False,
        initial=True,
        help_text="Without it, the percentage is of those who said yes or no.",
    )
    opens_on = DayField(label="Opened on", required=False, help_text="Leave blank if not known.")
    held_on = DayField(label="Held on", help_text="The day it closed, for example 31/03/2016.")
    wave = TextField(
        label="Counted together with",
        max_length=60,
        required=False,
        help_text="Surveys of one name here, such as “Spring 2016”, are counted together where they ask about the same "
        "measure. Blank: those of the same month are.",
    )
    method = TextField(
        label="How it was asked", max_length=160, required=False, help_text="For example: on paper and by e-mail."
    )
    ways = forms.MultipleChoiceField(
        label="Count by the way replies came in",
        choices=[(way, way) for way in Survey.WAYS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Tick none to count all replies of a council together.",
    )
    is_self_selected = forms.BooleanField(
        label="Whoever wished could reply",
        required=False,
        help_text="An open link, or a form in a newsletter. The replies are then said to be self-selected: nothing is known "
        "of those who did not reply.",
    )

    def __init__(self, *args: Any, plan: Plan, survey: Survey | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.councils = list(Organisation.objects.filter(pk__in=plan.council_ids).in_order())
        self.fields["audience"].queryset = plan.audiences.in_order()
        self.fields["measures"].queryset = plan.measures.to_be_surveyed().in_order()
        if survey:
            del self.fields["measures"], self.fields["counts_dont_know"]
        elif not self.fields["measures"].queryset:
            del self.fields["measures"]
        if not self.fields["audience"].queryset:
            del self.fields["audience"]
        for council in self.councils:
            self.fields[f"asked_{council.pk}"] = CountField(
                label=f"People asked in {council}",
                min_value=1,
                max_value=10_000_000,
                required=False,
                help_text="Leave blank if not known.",
            )

    def populations(self) -> dict[Organisation, int | None]:
        return {council: self.cleaned_data[f"asked_{council.pk}"] for council in self.councils}

    def survey_facts(self) -> dict[str, Any]:
        """What `add_survey` and `edit_survey` take alike."""
        facts = {name: self.cleaned_data[name] for name in self.FACTS if name in self.fields}
        return facts | {"populations": self.populations()}


class FedBackForm(OneTimeForm):
    """Who was told of the results."""

    to = TextField(label="Who was told, or is to be", max_length=160, help_text="For example: MKIP Board; all staff.")
    on = DayField(label="On", required=False, help_text="Leave blank while they are still to be told.")
    how = TextField(label="How", max_length=160, required=False, help_text="For example: Wakeup call, by e-mail.")
