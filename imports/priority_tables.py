"""What stands round the actions of a business plan: its priorities, their key milestones and decisions.

Such forms come out of a scanner with their headings cut anywhere ("KEY MI" | "LESTONES"), with numbers torn apart
("PRIORITY 8" | "3:") and letters of other alphabets, so they are known by what is left of them.
"""

import re
from dataclasses import dataclass, field

from imports.tables import Row
from imports.text_joins import joined

MILESTONES, DECISIONS = "milestones", "decisions"
# What the row of heading says, squeezed to its letters.
OPENINGS = (
    (MILESTONES, re.compile(r"^keymi[a-z]*tones(date)?(monthyear)?$")),
    (DECISIONS, re.compile(r"anykey(or)?significantdecision|alreadyinthe.{0,12}planyesno$")),
)
PRIORITY = re.compile(r"^PRIORITY\s+(?P<number>\d[\d .]*)\s*:?\s*(?P<title>.*)", re.IGNORECASE | re.DOTALL)
DESCRIPTION = re.compile(r"\s*DESCRIPTION OF PRIORITY:?\s*", re.IGNORECASE)
# Latin letters that look like Greek or Cyrillic ones, which is what a scanner makes of a milestone's letter.
LOOK_ALIKE = str.maketrans("\u0391\u0392\u0415\u0410\u0412\u0421\u0415\u039a\u041a\u041c\u041d\u0422", "ABEABCEKKMHT")
NONE_SAID = re.compile(r"n/?a|none|not applicable|nil", re.IGNORECASE)
YES_NO = re.compile(r"yes|no|y|n", re.IGNORECASE)


@dataclass
class PriorityHeading:
    """A priority's number, title and description, and where they stand."""

    reference: str
    title: str
    description: str
    place: str
    warnings: list[str] = field(default_factory=list)


@dataclass
class FoundMilestone:
    letter: str
    title: str
    date_text: str
    priority: str
    place: str
    is_cut: bool = False  # its words stood in several cells


@dataclass
class FoundDecision:
    """`in_forward_plan` is "yes", "no" or ""."""

    reference: str
    title: str
    in_forward_plan: str
    priority: str
    place: str


def opening(row: Row) -> str:
    """Which of the other tables the row is the heading of; "" for any other row."""
    letters = re.sub(r"[^a-z]", "", row.text.casefold())
    return next((name for name, pattern in OPENINGS if pattern.search(letters)), "")


def read_priority(row: Row, last: int, place: str) -> PriorityHeading | None:
    """The priority a row heads, if it does. `last` is the number of the priority before: a number torn apart is read
    as the next one, where what is left of it allows that."""
    text = " ".join(cell.text for cell in row.cells if cell.text).replace("\n", " ")
    found = PRIORITY.match(text)
    if not found or not (DESCRIPTION.search(text) or len(row.filled) == 1 or len(row.filled) == 2):
        return None
    title, *description = DESCRIPTION.split(found["title"], maxsplit=1)
    written = found["number"].strip()
    digits, expected = re.sub(r"\D", "", written), str(last + 1)
    warnings = []
    if digits != written or (digits != expected and digits.startswith(expected)):
        digits = expected if digits.startswith(expected) else digits
        warnings.append(f"The number of the priority is damaged (“{written}”); it is read as {digits}.")
    described = next((index for index in row.filled if DESCRIPTION.search(row.cells[index].text)), row.filled[-1])
    if described != row.filled[-1]:
        warnings.append("The description is cut across the columns of the paper and needs review.")
    return PriorityHeading(digits, title.strip(" :"), " ".join(description).strip(), place, warnings)


def date_column(row: Row) -> int:
    """Where the date stands, or Yes and No: under the last heading of the row."""
    return row.filled[-1] if row.filled else 0


def read_milestone(row: Row, column: int, priority: str, place: str) -> FoundMilestone:
    """Letter, words and date. The words may be cut over several cells; a row without words is a placeholder."""
    cells = [cell.text for cell in row.cells]
    date = cells[column] if column < len(cells) else ""
    first = cells[0].strip() if cells else ""
    found = re.match(r"(?P<letter>[^\W\d_])\.?(?:\s+(?P<rest>.+))?$", first, re.DOTALL)
    letter = found["letter"].translate(LOOK_ALIKE).upper() if found else ""
    words = [found["rest"] or "" if found else first, *cells[1:column], *cells[column + 1 :]]
    is_cut = sum(map(bool, words)) > 1
    return FoundMilestone(letter, joined(words), " ".join(date.split()), priority, place, is_cut)


def read_decision(row: Row, column: int, priority: str, place: str) -> FoundDecision:
    cells = [cell.text for cell in row.cells]
    answer = next((text for text in reversed(cells) if YES_NO.fullmatch(text.strip())), "")
    known = "yes" if answer.casefold().startswith("y") else "no" if answer else ""
    number = cells[0].strip() if cells and re.fullmatch(r"\d{1,2}\.?", cells[0].strip()) else ""
    words = [text for text in cells if text != answer and text.strip() != number]
    title = joined(words)
    return FoundDecision(number, "" if re.fullmatch(r"\d{1,2}", title) else title, known, priority, place)
