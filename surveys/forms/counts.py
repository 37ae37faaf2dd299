"""The entry grid. Nobody types a percentage of replies: counts go in, per cent come out."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from people.figure_fields import CountField
from people.forms import EditForm, name_the_fields
from people.models import Organisation
from surveys.models import Question, Survey
from surveys.services.counts import Answers, Counted, said_of

REPLIED = "replied"


Row = tuple[Question, Organisation, str]  # what one council answered to one question, as it came in one way


class CountsForm(EditForm):
    """The counts of a survey, a box for each answer to each question in each council, by the way replies came in."""

    def __init__(self, *args: Any, survey: Survey, standing: Counted, **kwargs: Any) -> None:
        """`standing` are the counts entered so far, as `standing_answers` gives them."""
        super().__init__(*args, **kwargs)
        questions = Question.objects.filter(survey=survey).select_related("measure").in_order()
        self.questions = [question for question in questions if question.is_counted]
        self.councils = survey.councils
        used = {way for question, _, way in standing if question.is_counted}
        self.ways = [*survey.ways, *sorted(used - set(survey.ways))] or [""]
        for row in self.rows():
            question, council, way = row
            for key, label in answers_of(question):
                words = f"{question}, {council}{f', {way.lower()}' if way else ''}: {label}"
                widget = forms.TextInput(
                    attrs={"class": "cp-count", "inputmode": "numeric", "data-figure": "", "aria-label": words}
                )
                self.fields[self.box_name(row, key)] = CountField(
                    label=words, min_value=0, max_value=10_000_000, required=False, widget=widget
                )
        name_the_fields(self)
        self.initial.update(self.boxes_of(standing))

    def rows(self) -> list[Row]:
        return [(q, council, way) for q in self.questions for council in self.councils for way in self.ways]

    def box_name(self, row: Row, key: str) -> str:
        """n_12_3_yes; where replies came in several ways, n_12_3_w0_yes."""
        question, council, way = row
        number = f"_w{self.ways.index(way)}" if self.ways != [""] else ""
        return f"n_{question.pk}_{council.pk}{number}_{key}"

    def grid(self) -> list[dict[str, Any]]:
        """The boxes as the page lays them out."""
        return [
            {
                "question": question,
                "heads": [label for _, label in answers_of(question)],
                "rows": [
                    {"council": row[1], "way": row[2], "boxes": self.boxes_in(row)}
                    for row in self.rows()
                    if row[0] == question
                ],
            }
            for question in self.questions
        ]

    def boxes_in(self, row: Row) -> list[Any]:
        return [self[self.box_name(row, key)] for key, _ in answers_of(row[0])]

    def boxes_of(self, standing: Counted) -> dict[str, int]:
        """What stands, by box."""
        boxes: dict[str, int] = {}
        for row, answers in standing.items():
            question, council, way = row
            if question in self.questions and council in self.councils and way in self.ways:
                counts = vars(answers) if question.kind == Question.Kind.YES_NO else tally_boxes(question, answers)
                boxes |= {self.box_name(row, name): counts[name] for name, _ in answers_of(question)}
        return boxes

    def clean(self) -> dict[str, Any]:
        """Reads what was entered into `counts`; a row left blank has not been counted yet."""
        self.counts: dict[Row, Answers] = {}
        for row in self.rows():
            question = row[0]
            names = [key for key, _ in answers_of(question)]
            values = {key: self.cleaned_data.get(self.box_name(row, key)) for key in names}
            if all(value is None for value in values.values()):
                continue
            replied = values.pop(REPLIED, None)
            texts = [text for text, _ in question.choices]
            tally = {text: value or 0 for text, value in zip(texts, values.values(), strict=True)}
            if question.kind == Question.Kind.MULTIPLE and replied is None:
                self.add_error(self.box_name(row, REPLIED), f"{said_of(*row)}: say how many people replied.")
                continue
            try:
                self.counts[row] = Answers.of(question, tally, replied)
            except ValidationError as refusal:
                self.add_error(self.box_name(row, REPLIED), refusal)
        return self.cleaned_data


def answers_of(question: Question) -> list[tuple[str, str]]:
    """(the end of the box's name, what stands above it) of each box of a row."""
    if question.kind == Question.Kind.YES_NO:
        return [(says, text) for text, says in question.choices]
    boxes = [(key_of(text), text) for text, _ in question.choices]
    return [*boxes, (REPLIED, "People who replied")] if question.kind == Question.Kind.MULTIPLE else boxes


def key_of(answer: str) -> str:
    """The end of the name of an answer's box: by its words, so that a number never lands under another answer."""
    return sha256(answer.encode()).hexdigest()[:10]


def tally_boxes(question: Question, answers: Answers) -> dict[str, int]:
    counts = {key_of(text): answers.tally.get(text, 0) for text, _ in question.choices}
    return counts | {REPLIED: answers.total}
