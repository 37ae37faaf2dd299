"""A row of a preview with what somebody wrote over it: the same shape, understood by the same rules."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from actions.owners import parse_owners
from actions.timing import parse_timing
from plans.periods import Years

CORRECTABLE = (
    "reference", "title", "section", "audiences", "date_text", "owner_text", "method", "progress", "rag"
)  # fmt: skip
PLACE_LENGTH = 200
_DIVIDERS = re.compile(r"\s*[\n;,]\s*")


def places(preview: Mapping[str, Any]) -> list[str]:
    """Where each row stands in the paper, by which it is known however its columns are read: "Table 1, row 3"."""
    seen: Counter[str] = Counter()
    found = []
    for number, row in enumerate(preview["rows"], 1):
        source = row.get("source") or {}
        place = str(source.get("place") or next(iter(source.values()), "") or f"Row {number}")[: PLACE_LENGTH - 10]
        seen[place] += 1
        found.append(place if seen[place] == 1 else f"{place} ({seen[place]})")
    return found


def headings(preview: Mapping[str, Any]) -> dict[str, str]:
    """{heading: field} in the order of the paper, which not every database keeps: by the rows, then those that are blank
    throughout."""
    columns = preview.get("columns", {})
    found: dict[str, str] = {}
    for row in preview.get("rows", ()):
        for heading, _ in (row.get("source") or {}).get("cells") or ():
            if heading in columns:
                found.setdefault(heading, columns[heading])
        if len(found) == len(columns):
            break
    return {**found, **columns}


def code_of(place: str) -> str:
    """A place in short, as buttons carry it."""
    return hashlib.sha256(place.encode()).hexdigest()[:12]


def written(row: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a row that can be corrected, each on one form field."""
    return {
        "reference": row["reference"],
        "title": row["title"],
        "section": row["section"],
        "audiences": ", ".join(row["audiences"]),
        "date_text": row["date_text"],
        "owner_text": row.get("owner_text", ""),
        "method": row["method"],
        "progress": row["progress"],
        "rag": row["rag"] or "",
    }


def corrected(row: dict[str, Any], texts: Mapping[str, str], years: Years | None) -> dict[str, Any]:
    """The row with `texts` ({field: text}) in place of what the paper says."""
    if not texts:
        return row
    changed: dict[str, Any] = {name: texts[name] for name in CORRECTABLE if name in texts}
    if "date_text" in changed:
        changed["timing"] = parse_timing(changed["date_text"], years).as_json()
    if "owner_text" in changed:
        found = parse_owners(changed["owner_text"]).owners
        changed["owners"] = [{"name": owner.name, "part": owner.part} for owner in found]
    if "audiences" in changed:
        changed["audiences"] = [name for name in _DIVIDERS.split(changed["audiences"]) if name]
    if "rag" in changed:
        changed["rag"] = changed["rag"] or None
    return {**row, **changed}
