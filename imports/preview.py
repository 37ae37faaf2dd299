"""A council's action table as the preview JSON: what was read, what was not, and what a person must look at.

Nothing is saved here, and Django is not imported: it runs in a subprocess with limits (`imports/sandbox.py`).
"""

import re
from collections import Counter
from typing import Any

from actions.owner_words import NOBODY, is_person, is_post
from actions.owners import Owners, parse_owners
from actions.timing import parse_timing
from imports.drafts import Collected, Draft, Section
from imports.groups import NO_DATE, NO_OWNER, give_parents
from imports.limits import Refused
from imports.milestones import milestone_json, outside
from imports.rag_words import read_rag
from imports.readers import read_tables
from imports.row_shapes import UNNAMED
from imports.rows import collect
from imports.tables import Reading
from imports.text_joins import joined
from imports.unknown_layouts import collect_guessing
from plans.periods import Years

_TITLE_LENGTH = 200
_LONGEST_TITLE = 1000
_LONGEST_AUDIENCE = 120
_QUOTED = 60
_REASONS_SAID = 3
_TYPED = "The document also holds a list, or lines set out by tabs, outside its tables; no action is taken from those."
_NO_ACTIONS = "No action was found in the file."
_SENTENCE_ENDS = (".", ",", ";", ":", "!", "?")
_AUDIENCE_SEPARATORS = re.compile(r"\s*[,;/\n•]\s*(?:and\s+)?")
_AUDIENCES = re.compile(
    r"(?i)\b(members|councillors|staff|residents|businesses|media|partners|public|employees|officers|managers|directors"
    r"|people|taxpayers|customers|tenants|visitors|parents|schools|stakeholders|users)$"
)


def preview(
    data: bytes, filename: str, years: Years | None = None, columns: dict[str, str] | None = None
) -> dict[str, Any]:
    """The preview of a file that is no PDF. Refused, with one sentence, if the file is of another kind, damaged,
    dangerous or above a limit."""
    return preview_of(read_tables(data, filename), years, columns)


def preview_of(reading: Reading, years: Years | None, columns: dict[str, str] | None) -> dict[str, Any]:
    """The preview JSON: `columns`, `rows`, `skipped`, and beside them `sections`, `priorities`, `milestones`,
    `decisions`, `measures` and `warnings` of the whole file.

    `years` are the plan's financial years, by which dates such as "Quarterly" or "April 13" are understood; `columns`
    is what a person has said of headings, {heading: a key of FIELDS}. Refused, with one sentence, if it holds nothing
    that could be taken in.
    """
    collected = collect(reading.tables, columns)
    if collected.holds_anything and reading.typed:
        collected.warnings.append(_TYPED)
    elif not collected.holds_anything:
        tables = (*reading.tables, reading.typed) if reading.typed else reading.tables
        collected = collect(tables, columns)
        collected = collected if collected.holds_anything else collect_guessing(tables)
    if not collected.holds_anything:
        raise Refused(" ".join([_NO_ACTIONS, *dict.fromkeys(item.why for item in collected.skipped)][:_REASONS_SAID]))
    rows = [_row(draft, years) for draft in collected.drafts]
    give_parents(rows)
    _warn_of_twins(rows)
    return {
        "columns": collected.columns,
        "rows": rows,
        "skipped": [{"text": item.text, "why": item.why, "source": item.source} for item in collected.skipped],
        "sections": _sections(collected),
        "priorities": [
            {"reference": one.reference, "title": one.title, "description": one.description, "warnings": one.warnings}
            for one in collected.priorities
        ],
        "milestones": [milestone_json(one, years) for one in collected.milestones],
        "decisions": [
            {
                "reference": one.reference,
                "title": one.title,
                "in_forward_plan": one.in_forward_plan,
                "priority": one.priority,
            }
            for one in collected.decisions
        ],
        "measures": [vars(one) for one in collected.measures],
        "warnings": [*reading.warnings, *collected.warnings],
    }


def _sections(collected: Collected) -> list[dict]:
    """Sections that stand as rows of their own, then those that only a column names, each once."""
    headings = list(collected.sections)
    known = {section.title for section in headings}
    for draft in collected.drafts:
        if draft.section and draft.section not in known:
            known.add(draft.section)
            headings.append(Section(draft.section, "", draft.source.get("section", "")))
    return [{"title": each.title, "rag": read_rag(each.rag_text)[0], "source": each.source} for each in headings]


def _row(draft: Draft, years: Years | None) -> dict:
    extra, warnings = dict(draft.extra), list(draft.warnings)
    title = _title(draft, extra, warnings)
    date_text = _date_text(draft, extra)
    timing = parse_timing(date_text, years).as_json()
    warnings += _date_warnings(draft, timing, date_text) + outside(timing, years)
    audiences = _audiences(draft.text("audience"))
    if draft.text("audience") and not audiences:
        warnings.append(f"No audience could be read from “{draft.text('audience')}”.")
    if any(len(name) > _LONGEST_AUDIENCE for name in audiences):
        warnings.append(f"An audience has more than {_LONGEST_AUDIENCE} characters, and is cut.")
    owners = parse_owners(draft.text("owner"))
    warnings += _owner_warnings(draft, owners, extra)
    rag, rag_warning = read_rag(draft.text("rag"))
    return {
        "reference": draft.text("reference"),
        "title": title,
        "section": draft.section,
        "priority": draft.priority,
        "parent": "",
        "audiences": audiences,
        "date_text": date_text,
        "timing": timing,
        "owners": [{"name": owner.name, "part": owner.part} for owner in owners.owners],
        "owner_text": draft.text("owner"),
        "method": draft.text("method"),
        "progress": draft.text("progress"),
        "rag": rag,
        "rag_text": draft.text("rag"),
        "extra": extra,
        "warnings": warnings + ([rag_warning] if rag_warning else []),
        "source": draft.source | {"place": draft.place, "cells": draft.cells},
    }


