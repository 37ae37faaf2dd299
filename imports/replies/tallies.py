"""From rows of people to counts: each value is an answer, or is named as one that cannot be read. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from imports.replies.columns import COUNCIL, STATUS, Asked, Column
from imports.replies.words import (
    answer_of,
    folded,
    is_blank,
    is_finished,
    is_ticked,
    number_of,
    numbered_answer,
    several_of,
)  # fmt: skip

QUESTION = re.compile(r"[qno](\d+)(?:-\w+)?")  # read by its words, by the numbers of its answers, or one answer of it
NO_ANSWER = "none"  # under which the values stand that mean no answer anywhere in the file
AS_IT_IS = "x"  # said of a value: it is a tick, the number it shows, or of somebody who finished
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
    of all where no column tells; `words` {column number, "council" or "none": {folded value: answer, or "" for none}}."""

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


@dataclass(frozen=True)
class Cell:
    """What one value says: answers, and what in it is none, each with what would be right."""

    answers: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()


Fault = tuple[Column, str, str]  # the column, the value and what would be right


class _Count:
    def __init__(
        self, columns: Sequence[Column], questions: Mapping[int, Asked], said: Said, numbers: Sequence[int]
    ) -> None:
        self.said, self.numbers = said, numbers
        self.found = Counted()
        self.faults: dict[tuple[int, str], Unread] = {}
        self.cells: dict[tuple[int, str], Cell] = {}  # the same values come again and again
        self.place, self.states = said.only(columns, COUNCIL), said.only(columns, STATUS)
        self.chosen = [(column, asked) for column in columns if (asked := self.question_of(column, questions))]
        for row in range(max((len(column.values) for column in columns), default=0)):
            if any(column.values[row] for column in columns):
                self.person(row)
        self.found.unread = list(self.faults.values())

    def question_of(self, column: Column, questions: Mapping[int, Asked]) -> Asked | None:
        match = QUESTION.fullmatch(self.said.choices.get(column.number, ""))
        return questions.get(int(match[1])) if match else None

    def person(self, row: int) -> None:
        """Count one row, or say why not. Of a row that is left out, what else it holds does not matter."""
        found, faults = self.found, list[Fault]()
        is_done = self.is_done(row, faults)
        given = self.answers(row, faults)
        council = self.council(row, faults) if given or faults else None
        if is_done is False:
            found.partial += 1
            return
        if council == NOBODY:
            found.left_out += 1
            return
        if not given and not any(column.number not in self.told for column, _, _ in faults):
            found.empty += 1
            return
        for column, value, right in faults:
            fault = self.faults.setdefault((column.number, folded(value)), Unread(column, value, right))
            if self.numbers[row] not in fault.rows[-1:]:
                fault.rows.append(self.numbers[row])
        if council is None or not given or is_done is None:
            return
        found.rows += 1
        for question, answers in given.items():
            tally = found.tallies.setdefault((question, council), Tally())
            tally.replies += 1
            for answer in answers:
                tally.answers[answer] = tally.answers.get(answer, 0) + 1

    @property
    def told(self) -> set[int]:
        """The columns that tell of a person, and answer nothing."""
        return {column.number for column in (self.place, self.states) if column}

    def is_done(self, row: int, faults: list[Fault]) -> bool | None:
        if self.states is None or self.said.counts_partial:
            return True
        value, known = self.states.values[row], self.said.of(self.states)
        if folded(value) in known:
            return known[folded(value)] == AS_IT_IS
        found = is_finished(value)
        if found is None:
            faults.append((self.states, value, "known to say whether they finished"))
        return found

    def council(self, row: int, faults: list[Fault]) -> int | None:
        """The council of that person; 0 where the row is left out, None where it cannot be told."""
        if self.place is None:
            return self.said.everybody
        value, known = self.place.values[row], self.said.words.get(COUNCIL, {})
        said = int(known.get(folded(value)) or NOBODY)
        if folded(value) in known and said in (NOBODY, *self.said.councils.values()):
            return said
        name = answer_of(value, list(self.said.councils))
        if name is None:
            faults.append((self.place, value, "one of the councils"))
        return self.said.councils[name] if name else None

    def answers(self, row: int, faults: list[Fault]) -> dict[int, list[str]]:
        """What one person answered, by question; those they left blank are not in it."""
        given: dict[int, list[str]] = {}
        for column, asked in self.chosen:
            if not (value := column.values[row]):
                continue
            cell = self.cell(column, asked, value)
            faults += [(column, part, right) for part, right in cell.wrong]
            so_far = given.setdefault(asked.key, []) if cell.answers else []
            if so_far and asked.kind == "one" and list(cell.answers) != so_far:
                faults.append((column, value, "to be ticked beside another answer: the question takes one"))
                continue
            so_far += [one for one in cell.answers if one not in so_far]
        return given

    def cell(self, column: Column, asked: Asked, value: str) -> Cell:
        if asked.kind == "text":
            return self.read(column, asked, value)
        if (key := (column.number, value)) not in self.cells:
            self.cells[key] = self.read(column, asked, value)
        return self.cells[key]

    def read(self, column: Column, asked: Asked, value: str) -> Cell:
        """What somebody has said of the value goes before what it says itself."""
        choice, known, words = self.said.choices[column.number], self.said.of(column), folded(value)
        if known.get(words) == "" or words in self.said.words.get(NO_ANSWER, {}):
            return Cell()
        if choice.startswith("o"):
            return self.read_tick(asked, choice, value, known.get(words) == AS_IT_IS)
        if asked.kind == "text":
            return Cell() if is_blank(value) else Cell((" ".join(value.split()),))
        if asked.kind == "number":
            number = number_of(value)
            if number and (not number.startswith("-") or known.get(words) == AS_IT_IS):
                return Cell((number,))
            right = "a number of 0 or more" if number else "a number"
            return Cell() if is_blank(value) else Cell((), ((value, right),))
        # What was said of a value while the column was taken for another question says nothing.
        known = {one: answer for one, answer in known.items() if not answer or answer in asked.answers}
        by_number = choice.startswith("n")
        reader, right = answer_of, one_of(asked)
        if by_number:
            reader, right = numbered_answer, f"a number from 1 to {len(asked.answers)}"
        if asked.kind == "several":
            ticked, wrong = several_of(value, asked.answers, known, reader)
            return Cell(tuple(ticked), tuple((part, right) for part in wrong if not is_blank(part)))
        answer = known.get(words) or reader(value, asked.answers)
        if answer:
            return Cell((answer,))
        return Cell() if is_blank(value) else Cell((), ((value, right),))

    @staticmethod
    def read_tick(asked: Asked, choice: str, value: str, is_said: bool) -> Cell:
        """Of a column that is one answer by itself."""
        option = next((answer for answer in asked.answers if asked.option(answer) == choice), "")
        ticked = True if is_said else is_ticked(value, option)
        if ticked is None:
            return Cell((), ((value, f"“{option}”, nor a tick such as 1 or Yes"),))
        return Cell((option,)) if ticked and option else Cell()


def one_of(asked: Asked) -> str:
    return "one of " + ", ".join(f"“{answer}”" for answer in asked.answers)
