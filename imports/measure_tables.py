"""Tables of measures: indicators with a floor, an outturn and targets; or percentages to be reached, by audience."""

import re
from dataclasses import dataclass, field

from imports.tables import Row, Table

# What a heading says, without brackets and figures, -> the field.
HEADINGS = (
    (
        "statement",
        re.compile(
            r"(key )?(performance |activity )?(indicators?|measures?)\b.*|measure of success|success measures?|kpis?"
        ),
    ),
    ("floor", re.compile(r"floor.*|(minimum )?performance standard|minimum")),
    ("outturn", re.compile(r".*outturn|baseline|previous( year| result)?|last year|current( performance)?")),
    ("benchmark", re.compile(r".*benchmark.*")),
    ("quarter", re.compile(r"(target )?q(uarter)? ?[1-4]( target)?")),
    ("target", re.compile(r".*targets?\b.*")),
    ("audience", re.compile(r"audience|for whom")),
    ("unit", re.compile(r"unit( of measure)?")),
    ("source", re.compile(r"source|how (it is |will it be )?(measured|evidenced)|evidence|data source")),
)
YEAR = re.compile(r"20\d\d ?[/-] ?(?:20)?\d\d")
PER_CENT = re.compile(r"(?P<figure>\d+(?:\.\d+)?)\s*(?:%|per ?cent)", re.IGNORECASE)
LEAST = 2  # known headings, one of them the statement


@dataclass
class FoundMeasure:
    """A measure as written: `targets` are {heading: words}, every text as it stands in its cell."""

    statement: str
    place: str
    audience: str = ""
    unit: str = ""
    floor: str = ""
    outturn: str = ""
    benchmark: str = ""
    source: str = ""
    targets: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


Found = tuple[list[FoundMeasure], list[Row]]


def read_measures(table: Table) -> Found | None:
    """The measures of a table, and the rows below its first that are none; or None if it is another kind of table."""
    rows = [row for row in table.rows if not row.is_blank]
    return by_heading(table, rows) or by_audience(table, rows)


def meaning(header: str) -> str:
    words = " ".join(re.sub(r"[^a-z0-9/ ]", " ", header.casefold()).split())
    bare = " ".join(YEAR.sub(" ", words).split())
    return next((name for name, pattern in HEADINGS if pattern.fullmatch(bare)), "")


def by_heading(table: Table, rows: list[Row]) -> Found | None:
    """Indicators under headings that may take two rows ("Target" over "Q1" to "Q4")."""
    for place, row in enumerate(rows[:10]):
        headers = [" ".join(cell.text.split()) for cell in row.cells]
        body = rows[place + 1 :]
        if body and is_second_heading(body[0]):
            headers = two_rows(row, body[0])
            body = body[1:]
        fields = [meaning(header) if header else "" for header in headers]
        if "statement" in fields and len({name for name in fields if name}) >= LEAST and body:
            read = [(below, measure_of(table, below, told_apart(headers), fields)) for below in body]
            none = [below for below, measure in read if measure is None]
            return [measure for _, measure in read if measure is not None], [*rows[1:place], *none]
    return None


def is_second_heading(row: Row) -> bool:
    texts = [row.cells[index].text for index in row.filled]
    return bool(texts) and all(
        re.fullmatch(r"(?i)q(uarter)? ?[1-4]|20\d\d ?[/-] ?\d\d", text.strip()) for text in texts
    )


def two_rows(above: Row, below: Row) -> list[str]:
    """The upper heading goes on over the columns it spans; the lower says which."""
    headers, last = [], ""
    for index in range(max(len(above.cells), len(below.cells))):
        upper = " ".join(above.cells[index].text.split()) if index < len(above.cells) else ""
        lower = " ".join(below.cells[index].text.split()) if index < len(below.cells) else ""
        last = upper or (last if lower else "")
        headers.append(f"{last} {lower}".strip() if lower else upper)
    return headers


def told_apart(headers: list[str]) -> list[str]:
    """No heading twice, as what stands under it is kept by it."""
    told: list[str] = []
    for index, header in enumerate(headers):
        name = header or f"Column {index + 1}"
        told.append(name if name not in told else f"{name} (column {index + 1})")
    return told


def measure_of(table: Table, row: Row, headers: list[str], fields: list[str]) -> FoundMeasure | None:
    statement = fields.index("statement")
    text = " ".join(row.cells[statement].text.split()) if statement < len(row.cells) else ""
    if not text:
        return None
    found = FoundMeasure(text, table.place(row))
    for index, cell in enumerate(row.cells):
        if index == statement:
            continue
        words, name = " ".join(cell.text.split()), fields[index] if index < len(fields) else ""
        if name in ("quarter", "target"):
            found.targets[headers[index]] = words
        elif name and name != "statement" and not getattr(found, name):
            setattr(found, name, words)
        elif words:
            found.extra[headers[index] if index < len(headers) else f"Column {index + 1}"] = words
    if not any(found.targets.values()):
        found.warnings.append("No target is filled in.")
    if PER_CENT.search(text) or "%" in " ".join(found.targets.values()):
        found.unit = found.unit or "per cent"
    return found


def by_audience(table: Table, rows: list[Row]) -> Found | None:
    """A column an audience, and in each cell a share to be reached: "66 per cent understand MKIP/MKS" under Members."""
    texts = [cell.text for row in rows[1:] for cell in row.cells if cell.text]
    if not texts or sum(bool(PER_CENT.search(text)) for text in texts) * 2 <= len(texts):
        return None
    audiences = [" ".join(cell.text.split()) for cell in rows[0].cells]
    found = []
    for row in rows[1:]:
        for index, cell in enumerate(row.cells):
            if not cell.text:
                continue
            words, share = " ".join(cell.text.split()), PER_CENT.search(cell.text)
            measure = FoundMeasure(words, table.place(row, index, audiences[index] if index < len(audiences) else ""))
            measure.audience = audiences[index] if index < len(audiences) else ""
            if share:
                measure.unit, measure.targets = "per cent", {"Target": f"{share['figure']}%"}
            else:
                measure.warnings.append("No target is written.")
            found.append(measure)
    return found, []
