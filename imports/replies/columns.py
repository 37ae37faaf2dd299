"""The columns of an export of replies: what their headings say, whose details they hold, which question they are. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from imports.replies.words import answer_of, folded, is_blank, key_of

Grid = Sequence[Sequence[str]]

LEFT, COUNCIL, STATUS = "left", "council", "status"
ALIKE = 0.86
SAMPLE = 400  # values that are looked at to tell what a column holds
DETAILS = re.compile(
    r"\b(e-?mail|name|ip( ?address)?|user ?(no|id)|unique ?id|respondent( ?id)?|collector|tracking|phone|telephone|postcode|"
    r"latitude|longitude|device|browser|referr?er|started?|ended?|start time|completion time|end time|submitted|date|"
    r"duration|time taken|last modified|serial|case ?(no|id)?|record|language|custom data)\b|^(id|#|no|guid|interview)$",
    re.IGNORECASE,
)
WEIGHT = re.compile(r"\b(weight(s|ing|ed)?|wgt|wt|rim ?weight)\b", re.IGNORECASE)
STATES = re.compile(r"^(status|state|complete[d]?|completion( status)?|response status|finished)$", re.IGNORECASE)
COUNCILS = re.compile(r"\b(council|authority|organi[sz]ation|employer|borough|district)\b", re.IGNORECASE)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.\w+|\d{1,3}(\.\d{1,3}){3}")
NUMBER = re.compile(r"^\s*(q(uestion)?\s*)?\d{1,3}\s*[a-z]?\s*[.):_-]\s*", re.IGNORECASE)
OF_ITSELF = {"", "response", "open-ended response", "answer", "please select", "select", "text"}

WHY_DETAILS = "details of the person, which are not kept"
WHY_WEIGHT = "weights: what is counted is people, each once"
WHY_NOTHING = "none of the survey’s questions"


@dataclass(frozen=True)
class Column:
    """A column: its heading, and below it, where headings take two rows, which option it is."""

    number: int
    head: str
    option: str
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        return " – ".join(filter(None, (self.head, self.option))) or f"Column {self.number + 1}"

    @property
    def key(self) -> str:
        """By which a council's choice for it is remembered."""
        return f"{folded(self.head)}|{folded(self.option)}"[:300]

    @property
    def holds_details(self) -> bool:
        filled = [value for value in self.values[:SAMPLE] if value]
        found = sum(bool(ADDRESS.fullmatch(value.strip())) for value in filled)
        return bool(found and found * 2 >= len(filled))


@dataclass(frozen=True)
class Asked:
    """A question as an export may name it. `kind` is one, several, number or text; `answers` are those to choose from."""

    key: int
    text: str
    answers: tuple[str, ...] = ()
    kind: str = "one"

    def option(self, answer: str) -> str:
        """How a column is told that holds one answer by itself."""
        return f"o{self.key}-{key_of(answer)}"


def head_rows_of(grid: Grid) -> int:
    """How many rows the headings take: two where the second names options under questions, and nobody's details."""
    if len(grid) < 3:
        return 1
    first, second, *rest = grid
    width = max(map(len, grid))
    at = lambda row, n: row[n] if n < len(row) else ""  # noqa: E731
    under_blank = [n for n in range(1, width) if not at(first, n) and at(second, n)]
    blank_above_filled = [
        n
        for n in range(width)
        if at(first, n) and not at(second, n) and sum(bool(at(row, n)) for row in rest) * 2 > len(rest)
    ]
    named = [n for n in range(width) if folded(at(second, n)) in OF_ITSELF - {""}]
    return 2 if blank_above_filled and (under_blank or named) else 1


def columns_of(grid: Grid, head_rows: int) -> list[Column]:
    """The columns that hold anything, their question carried over the options it stands above."""
    if not grid:
        return []
    width = max(map(len, grid))
    heads = [list(row) + [""] * (width - len(row)) for row in grid[:head_rows]]
    found, above = [], ""
    for number in range(width):
        head, option = heads[0][number], heads[1][number] if len(heads) > 1 else ""
        above = head or (above if option else "")
        values = tuple(row[number] if number < len(row) else "" for row in grid[head_rows:])
        if above or option or any(values):
            found.append(Column(number, above, option, values))
    return found


