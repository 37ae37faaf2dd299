"""The form of one question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from people.forms import EditForm, TextField
from plans.models import Plan
from surveys.models import Measure, Question

SAID_BY = {"yes": "answers_yes", "no": "answers_no", "dont_know": "answers_dont_know"}
LONGEST, MOST = 120, 30


class QuestionForm(EditForm):
    """What is asked, what can be answered, and which answers count towards a measure."""

    text = TextField(
        label="Question", max_length=300, help_text="Another wording breaks the line of its measure over time."
    )
    kind = forms.ChoiceField(label="Answered by", choices=Question.Kind.choices, initial=Question.Kind.YES_NO)
    answers_yes = TextField(
        label="Answers that count towards the measure",
        rows=3,
        required=False,
        help_text="One on each line, for example Strongly agree, Agree. Yes, no and don’t know need not be typed.",
    )
    answers_no = TextField(
        label="Answers that count against it",
        rows=3,
        required=False,
        help_text="Where there is no measure: all answers.",
    )
    answers_dont_know = TextField(
        label="Answers that mean neither",
        rows=2,
        required=False,
        help_text="For example: Don’t know, Neither agree nor disagree.",
    )
    measure = forms.ModelChoiceField(
        label="Measure it shows", queryset=Measure.objects.none(), required=False, empty_label="None"
    )
    counts_dont_know = forms.BooleanField(
        label="Answers that mean neither count among the replies",
        required=False,
        initial=True,
        help_text="Without it, the percentage is of those who answered for or against.",
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = plan.measures.to_be_surveyed().in_order()

    def clean(self) -> dict[str, Any]:
        given = {says: self.lines(name) for says, name in SAID_BY.items()}
        if sum(map(len, given.values())) > MOST:
            raise ValidationError(f"A question has {MOST} answers at most.")
        self.answers = [[text, says] for says, texts in given.items() for text in texts]
        return self.cleaned_data

    def lines(self, name: str) -> list[str]:
        texts = [" ".join(line.split()) for line in (self.cleaned_data.get(name) or "").splitlines()]
        if any(len(text) > LONGEST for text in texts):
            self.add_error(name, f"An answer has {LONGEST} letters at most.")
        return [text for text in texts if text]

    def question_facts(self) -> dict[str, Any]:
        """What `add_question` and `edit_question` take alike. Yes, no and don’t know are known already."""
        names = ("text", "kind", "measure", "counts_dont_know")
        has_own = self.cleaned_data["kind"] in (Question.Kind.SCALE, Question.Kind.SINGLE, Question.Kind.MULTIPLE)
        return {name: self.cleaned_data[name] for name in names} | {"answers": self.answers if has_own else []}

    @staticmethod
    def initial_of(question: Question) -> dict[str, Any]:
        """What stands of a question, as its form shows it."""
        names = ("text", "kind", "measure", "counts_dont_know", "version")
        texts = {
            name: "\n".join(text for text, one in question.answers if one == says) for says, name in SAID_BY.items()
        }
        return {name: getattr(question, name) for name in names} | texts
