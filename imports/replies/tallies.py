"""From rows of people to counts: each value is an answer, or is named as one that cannot be read. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from imports.replies.columns import COUNCIL, STATUS, Asked, Column
from imports.replies.words import answer_of, folded, is_blank, is_ticked, number_of, numbered_answer, several_of

QUESTION = re.compile(r"[qno](\d+)(?:-\w+)?")  # read by its words, by the numbers of its answers, or one answer of it
PARTIAL = (
    "partial",
    "incomplete",
    "in progress",
    "disqualified",
    "screened out",
    "abandoned",
    "not completed",
    "false",
)
NOBODY = 0  # of rows that are to be left out
SHOWN = 5


@dataclass
class Unread:
    """A value that is no answer: in which column, which rows, and what would be right."""

    column: Column
    value: str
    right: str
    rows: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        rows = ", ".join(map(str, self.rows[:SHOWN])) + (
            f" and {len(self.rows) - SHOWN} more" if len(self.rows) > SHOWN else ""
        )
        which = "Row" if len(self.rows) == 1 else "Rows"
        return f"{which} {rows}, “{self.column.name}”: “{self.value[:80]}” is not {self.right}."


@dataclass
class Tally:
    """Of one question in one council: how often each answer was given, and by how many people who replied at all."""

    answers: dict[str, int] = field(default_factory=dict)
    replies: int = 0


@dataclass
class Counted:
    """`tallies` are by (question, council). `rows`: people counted; the others are told by why they are not."""

    tallies: dict[tuple[int, int], Tally] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    rows: int = 0
    partial: int = 0
    empty: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class Said:
    """What somebody has said of a file. `choices` are what each column is; `councils` {name: id}, `everybody` the council
    of all where no column tells; `words` {column number or "council": {folded value: answer, or "" for none}}."""

    choices: Mapping[int, str]
    councils: Mapping[str, int]
    everybody: int | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    counts_partial: bool = True

    def only(self, columns: Sequence[Column], what: str) -> Column | None:
        return next((column for column in columns if self.choices.get(column.number) == what), None)

    def of(self, column: Column) -> Mapping[str, str]:
        return self.words.get(str(column.number), {})


def count(columns: Sequence[Column], questions: Mapping[int, Asked], said: Said, numbers: Sequence[int]) -> Counted:
    """`numbers` are those of the people's rows in the file."""
    return _Count(columns, questions, said, numbers).found


class _Count:
    def __init__(
        self, columns: Sequence[Column], questions: Mapping[int, Asked], said: Said, numbers: Sequence[int]
    ) -> None:
        self.questions, self.said, self.numbers = questions, said, numbers
        self.found, self.faults = Counted(), {}
        self.place, self.states = said.only(columns, COUNCIL), said.only(columns, STATUS)
        self.chosen = [column for column in columns if self.question_of(column)]
        for row in range(max((len(column.values) for column in columns), default=0)):
            if any(column.values[row] for column in columns):
                self.person(row)
        self.found.unread = list(self.faults.values())

    faults: dict[tuple[int, str], Unread]

    def question_of(self, column: Column) -> Asked | None:
        match = QUESTION.fullmatch(self.said.choices.get(column.number, ""))
        return self.questions.get(int(match[1])) if match else None

    def unread(self, column: Column, value: str, right: str, row: int) -> None:
        fault = self.faults.setdefault((column.number, folded(value)), Unread(column, value, right))
        fault.rows.append(self.numbers[row])

    def person(self, row: int) -> None:
        found = self.found
        if self.states and not self.said.counts_partial and folded(self.states.values[row]).startswith(PARTIAL):
            found.partial += 1
            return
        given = self.answers(row)
        if not given:
            found.empty += 1
            return
        council = self.council(row)
        if council is None:
            return
        if council == NOBODY:
            found.left_out += 1
            return
        found.rows += 1
        for question, answers in given.items():
            tally = found.tallies.setdefault((question, council), Tally())
            tally.replies += 1
            for answer in answers:
                tally.answers[answer] = tally.answers.get(answer, 0) + 1

    def council(self, row: int) -> int | None:
        """The council of that person; 0 where the row is left out, None where it cannot be told."""
        if self.place is None:
            return self.said.everybody
        value, known = self.place.values[row], self.said.words.get(COUNCIL, {})
        if folded(value) in known:
            return int(known[folded(value)] or NOBODY)
        name = answer_of(value, list(self.said.councils))
        if name is None:
            self.unread(self.place, value, "one of the councils", row)
        return self.said.councils[name] if name else None

    def answers(self, row: int) -> dict[int, list[str]]:
        """What one person answered, by question; those they left blank are not in it."""
        given: dict[int, list[str]] = {}
        for column in self.chosen:
            asked, value = self.question_of(column), column.values[row]
            if asked and not is_blank(value) and self.said.of(column).get(folded(value)) != "":
                so_far = given.setdefault(asked.key, [])
                so_far += [one for one in self.of_cell(row, column, asked, so_far) if one not in so_far]
        return {key: answers for key, answers in given.items() if answers}

    def of_cell(self, row: int, column: Column, asked: Asked, so_far: list[str]) -> list[str]:
        value, choice = column.values[row], self.said.choices[column.number]
        if choice.startswith("o"):
            return self.of_option(row, column, asked, so_far)
        # What was said of a value while the column was taken for another question says nothing.
        known = {
            words: answer for words, answer in self.said.of(column).items() if not answer or answer in asked.answers
        }
        if asked.kind == "text":
            return [" ".join(value.split())]
        if asked.kind == "number":
            number = number_of(value)
            if number is None:
                self.unread(column, value, "a number", row)
            return [number] if number else []
        if asked.kind == "several" and not choice.startswith("n"):
            ticked, wrong = several_of(value, asked.answers, known)
            for part in wrong:
                self.unread(column, part, one_of(asked), row)
            return ticked
        answer = known.get(folded(value)) or (numbered_answer if choice.startswith("n") else answer_of)(
            value, asked.answers
        )
        if answer is None:
            by_number = f"a number from 1 to {len(asked.answers)}"
            self.unread(column, value, by_number if choice.startswith("n") else one_of(asked), row)
        return [answer] if answer else []

    def of_option(self, row: int, column: Column, asked: Asked, so_far: list[str]) -> list[str]:
        """A column that is one answer by itself."""
        value, choice = column.values[row], self.said.choices[column.number]
        option = next((answer for answer in asked.answers if asked.option(answer) == choice), "")
        ticked = True if folded(value) in self.said.of(column) else is_ticked(value, option)
        if ticked is None:
            self.unread(column, value, f"“{option}”, nor a tick such as 1 or Yes", row)
        if ticked and asked.kind == "one" and so_far:
            self.unread(column, value, "to be ticked beside another answer: the question takes one", row)
            return []
        return [option] if ticked and option else []


def one_of(asked: Asked) -> str:
    return "one of " + ", ".join(f"“{answer}”" for answer in asked.answers)
