"""Forms of surveys. Nobody types a percentage of replies: counts go in, per cent come out."""

from __future__ import annotations

from typing import Any

from django import forms

from people.figure_fields import CountField
from people.forms import DayField, EditForm, ManyField, TextField, name_the_fields
from people.models import Organisation
from plans.models import Plan
from surveys.models import Measure, Question, Survey
from surveys.services.surveys import Answers

ANSWERS = (("yes", "Yes"), ("no", "No"), ("dont_know", "Don’t know"))


class SurveyForm(EditForm):
    """A survey that was held: for which measures, and how many people each council asked.

    The measures are chosen once, when it is recorded; counts hang on them.
    """

    title = TextField(label="Survey", max_length=200, help_text="For example: Member survey, March 2016.")
    held_on = DayField(
        label="Held on",
        help_text="The day it closed, for example 31/03/2016.",
    )
    measures = ManyField(
        label="Which measures did it ask about?", queryset=Measure.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    method = TextField(
        label="How it was asked", max_length=160, required=False, help_text="For example: on paper and by e-mail."
    )
    is_self_selected = forms.BooleanField(
        label="Whoever wished could reply",
        required=False,
        help_text="An open link, or a form in a newsletter. The replies are then said to be self-selected: nothing is known "
        "of those who did not reply.",
    )
    counts_dont_know = forms.BooleanField(
        label="“Don’t know” counts among the replies",
        required=False,
        initial=True,
        help_text="Without it, the percentage is of those who said yes or no.",
    )

    def __init__(self, *args: Any, plan: Plan, survey: Survey | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.councils = list(Organisation.objects.filter(pk__in=plan.council_ids).in_order())
        self.fields["measures"].queryset = plan.measures.to_be_surveyed().in_order()
        if survey:
            del self.fields["measures"]
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
        names = ("title", "held_on", "method", "is_self_selected", "counts_dont_know")
        return {name: self.cleaned_data[name] for name in names} | {"populations": self.populations()}


class CountsForm(EditForm):
    """The counts of a survey, a box for each answer of each question in each council."""

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(Question.objects.filter(survey=survey).select_related("measure").order_by("pk"))
        self.councils = [
            row.organisation for row in survey.surveyed.select_related("organisation").order_by("organisation__name")
        ]
        for question, council, answer, label in self.boxes():
            widget = forms.TextInput(attrs={"class": "cp-count", "aria-label": f"{question}, {council}: {label}"})
            self.fields[box_name(question, council, answer)] = CountField(
                label=f"{question}, {council}: {label}",
                min_value=0,
                max_value=10_000_000,
                required=False,
                widget=widget,
            )

        name_the_fields(self)

    def boxes(self) -> list[tuple[Question, Organisation, str, str]]:
        return [(q, c, answer, label) for q in self.questions for c in self.councils for answer, label in ANSWERS]

    def grid(self) -> list[dict[str, Any]]:
        """The boxes as the page lays them out."""
        return [
            {
                "question": question,
                "rows": [
                    {"council": c, "boxes": [self[box_name(question, c, answer)] for answer, _ in ANSWERS]}
                    for c in self.councils
                ],
            }
            for question in self.questions
        ]

    def counts(self) -> dict[tuple[Question, Organisation], Answers]:
        """What was entered; a council left blank has not been counted yet."""
        found = {}
        for question in self.questions:
            for council in self.councils:
                values = {answer: self.cleaned_data[box_name(question, council, answer)] for answer, _ in ANSWERS}
                if any(value is not None for value in values.values()):
                    found[question, council] = Answers(**{answer: value or 0 for answer, value in values.items()})
        return found


def box_name(question: Question, council: Organisation, answer: str) -> str:
    return f"n_{question.pk}_{council.pk}_{answer}"
