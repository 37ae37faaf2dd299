"""The columns of an export of replies: what their headings say, whose details they hold, which question they are. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from imports.replies.likeness import NUMBER, likeness
from imports.replies.words import TICKED, UNTICKED, answer_of, folded, is_blank, is_finished, key_of

Grid = Sequence[Sequence[str]]

LEFT, COUNCIL, STATUS = "left", "council", "status"
SAMPLE = 400  # values that are looked at to tell what a column holds
DETAILS = re.compile(
    r"\b(e-?mail|name|ip( ?address)?|user ?(no|id)|unique ?id|respondent( ?id)?|collector|tracking|phone|telephone|postcode|"
    r"latitude|longitude|device|browser|referr?er|started?|ended?|start time|completion time|end time|submitted|date|"
    r"duration|time taken|completed( at| on)?|last modified|serial|case ?(no|id)?|record|language"
    r"|custom data)\b|^(id|#|no|guid|interview)$",
    re.IGNORECASE,
)
ASKED_WHO = re.compile(  # also where it is asked as a question
    r"\b(your|full|first|last|given|family|fore|sur) ?names?\b|\bname of (your )?(line )?manager|\bsignature|\bwho are you\b"
    r"|\be-?mail\b|\b(tele)?phone\b|\bmobile\b|\bpost ?code\b|\bcontact details|\byour details|\bhow (can|may) we (contact|reach) you"
    r"|\bdate of birth|\bdob\b|\b(payroll|employee|staff|personnel|national insurance|ni) (no|number|id)\b|\b(your|home|work) address",
    re.IGNORECASE,
)
WEIGHT = re.compile(r"\b(weight(s|ing|ed)?|wgt|wt|rim ?weight)\b", re.IGNORECASE)
STATES = re.compile(r"^(status|state|complete[d]?|completion( status)?|response status|finished)$", re.IGNORECASE)
COUNCILS = re.compile(r"\b(council|authority|organi[sz]ation|employer|borough|district)\b", re.IGNORECASE)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.\w+|\d{1,3}(\.\d{1,3}){3}")
CODE = re.compile(r"[a-z]{1,8}[ ._]?\d{1,3}([._ -]?\w{1,3})?", re.IGNORECASE)  # "Q2_1": a label stands below it
MARKS = re.compile(
    r"(points|feedback) ?[-–:] ?", re.IGNORECASE
)  # a form used as a quiz repeats its questions after these
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
    def filled(self) -> int:
        return sum(map(bool, self.values))

    @property
    def is_coded(self) -> bool:
        """Is its heading a code such as Q2_1, with a label below?"""
        return bool(self.option and CODE.fullmatch(self.head.strip()))

    @property
    def heading(self) -> str:
        """What says in words what it is."""
        return self.option if self.is_coded else self.head

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
    """How many rows the headings take: two where the second names options under questions, or questions under codes."""
    if len(grid) < 3:
        return 1
    width = max(map(len, grid))
    first, second, *rest = [[*row, *[""] * (width - len(row))] for row in grid]
    if has_labels(first, second, rest):
        return 2
    filled = [n for n in range(width) if sum(bool(row[n]) for row in rest) * 2 > len(rest)]
    is_apart = any(
        first[n] and not second[n] for n in filled
    )  # who they are and when they replied has no second heading
    under_blank = any(not first[n] and second[n] for n in range(1, width))
    named = any(folded(second[n]) in OF_ITSELF - {""} for n in range(width))
    return 2 if is_apart and (under_blank or named or has_repeated(first, second, rest)) else 1


def has_repeated(first: Sequence[str], second: Sequence[str], rest: Grid) -> bool:
    """Is a question repeated over each of its options? Below an option stand its words again, or ticks."""
    return any(
        first[n] and first[n] == first[n + 1] and second[n] and second[n + 1] and second[n] != second[n + 1]
        and all({folded(row[at]) for row in rest} <= {folded(second[at]), "", *TICKED, *UNTICKED} for at in (n, n + 1))
        for n in range(len(first) - 1)
    )  # fmt: skip


def has_labels(first: Sequence[str], second: Sequence[str], rest: Grid) -> bool:
    """Does the second row say in words what the codes of the first are, and no row below says the same again?"""
    codes = [n for n, head in enumerate(first) if CODE.fullmatch(head.strip())]
    words = [
        n for n in codes if re.search(r"[^\W\d]{3}", second[n]) and second[n] not in {row[n] for row in rest}
    ]  # fmt: skip
    below = [row[n] for n in words for row in rest if row[n]]
    is_plain = sum(value.strip("-").isdigit() for value in below) * 2 > len(below)
    return bool(codes) and len(words) * 2 > len(codes) and (is_plain or sum("?" in second[n] for n in words) > 1)


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
    if column.holds_details:
        return True
    head = NUMBER.sub("", column.heading)
    if is_state(column):
        return False
    if DETAILS.search(head) and not is_question(head):
        return True
    return bool(ASKED_WHO.search(head)) and not holds_kinds(column)


def holds_kinds(column: Column) -> bool:
    """Do the same few values come again and again, so that they are nobody's own?"""
    filled = [folded(value) for value in column.values if value]
    return len(filled) >= 3 * len(set(filled)) > 0


