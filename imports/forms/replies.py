"""How an export of replies is read: its columns, its councils, and values that are nobody's answer."""

from __future__ import annotations

from typing import Any

from django import forms

from imports.forms.upload import UploadForm
from imports.replies.columns import COUNCIL, LEFT, STATUS, WHY_NOTHING, Asked, Column, holds_kinds, why_left
from imports.replies.reading import Read
from imports.replies.tallies import AS_IT_IS, NO_ANSWER
from imports.replies.words import TICKED, folded, key_of, number_of
from people.forms import EditForm, name_the_fields
from surveys.models import Survey

NONE = "-"  # said of a value: no answer
ASKED_ABOUT = 60  # values that cannot be read; of more, these are asked about first
SAMPLES = 4
TICKS = 3  # so many values a column holds at most that is one answer by itself
Choices = list[tuple[str, Any]]


class RepliesForm(UploadForm):
    """An export of replies, or the sheet of it pasted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "The export of the survey tool"
        self.fields["file"].help_text = "A spreadsheet (.xlsx) or a CSV file with one row for each person, up to 10 MB."
        self.fields["pasted"].label = "Or paste it from Excel"
        self.fields["pasted"].help_text = "Copy the rows with their headings, and paste them here."


class ReadingForm(EditForm):
    """What each column is, and what else the file does not say by itself."""

    survey_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 2)
    way = forms.ChoiceField(label="How these replies came in", required=False)
    counts_partial = forms.BooleanField(label="Count replies that were not finished", required=False)
    head_rows = forms.TypedChoiceField(
        label="The headings take", choices=[(1, "one row"), (2, "two rows")], coerce=int, widget=forms.RadioSelect
    )

    no_answer = forms.CharField(
        label="Values that mean no answer",
        help_text="Codes of your survey tool for no reply, with commas between them, such as -1, 99. Blank cells are none.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, read: Read, **kwargs: Any) -> None:
        file = read.file
        facts = {name: getattr(file, name) for name in ("way", "counts_partial", "head_rows", "version")}
        facts |= {
            "survey_version": file.survey.version,
            "council": file.council_id,
            "no_answer": ", ".join(file.words.get(NO_ANSWER, {})),
        }
        super().__init__(*args, initial=facts, **kwargs)
        self.read = read
        ways = list(dict.fromkeys([*file.survey.ways, *Survey.WAYS]))
        self.fields["way"].choices = [("", "Not said"), *((way, way) for way in ways)]
        self.fields["council"] = forms.TypedChoiceField(
            label="Which council they are of",
            choices=[("", "A column tells"), *((one.pk, one.name) for one in read.councils)],
            coerce=int,
            empty_value=None,
            required=False,
        )
        for column in read.columns:
            self.fields[f"c{column.number}"] = forms.ChoiceField(
                label=column.name, choices=self.meanings(column), initial=read.choices[column.number], required=False
            )
        for name, where, value, answer in self.values():
            label = f"“{value[:80]}” in “{where}”" if value else f"Nothing in “{where}”"
            choices = [("", "Not said yet"), *self.answers(name, value)]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=answer, required=False)
        name_the_fields(self)

    def meanings(self, column: Column) -> Choices:
        """What a column may be read as. What was not kept of it cannot be counted."""
        left: Choices = [(LEFT, f"Left out: {why_left(column)}")]
        if not column.filled and why_left(column) != WHY_NOTHING and self.read.choices[column.number] == LEFT:
            return left
        besides: Choices = [(COUNCIL, "The council they are of"), (STATUS, "Whether they finished")]
        chosen = self.read.choices[column.number]
        held = {folded(value) for value in column.values if value}
        may_tick = len(held) < 2 or (len(held) <= TICKS and bool(held & TICKED))
        has_codes = any(value.isdigit() for value in held)
        found: Choices = []
        for one in self.read.asked.values():
            own: Choices = [(f"q{one.key}", one.text)]
            if one.answers and has_codes:
                own.append((f"n{one.key}", f"{one.text}: by the numbers of its answers, 1 to {len(one.answers)}"))
            if one.answers and may_tick:
                own += [(one.option(answer), f"{one.text}: whoever ticked “{answer}”") for answer in one.answers]
            found += own
        offered = {value for value, _ in found}
        if chosen not in offered and (asked := self.asked_by(chosen)):  # as it was chosen for an earlier file
            found.append((chosen, f"{asked.text}: as chosen before"))
        return [*left, *besides, *found]

    def values(self) -> list[tuple[str, str, str, str]]:
        """(name of the field, column, value, what was said of it) of each value that is none of the answers."""
        read = self.read
        names = {str(column.number): column.name for column in read.columns}
        council = next((column for column in read.columns if read.choices[column.number] == COUNCIL), None)
        said = [
            (where, value, answer or NONE)
            for where, words in read.file.words.items()
            for value, answer in words.items()
            if where in names or (where == COUNCIL and council)
        ]
        new = [
            (COUNCIL if one.column == council else str(one.column.number), one.value, "")
            for one in read.unread[:ASKED_ABOUT]
        ]
        found: dict[str, tuple[str, str, str, str]] = {}
        for where, value, answer in [*said, *new]:
            name = f"w_{where}_{key_of(value)}"
            column = council.name if where == COUNCIL and council else names.get(where, "")
            found.setdefault(name, (name, column, value, answer))
        return list(found.values())

    def answers(self, name: str, value: str) -> Choices:
        """What may be said of a value."""
        where = name.split("_")[1]
        if where == COUNCIL:
            return [(NONE, "Leave these rows out"), *((str(one.pk), one.name) for one in self.read.councils)]
        choice = self.read.choices[int(where)]
        if choice == STATUS:
            return [(NONE, "They did not finish"), (AS_IT_IS, "They finished")]
        asked = self.asked_by(choice)
        if choice.startswith("o"):
            return [(NONE, "It is not ticked"), (AS_IT_IS, "It is ticked")]
        if asked and asked.kind == "number" and number_of(value):
            return [(NONE, "No answer"), (AS_IT_IS, "The number it shows")]
        return [(NONE, "No answer"), *((answer, answer) for answer in (asked.answers if asked else ()))]

    def asked_by(self, choice: str) -> Asked | None:
        key = choice[1:].partition("-")[0]
        return next((one for one in self.read.asked.values() if str(one.key) == key), None)

    def clean_no_answer(self) -> dict[str, str]:
        """{value: ""}, as it is kept."""
        parts = self.cleaned_data["no_answer"].replace(";", ",").split(",")
        return {folded(part): "" for part in parts if folded(part)}

    def facts_of_file(self) -> dict[str, Any]:
        """What `say_of_replies` takes."""
        given = self.cleaned_data
        words: dict[str, dict[str, str]] = {NO_ANSWER: given["no_answer"]} if given["no_answer"] else {}
        for name, _, value, _ in self.values():
            if answer := given.get(name):
                words.setdefault(name.split("_")[1], {})[folded(value)] = "" if answer == NONE else answer
        choices = {str(column.number): given[f"c{column.number}"] or LEFT for column in self.read.columns}
        facts = {name: given[name] for name in ("way", "counts_partial", "head_rows")}
        return {**facts, "council_id": given["council"], "choices": choices, "words": words}

    def changes_file(self) -> bool:
        """Does it say otherwise than what the page has shown?"""
        file, facts = self.read.file, self.facts_of_file()
        shown = {str(number): choice for number, choice in self.read.choices.items()}
        return facts != {**{name: getattr(file, name) for name in facts}, "choices": shown}

    def lines(self) -> list[dict[str, Any]]:
        """The columns as the page lays them out: heading, some of what it holds, and what it is read as."""
        return [
            {"column": column, "box": self[f"c{column.number}"], "samples": self.samples(column)}
            for column in self.read.columns
        ]

    def samples(self, column: Column) -> list[str]:
        """Some of its values; none where they may be somebody's own words or tell who somebody is."""
        choice = self.read.choices[column.number]
        asked = self.asked_by(choice) if choice != LEFT else None
        if choice == LEFT and why_left(column) != WHY_NOTHING:
            return []
        is_own = asked.kind == "text" if asked else choice == LEFT
        if is_own and not holds_kinds(column):
            return []
        return list(dict.fromkeys(filter(None, column.values)))[:SAMPLES]

    def said(self) -> list[Any]:
        return [self[name] for name, *_ in self.values()]