def _title(draft: Draft, extra: dict[str, str], warnings: list[str]) -> str:
    """One line. Lines of one sentence are joined; of several paragraphs the first is the title, the rest is kept."""
    text = draft.text("title")
    if not text:
        warnings.append("The action has no title.")
    first, _, rest = text.partition("\n")
    if not rest or (len(text) <= _TITLE_LENGTH and not first.endswith(_SENTENCE_ENDS)):
        return _cut(text.replace("\n", " "), f"{_header(draft, 'title')} (whole)" if text else "", extra, warnings)
    extra[f"{_header(draft, 'title')} (continued)"] = rest
    warnings.append("The title has several paragraphs; the first is the title and the others are kept beside it.")
    return _cut(first, f"{_header(draft, 'title')} (whole)", extra, warnings)


def _cut(title: str, name: str, extra: dict[str, str], warnings: list[str]) -> str:
    """A title no longer than the register holds; of a longer one the whole is kept beside it."""
    if len(title) <= _LONGEST_TITLE:
        return title
    extra[name] = title
    warnings.append(f"The title has more than {_LONGEST_TITLE} characters; it is cut, and the whole is kept beside it.")
    return title[: _LONGEST_TITLE - 1].rstrip() + "…"


def _date_text(draft: Draft, extra: dict[str, str]) -> str:
    """The date as written; of a start and an end column "April 13 – March 14", with both cells kept in `extra`."""
    start, end = mended(draft, "start_date"), mended(draft, "date") or mended(draft, "end_date")
    for name in ("start_date", "end_date"):
        if draft.text(name):
            extra[_header(draft, name)] = draft.text(name)
    if not start or start == end:
        return end or start
    return f"{start} – {end}" if end else f"From {start}"


def mended(draft: Draft, name: str) -> str:
    """A date whose first letters stand in the column before it, which has no heading: "Apri" and "il 2013"."""
    text = draft.text(name)
    column = next((one for one in draft.layout.columns if one.field == name), None)
    before = draft.layout.columns[column.index - 1] if column and column.index else None
    if not text or before is None or not UNNAMED.fullmatch(before.header) or before.header not in draft.extra:
        return text
    return joined([draft.extra[before.header], text])


def _header(draft: Draft, name: str) -> str:
    return next(column.header for column in draft.layout.columns if column.field == name)


def _date_warnings(draft: Draft, timing: dict, date_text: str) -> list[str]:
    kind = timing["kind"]
    if kind == "none":
        has_column = {"date", "start_date", "end_date"} & set(draft.layout.fields)
        return [NO_DATE] if has_column else []
    if kind == "unknown" and not timing["needs_review"]:
        return [f"No date yet: “{date_text}”."]
    if kind == "multiple":
        count = len(timing["parts"])
        words = {2: "Two", 3: "Three", 4: "Four"}
        return [f"{words.get(count, str(count))} dates in one cell."]
    if timing["needs_review"]:
        note = f" {timing['note'].rstrip('.')}." if timing["note"] else ""
        return [f"The date “{date_text}” needs review.{note}"]
    return [f"The date is provisional: “{date_text}”."] if timing["provisional"] else []


def _owner_warnings(draft: Draft, owners: Owners, extra: dict[str, str]) -> list[str]:
    text = draft.text("owner")
    warnings = []
    if owners.left_over:
        extra[_header(draft, "owner")] = text
    if not owners.owners and "owner" in draft.layout.fields:
        warnings.append(f"No owner could be read from “{text}”." if text else NO_OWNER)
    elif owners.left_over:
        warnings.append(f"Not read as an owner: {', '.join(f'“{words}”' for words in owners.left_over)}.")
    posts = [owner.name for owner in owners.owners if is_post(owner.name) and not is_person(owner.name)]
    return warnings + [f"No person is named: “{post}” is a post." for post in posts if "(" not in post]


def _audiences(text: str) -> list[str]:
    """Audiences one by one; "and" divides only two that are each known as an audience ("Members and staff")."""
    audiences: list[str] = []
    for piece in _AUDIENCE_SEPARATORS.split(text):
        pair = re.split(r"\s+(?:and|&)\s+", piece)
        audiences += pair if all(_AUDIENCES.search(half.strip()) for half in pair) else [piece]
    return [name.strip() for name in audiences if name.strip() and name.strip().casefold() not in NOBODY]


def _warn_of_twins(rows: list[dict]) -> None:
    """Titles repeat legitimately: rows of one title are all kept, and told of, those exactly alike in other words."""
    titles = Counter(row["title"].casefold() for row in rows)
    wholes = Counter(_whole(row) for row in rows)
    alike = {row_id for row_id in map(_whole, rows) if wholes[row_id] > 1}
    for row in rows:
        if not row["title"] or titles[row["title"].casefold()] < 2:
            continue
        if _whole(row) in alike:
            row["warnings"].append("Another row is exactly like this one; both are kept.")
        else:
            row["warnings"].append(
                f"The title “{_short(row['title'])}” stands more than once; all are kept, as details differ."
            )


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}…"


def _whole(row: dict) -> str:
    parts = [row[name] for name in ("title", "section", "date_text", "owner_text", "method", "progress", "rag_text")]
    return repr([*parts, row["reference"], row["audiences"], sorted(row["extra"].items())])
