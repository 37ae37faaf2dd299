"""A row of a council's paper as it was written, beside what was understood of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from actions.models import ProgressUpdate
from actions.rated import RatedAction
from plans.periods import in_words


@dataclass(frozen=True)
class Column:
    """One column of the paper. `rag` is a colour that was read from it."""

    label: str
    written: str
    understood: str
    rag: str = ""


def columns(row: RatedAction, updates: Iterable[ProgressUpdate]) -> list[Column]:
    """What stood in the paper, of an action that came from one; of any other the date, as it was typed."""
    return [column for column in every_column(row, list(updates)) if column.written]


def every_column(row: RatedAction, updates: list[ProgressUpdate]) -> Iterator[Column]:
    action, source = row.action, row.action.source
    yield Column("Reference", source.get("reference") or "", action.reference)
    yield Column("Action", source.get("title") or "", action.title)
    yield Column("Section", source.get("section") or "", action.priority.title if action.priority else action.section)
    yield Column("Date", source.get("date_text") or action.timing.as_written or "(blank)", date_in_words(row))
    yield Column("Method", source.get("method") or "", action.method)
    yield Column("Who", source.get("owner_text") or "", parts_in_words(row))
    taken = [one for one in updates if one.source == ProgressUpdate.Source.IMPORT]
    kept = next((one for one in taken if one.done), None)
    said = f"An update of {in_words(kept.on)}" if kept else "No update"
    yield Column("Progress", source.get("progress") or "", said)
    colour = next((one.rag for one in taken if one.rag), "")
    yield Column("Colour", source.get("rag_text") or "", "" if colour else "No colour", colour)


def date_in_words(row: RatedAction) -> str:
    """What the date means today: that of the paper, or the one it has been moved to."""
    timing, paper = row.action.timing, row.action.source.get("date_text") or ""
    words = timing.describe()
    if paper and timing.as_written != paper:
        words = f"now {timing.as_written or 'no date'}: {words}"
    if timing.note:
        words += f"; “{timing.note}”"
    by = row.action.date_set_by
    return words if timing.is_dated or not by else f"{words}, by {in_words(by)}"


def parts_in_words(row: RatedAction) -> str:
    """Who does which part: “Jane Clarke prepares; Communications teams distributes (nobody named yet)”."""
    parts = [f"{one} {one.note}".strip() + ("" if one.officer else " (nobody named yet)") for one in row.assignments]
    return "; ".join(parts) or "Nobody yet"