def whose_details(column: Column) -> bool:
    """Does it hold who somebody is, or when and from where they replied?"""
    return column.holds_details or bool(DETAILS.search(NUMBER.sub("", column.head)) and not is_question(column.head))


def without_details(grid: Grid, questions: Sequence[Asked]) -> list[list[str]]:
    """The rows without what tells who somebody is, or when and from where they replied; headings stay."""
    head_rows = head_rows_of(grid)
    blanked = {
        column.number
        for column in columns_of(grid, head_rows)
        if whose_details(column) and all(of_question(column, one) == LEFT for one in questions)
    }
    return [
        [cell if at < head_rows or number not in blanked else "" for number, cell in enumerate(row)]
        for at, row in enumerate(grid)
    ]


def is_question(head: str) -> bool:
    return "?" in head or len(head.split()) > 5


def why_left(column: Column) -> str:
    if WEIGHT.search(column.head) and not is_question(column.head):
        return WHY_WEIGHT
    return WHY_DETAILS if whose_details(column) else WHY_NOTHING


def proposed(columns: Iterable[Column], questions: Sequence[Asked], councils: Mapping[str, int]) -> dict[int, str]:
    """{column number: what it is read as}, by its words and by what it holds."""
    columns = list(columns)
    found = {column.number: of_words(column, questions, councils) for column in columns}
    taken = {choice for choice in found.values() if choice.startswith(("q", "o"))}
    for column in columns:
        if found[column.number] == LEFT and not column.option and why_left(column) == WHY_NOTHING:
            fits = [one for one in questions if f"q{one.key}" not in taken and holds_answers(column, one)]
            if len(fits) == 1:
                found[column.number] = f"q{fits[0].key}"
                taken.add(found[column.number])
    return found


def of_words(column: Column, questions: Sequence[Asked], councils: Mapping[str, int]) -> str:
    if STATES.match(column.head.strip()) and not column.option:
        return STATUS
    for one in questions:
        if (choice := of_question(column, one)) != LEFT:
            return choice
    if why_left(column) != WHY_NOTHING:
        return LEFT
    filled = [value for value in column.values[:SAMPLE] if not is_blank(value)]
    known = sum(bool(answer_of(value, list(councils))) for value in filled)
    if filled and known * 2 >= len(filled) and (COUNCILS.search(column.head) or known == len(filled)):
        return COUNCIL
    return LEFT


def of_question(column: Column, asked: Asked) -> str:
    """Is it that question, or one option of it?"""
    head, option = column.head, column.option
    if is_like(head, asked.text):
        if folded(option) in OF_ITSELF:
            return f"q{asked.key}"
        answer = answer_of(option, asked.answers)
        return asked.option(answer) if answer else LEFT
    if option and is_like(option, asked.text):  # a grid: the statement is the question
        return f"q{asked.key}"
    for divider in (" - ", " – ", ": ", ".", "_"):
        stem, _, last = head.rpartition(divider)
        if stem and is_like(last.strip(" []"), asked.text):
            return f"q{asked.key}"
        if stem and asked.kind == "several" and is_like(stem, asked.text):
            answer = answer_of(last.strip(" []"), asked.answers)
            if answer:
                return asked.option(answer)
    return LEFT


def is_like(head: str, text: str) -> bool:
    one, two = folded(NUMBER.sub("", head)).rstrip(" ?"), folded(NUMBER.sub("", text)).rstrip(" ?")
    if not one or not two:
        return False
    return one == two or (min(len(one), len(two)) > 12 and SequenceMatcher(None, one, two).ratio() >= ALIKE)


def holds_answers(column: Column, asked: Asked) -> bool:
    """Is every value of it one of the question's answers? Yes and no tell nothing."""
    filled = [value for value in column.values[:SAMPLE] if not is_blank(value)]
    if len(asked.answers) < 2 or {folded(answer) for answer in asked.answers} <= {"yes", "no", "don't know"}:
        return False
    return len(filled) > 2 and all(answer_of(value, asked.answers) for value in filled)
