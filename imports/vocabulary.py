"""The words councils put over the columns of an action table, and which field each of them means.

Only a whole label counts: "Date added", "Actioned by" or "Progress to next milestone" are other things than a date, an
action or progress, and stay in the row's `extra` under their own heading.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from imports.priority_tables import opening
from imports.rag_words import is_colour
from imports.tables import Row

# Best name first: where two columns mean one field the one named earlier here has it, the other stays in `extra`.
WORDS: dict[str, tuple[str, ...]] = {
    "title": (
        "action", "actions", "message", "activity", "activities", "task", "tasks", "project", "projects",
        "action required", "actions required", "required action", "action point", "action points", "action description",
        "description of action", "action title", "action name", "name of action", "project name", "key action",
        "key actions", "key activity", "key activities", "planned activity", "agreed action", "proposed action",
        "improvement action", "communications activity", "communication activity", "deliverable", "deliverables",
        "initiative", "tactic", "tactics", "what", "what we will do", "what will we do", "what needs doing", "title",
        "task name", "improvement", "improvements", "recommendation", "recommendations", "next step", "next steps",
        "milestone", "milestones", "key milestone", "key milestones",
    ),
    "reference": (
        "ref", "reference", "ref no", "reference no", "reference number", "action ref", "action reference", "action no",
        "action number", "no", "number", "id", "action id", "item", "item no", "s n",
    ),
    "section": (
        "workstream", "work stream", "area of work", "work area", "theme", "section", "strand", "programme", "category",
        "priority", "priority area", "service area", "key theme", "objective", "objectives", "key objective", "aim",
    ),
    "audience": (
        "audience", "audiences", "target audience", "target audiences", "audience s", "target group", "target groups",
        "stakeholder", "stakeholders", "who for", "who is it for", "for whom",
    ),
    "date": (
        "date", "dates", "due date", "date due", "deadline", "deadlines", "when", "by when", "when by", "timescale",
        "timescales", "timeframe", "time frame", "timing", "timings", "target date", "delivery date",
        "completion date", "target completion date", "date for completion", "date of completion", "due", "due by",
        "date for delivery",
        "date to be delivered", "target delivery date", "when will it be done",
    ),
    "start_date": ("start date", "start", "from", "date from", "start by", "planned start", "planned start date"),
    "end_date": ("end date", "end", "date to", "finish date", "finish", "end by", "planned end", "planned end date"),
    "method": (
        "method", "methods", "media", "method of delivery", "delivery method", "method of communication",
        "communication method", "media for delivery", "channel", "channels", "communication channel",
        "communications channel", "tool", "tools", "format", "medium", "how", "how will we do it", "mechanism",
    ),
    "owner": (
        "owner", "owners", "action owner", "who", "who will deliver", "accountable officer", "lead officer",
        "lead officers", "responsible officer", "responsible officers", "responsible person", "person responsible",
        "who is responsible", "responsible", "responsibility", "responsibilities", "lead", "leads", "action lead",
        "by whom", "delivered by", "assigned to", "officer", "officers", "officer responsible", "project lead",
        "project manager", "owner s", "lead s", "resource names",
    ),
    "progress": (
        "progress", "progress update", "update", "updates", "progress to date", "latest update", "latest progress",
        "current position", "commentary", "progress comments", "progress comment", "comments", "comment", "narrative",
    ),
    "rag": (
        "rag", "rag status", "rag rating", "brag", "brag status", "brag rating", "current rag", "rating", "status",
        "current status", "progress status",
    ),
}  # fmt: skip

# What each field is called where a person says what a column means; "" leaves it beside the action, under its heading.
FIELDS = {
    "title": "Action",
    "reference": "Number",
    "section": "Section",
    "audience": "Audience",
    "date": "Date",
    "start_date": "Start date",
    "end_date": "End date",
    "owner": "Who",
    "method": "Method or media",
    "progress": "Progress",
    "rag": "Colour",
    "": "Something else",
}

REFERENCE = re.compile(r"[A-Z]{0,4}[ -]?\d{1,3}(\.\d{1,3}){0,2}[a-z]?\.?")

_FIELD_OF = {word: (field, rank) for field, words in WORDS.items() for rank, word in enumerate(words)}
_FIRST = frozenset(word.partition(" ")[0] for word in _FIELD_OF)
_LETTERS = re.compile("[a-z]+")
_NUMBER_SIGNS = ("#", "№")
_LONGEST_HEADING = 200
_GRADES = re.compile(r"(?i)high|medium|low|[hml]|\d|must|should|could|high/medium|medium/low")
_LEAST_COLUMNS = 2
_LOST_WITHIN = 8  # rows below a heading, which may head few rows before the next
_A_DATE = re.compile(
    r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?:20)?\d\d\b|\d/\d{2,4}\b|\b20\d\d\b"
)


@dataclass(frozen=True)
class Column:
    """One column of a table: `field` is a key of WORDS or "extra"; `label` the short name used in references."""

    index: int
    header: str
    field: str

    @property
    def label(self) -> str:
        return self.header.partition("(")[0].strip()[:40] or self.header[:40]


@dataclass(frozen=True)
class Layout:
    """What every column of a table means; `columns[3]` is the fourth column."""

    columns: tuple[Column, ...]

    def index(self, field: str) -> int | None:
        return next((column.index for column in self.columns if column.field == field), None)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(column.field for column in self.columns)


def field_of(header: str) -> tuple[str, int] | None:
    """The field a heading means and its rank among that field's names (0 is best), or None.

    "Method / Media for delivery (e.g. …)" is read without its brackets, then by its first part: "method".
    """
    if len(header) > _LONGEST_HEADING:
        return None
    bare = re.sub(r"\([^)]*\)?", " ", header)
    first = _LETTERS.search(bare.casefold().replace("'", ""))
    if "date" not in header.casefold() and bare.strip() not in _NUMBER_SIGNS and (not first or first[0] not in _FIRST):
        return None  # quickly, as every cell of a paper is looked at
    if torn := re.fullmatch(r"\s*(?:(s?t?a?r?t)|(e?n?d)) date\W.*", f"{header.casefold()} ", re.DOTALL):
        return ("start_date" if torn[1] else "end_date"), 0
    for candidate in (bare, re.split(r"[/&:–]|\band\b|\bor\b|\s-\s", bare)[0]):
        words = " ".join(re.findall(r"[a-z]+", candidate.casefold().replace("'", "")))
        if words in _FIELD_OF:
            return _FIELD_OF[words]
        if candidate.strip() in _NUMBER_SIGNS:
            return "reference", 0
    return None


def find_layout(row: Row, below: Sequence[Row], width: int, said: Mapping[str, str] | None = None) -> Layout | None:
    """The row as a heading of `width` columns, if at least two and at least half of its filled cells are known.

    `below` is the rows that follow; they tell a column of numbers, or of grades, from what its heading says. `said`
    is what a person has said of headings, {heading: field}, which goes before what the words say.
    """
    if opening(row):
        return None
    said = said or {}
    filled = [index for index, cell in enumerate(row.cells) if cell.text]
    known = {index: match for index in filled if (match := meant(row, index, said))}
    fields = {field for field, _ in known.values()}
    is_sure = "title" in fields and len(fields) > _LEAST_COLUMNS
    if len(fields) < _LEAST_COLUMNS or (len(known) * 2 < len(filled) and not is_sure):
        return None
    best = {index: field for index, (field, rank) in known.items() if not _is_beaten(index, field, rank, known)}
    columns = [Column(index, _header(row, index), best.get(index, "extra")) for index in range(width)]
    columns = _with_ends(_with_references(columns, row, below), below)
    columns = _distinct(_without_prose(_without_grades(columns, below), below))
    return Layout(tuple(as_said(columns, said)))


def meant(row: Row, index: int, said: Mapping[str, str]) -> tuple[str, int] | None:
    """The field of a heading, as a person has said or as its words say."""
    text = _header(row, index)
    return (said[text] or "extra", 0) if text in said else field_of(row.cells[index].text)


def as_said(columns: list[Column], said: Mapping[str, str]) -> list[Column]:
    """The columns with the fields a person has given them; another column that had such a field gives it up."""
    given = {column.index: said[column.header] or "extra" for column in columns if column.header in said}
    taken = {field for field in given.values() if field != "extra"}
    return [
        replace(column, field=given.get(column.index, "extra" if column.field in taken else column.field))
        for column in columns
    ]


def _is_beaten(index: int, field: str, rank: int, known: dict[int, tuple[str, int]]) -> bool:
    rivals = [(other_rank, other) for other, (other_field, other_rank) in known.items() if other_field == field]
    return min(rivals) != (rank, index)


def _header(row: Row, index: int) -> str:
    return row.cells[index].text.replace("\n", " ") if index < len(row.cells) else ""


def _with_references(columns: list[Column], row: Row, below: Sequence[Row]) -> list[Column]:
    """Kent writes one heading "Actions" over two columns, the number and the words: give each its field."""
    title = next((column.index for column in columns if column.field == "title"), None)
    if title is None or title + 1 >= len(columns) or _header(row, title + 1):
        return columns
    own = takewhile(lambda later: not opening(later), below)  # what stands under a heading of its own says nothing here
    first = [later.cells[title].text for later in own if title < len(later.cells) and later.cells[title].text]
    if not first or sum(bool(REFERENCE.fullmatch(text)) for text in first) * 2 < len(first):
        return columns
    header = columns[title].header
    columns[title] = Column(title, f"{header} (number)", "reference")
    columns[title + 1] = Column(title + 1, header, "title")
    return columns


def _with_ends(columns: list[Column], below: Sequence[Row]) -> list[Column]:
    """A start date whose neighbour has no heading and holds dates: that is the end, of which the heading was lost."""
    fields = {column.field for column in columns}
    start = next((column.index for column in columns if column.field == "start_date"), None)
    if start is None or "end_date" in fields or start + 1 >= len(columns) or columns[start + 1].header:
        return columns
    own = takewhile(lambda row: not opening(row), below[:_LOST_WITHIN])
    texts = [row.cells[start + 1].text for row in own if start + 1 < len(row.cells)]
    texts = [text for text in texts if text]
    if texts and sum(bool(_A_DATE.search(text)) for text in texts) * 2 > len(texts):
        columns[start + 1] = Column(start + 1, "End date (heading lost)", "end_date")
    return columns


def _without_grades(columns: list[Column], below: Sequence[Row]) -> list[Column]:
    """A column "Priority" that says High, Medium or Low grades its actions; it does not group them."""
    for place, column in enumerate(columns):
        texts = {later.cells[column.index].text for later in below if column.index < len(later.cells)} - {""}
        is_priority = column.field == "section" and "priority" in column.header.casefold()
        if is_priority and texts and all(_GRADES.fullmatch(text) for text in texts):
            columns[place] = replace(column, field="extra")
    return columns


def _without_prose(columns: list[Column], below: Sequence[Row]) -> list[Column]:
    """A column "Status" that holds sentences tells progress and no colour."""
    for place, column in enumerate(columns):
        if column.field != "rag" or "rag" in column.header.casefold():
            continue
        texts = [later.cells[column.index].text for later in below if column.index < len(later.cells)]
        texts = [text for text in texts if text and not field_of(text)]
        if texts and sum(map(is_colour, texts)) * 2 < len(texts):
            has_progress = any(other.field == "progress" for other in columns)
            columns[place] = replace(column, field="extra" if has_progress else "progress")
    return columns


def _distinct(columns: list[Column]) -> list[Column]:
    """Every heading a different text, because rows are keyed by it: "Column F" where blank, "Notes (2)" if repeated."""
    seen: dict[str, int] = {}
    named = []
    for column in columns:
        header = column.header or f"Column {column.index + 1}"
        seen[header] = seen.get(header, 0) + 1
        named.append(replace(column, header=header if seen[header] == 1 else f"{header} ({seen[header]})"))
    return named
