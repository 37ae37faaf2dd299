"""A file of replies against its survey: what each column is, what would be counted, what cannot be read yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from imports.models import ReplyColumn, ReplyFile
from imports.replies.columns import COUNCIL, LEFT, STATUS, Asked, Column, columns_of, proposed
from imports.replies.tallies import QUESTION, Counted, Said, Unread, count
from imports.replies.words import folded
from people.models import Organisation
from surveys.models import Question, Survey
from surveys.services.counts import Answers

KINDS = {Question.Kind.MULTIPLE: "several", Question.Kind.NUMBER: "number", Question.Kind.TEXT: "text"}
OF_WHAT = re.compile(r" (borough|district|county|city|metropolitan borough) council$| council$", re.IGNORECASE)


def asked_of(survey: Survey) -> list[Asked]:
    """The survey's questions, as an export may name them."""
    return [
        Asked(one.pk, one.text, tuple(text for text, _ in one.choices) if one.is_counted else (), KINDS.get(Question.Kind(one.kind), "one"))
        for one in survey.questions.in_order()
    ]  # fmt: skip


def councils_of(survey: Survey) -> list[Organisation]:
    """Those that were asked; of a survey that says none, all of the plan."""
    return survey.councils or list(Organisation.objects.filter(pk__in=survey.plan.council_ids).in_order())


def names_of(councils: Sequence[Organisation]) -> dict[str, int]:
    """{name: id}, each by its whole name and by what it is the council of."""
    return {name: one.pk for one in councils for name in (OF_WHAT.sub("", one.name), one.name)}


@dataclass(frozen=True)
class Read:
    file: ReplyFile

    @cached_property
    def asked(self) -> dict[int, Asked]:
        return {one.key: one for one in asked_of(self.file.survey)}

    @cached_property
    def questions(self) -> dict[int, Question]:
        return {one.pk: one for one in self.file.survey.questions.in_order()}

    @cached_property
    def councils(self) -> list[Organisation]:
        return councils_of(self.file.survey)

    @cached_property
    def columns(self) -> list[Column]:
        return columns_of(self.file.rows, self.file.head_rows)

    @cached_property
    def choices(self) -> dict[int, str]:
        """What each column is read as: as was said of this file, else as proposed."""
        said = {int(number): choice for number, choice in self.file.choices.items()}
        found = {column.number: said.get(column.number, LEFT) for column in self.columns}
        return {number: choice if self.is_there(choice) else LEFT for number, choice in found.items()}

    def is_there(self, choice: str) -> bool:
        """A question may have gone, or its answers changed, since somebody chose it."""
        match = QUESTION.fullmatch(choice)
        if not match:
            return choice in (LEFT, COUNCIL, STATUS)
        one = self.asked.get(int(match[1]))
        return one is not None and (choice[0] != "o" or choice in [one.option(answer) for answer in one.answers])

    @cached_property
    def has_council_column(self) -> bool:
        return COUNCIL in self.choices.values()

    @property
    def everybody(self) -> int | None:
        """The council they all are of, where no column tells: as was said, or the only one that was asked."""
        asked = [one.pk for one in self.councils]
        return self.file.council_id if self.file.council_id in asked else asked[0] if len(asked) == 1 else None

    @cached_property
    def counted(self) -> Counted:
        file = self.file
        said = Said(self.choices, names_of(self.councils), self.everybody, file.words, file.counts_partial)
        return count(self.columns, self.asked, said, file.numbers[file.head_rows :])

    @cached_property
    def faults(self) -> list[str]:
        """Why nothing can be saved yet, in sentences; unread values are told one by one besides."""
        found = []
        if not any(QUESTION.fullmatch(choice) for choice in self.choices.values()):
            found.append("Say of at least one column which question it answers.")
        for what, words in ((COUNCIL, "the council"), (STATUS, "the status")):
            if list(self.choices.values()).count(what) > 1:
                found.append(f"Two columns are said to tell {words}: one can.")
        whole = [choice for choice in self.choices.values() if choice[0] in "qn"]
        if len(set(re.sub("^n", "q", choice) for choice in whole)) < len(whole):
            found.append("Two columns are said to answer the same question: one can.")
        if not self.has_council_column and self.everybody is None:
            found.append("Say which council these people are of, or which column tells it.")
        return found

    @property
    def unread(self) -> list[Unread]:
        return self.counted.unread

    @cached_property
    def counts(self) -> dict[tuple[Question, Organisation, str], Answers]:
        """What would be counted, as it is saved."""
        of = {one.pk: one for one in self.councils}
        return {
            (self.questions[question], of[council], self.file.way): Answers.of(self.questions[question], tally.answers, tally.replies)
            for (question, council), tally in self.counted.tallies.items()
            if council in of
        }  # fmt: skip


def first_choices(survey: Survey, rows: list[list[str]], head_rows: int) -> dict[str, str]:
    """What the columns of a file are read as until somebody says otherwise: as its council had said before, else by their
    words and what they hold."""
    columns, asked = columns_of(rows, head_rows), asked_of(survey)
    found = proposed(columns, asked, names_of(councils_of(survey)))
    known = ReplyColumn.objects.filter(
        organisation=survey.plan.organisation, key__in=[column.key for column in columns]
    )
    remembered = dict(known.values_list("key", "meaning"))
    for column in columns:
        if choice := choice_of(remembered.get(column.key), asked):
            found[column.number] = choice
    return {str(number): choice for number, choice in found.items()}


def choice_of(meaning: dict[str, Any] | None, asked: Sequence[Asked]) -> str:
    """A remembered meaning as a choice among these questions; empty where none of them is meant."""
    if not meaning:
        return ""
    if meaning["as"] in (LEFT, COUNCIL, STATUS):
        return meaning["as"]
    one = next((one for one in asked if folded(one.text) == meaning["text"]), None)
    if one is None:
        return ""
    if meaning["as"] != "o":
        return f"{meaning['as']}{one.key}"
    return next((one.option(answer) for answer in one.answers if folded(answer) == meaning["answer"]), "")


def to_remember(file: ReplyFile, read: Read) -> dict[str, dict[str, Any]]:
    """{key of a column: its meaning}. That a column is left out is kept where it was proposed as something: that the last
    survey did not ask it says nothing of the next. Headings that stand twice with two meanings are not kept."""
    guessed = proposed(read.columns, list(read.asked.values()), names_of(read.councils))
    meanings: dict[str, list[dict[str, Any]]] = {}
    for column in read.columns:
        choice = read.choices[column.number]
        if choice != LEFT or guessed[column.number] != LEFT:
            meanings.setdefault(column.key, []).append(meaning_of(choice, read.asked))
    return {key: found[0] for key, found in meanings.items() if all(one == found[0] for one in found)}


def meaning_of(choice: str, asked: dict[int, Asked]) -> dict[str, Any]:
    """A choice as it is remembered: by the words of question and answer, which the next survey has too."""
    match = QUESTION.fullmatch(choice)
    if not match:
        return {"as": choice}
    one = asked[int(match[1])]
    answer = next((folded(answer) for answer in one.answers if one.option(answer) == choice), "")
    return {"as": choice[0], "text": folded(one.text), "answer": answer}