def is_state(column: Column) -> bool:
    """Does it tell who finished?"""
    filled = [value for value in column.values[:SAMPLE] if value]
    return bool(STATES.match(column.head.strip())) and sum(is_finished(one) is not None for one in filled) * 2 > len(
        filled
    )


def without_details(grid: Grid, questions: Sequence[Asked]) -> list[list[str]]:
    """The rows without what tells who somebody is, or when and from where they replied; headings stay."""
    head_rows = head_rows_of(grid)
    blanked = {
        column.number
        for column in columns_of(grid, head_rows)
        if whose_details(column) and best_of(column, questions)[1] == LEFT
    }
    return [
        [cell if at == 0 or number not in blanked else "" for number, cell in enumerate(row)]
        for at, row in enumerate(grid)
    ]


def is_question(head: str) -> bool:
    return "?" in head or len(head.split()) > 5


def why_left(column: Column) -> str:
    if WEIGHT.search(column.heading) and not is_question(column.heading):
        return WHY_WEIGHT
    return WHY_DETAILS if whose_details(column) else WHY_NOTHING


def proposed(columns: Iterable[Column], questions: Sequence[Asked], councils: Mapping[str, int]) -> dict[int, str]:
    """{column number: what it is read as}, by its words and by what it holds. Like words give way to the same words."""
    columns = list(columns)
    best = {column.number: best_of(column, questions) for column in columns}
    exact = {choice for closeness, choice in best.values() if closeness == 1}
    found = {
        column.number: choice if closeness == 1 or choice not in exact else LEFT
        for column in columns
        for closeness, choice in (best[column.number],)
    }
    for column in columns:
        if found[column.number] == LEFT:
            found[column.number] = of_what_it_holds(column, councils)
    taken = {QUESTION_OF.sub("", choice) for choice in found.values() if choice.startswith(("q", "o"))}
    for column in columns:
        if found[column.number] == LEFT and not column.option and why_left(column) == WHY_NOTHING:
            fits = [one for one in questions if str(one.key) not in taken and holds_answers(column, one)]
            if len(fits) == 1:
                found[column.number] = f"q{fits[0].key}"
                taken.add(str(fits[0].key))
    return found


QUESTION_OF = re.compile(r"^[qo]|-.*")


def of_what_it_holds(column: Column, councils: Mapping[str, int]) -> str:
    """Where its words are no question: does it tell who finished, or the council?"""
    if is_state(column) and not column.option:
        return STATUS
    if why_left(column) != WHY_NOTHING:
        return LEFT
    filled = [value for value in column.values[:SAMPLE] if not is_blank(value)]
    known = sum(bool(answer_of(value, list(councils))) for value in filled)
    if filled and known * 2 >= len(filled) and (COUNCILS.search(column.heading) or known == len(filled)):
        return COUNCIL
    return LEFT


def best_of(column: Column, questions: Sequence[Asked]) -> tuple[float, str]:
    """(how close, the choice) of the question its words are closest to; left out where two are as close."""
    found = sorted((of_question(column, one) for one in questions), reverse=True)
    if not found or (len(found) > 1 and found[0][0] == found[1][0]) or found[0][0] == 0:
        return 0, LEFT
    return found[0]


def of_question(column: Column, asked: Asked) -> tuple[float, str]:
    """(how close its words are to that question or to one option of it, the choice)."""
    if MARKS.match(column.head):
        return 0, LEFT
    if column.is_coded:  # the label of "Q2_1" may be the question, its option, or both
        return max(of_words(column.option, "", asked), of_label(column, asked))
    found = of_words(column.head, column.option, asked)
    if column.option and not found[0]:  # a grid: the statement is the question
        return likeness(column.option, asked.text), f"q{asked.key}"
    return found


def of_label(column: Column, asked: Asked) -> tuple[float, str]:
    """A label that is one of several answers, and no more."""
    answer = answer_of(column.option, asked.answers) if asked.kind == "several" else None
    return (0.99, asked.option(answer)) if answer else (0, LEFT)


def of_words(head: str, option: str, asked: Asked) -> tuple[float, str]:
    if closeness := likeness(head, asked.text):
        if folded(option) in OF_ITSELF:
            return closeness, f"q{asked.key}"
        answer = answer_of(option, asked.answers)
        return (closeness, asked.option(answer)) if answer else (0, LEFT)
    found: tuple[float, str] = (0, LEFT)
    for divider in DIVIDERS.finditer(head.rstrip(" .")):
        stem, last = head[: divider.start()], head[divider.end() :].strip(" []")
        if closeness := likeness(last, asked.text):
            found = max(found, (closeness, f"q{asked.key}"))
        elif asked.kind == "several" and (closeness := likeness(stem, asked.text)):
            answer = answer_of(last, asked.answers)
            found = max(found, (closeness, asked.option(answer)) if answer else (0, LEFT))
    return found


DIVIDERS = re.compile(r" - | – |: ?|\.|_| ?\[")


def holds_answers(column: Column, asked: Asked) -> bool:
    """Is every value of it one of the question's answers? Yes and no tell nothing."""
    filled = [value for value in column.values[:SAMPLE] if not is_blank(value)]
    if len(asked.answers) < 2 or {folded(answer) for answer in asked.answers} <= {"yes", "no", "don't know"}:
        return False
    return len(filled) > 2 and all(answer_of(value, asked.answers) for value in filled)
