"""What a row of a dashboard says, ready made: a template that works it out for fifty rows takes as long as all the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from actions.rated import RatedAction
from plans.periods import in_words
from plans.templatetags.rag import days_ago
from reports.periods import Strip

LONGEST = 120
NOT_NAMED = " (not named)"


@dataclass(frozen=True)
class Row:
    """One action, or part of one. `notes` stand below its date, `said` below the day of its last update."""

    row: RatedAction
    link: str
    who: str
    date: str
    notes: tuple[str, ...]
    strip: Strip | None
    ruling: str
    forecast: str
    heard: str
    said: tuple[str, ...]


def rows_of(rows: Iterable[RatedAction], strips: dict[int, Strip]) -> list[Row]:
    """A row for each action, its parts after it."""
    address = reverse("actions:action", args=[0])
    return [made(one, strips, address) for row in rows for one in (row, *row.sub_actions)]


def made(row: RatedAction, strips: dict[int, Strip], address: str) -> Row:
    action, update, ruling, declared = row.action, row.update, row.ruling, row.declaration
    due = row.next_occurrence
    what = "milestone due" if due and due.is_milestone else "next due"
    notes = (f"{what} {in_words(due.due)}" if due else "", row.originally)
    is_other = declared is not None and declared.forecast and declared.forecast != row.rating.declared
    said = (update.explanation, update.done) if update else ()
    return Row(
        row=row,
        link=address.replace("/0/", f"/{action.pk}/"),
        who=", ".join(one.name + ("" if one.officer_id else NOT_NAMED) for one in row.assignments) or "Nobody yet",
        date=action.timing.as_written or "(blank)",
        notes=tuple(filter(None, notes)),
        strip=strips.get(action.pk),
        ruling=f"{ruling.by_name}: “{ruling.reason}”" if ruling else "",
        forecast=f"expected at the year end: {declared.get_forecast_display().lower()}"
        if declared and is_other
        else "",
        heard=days_ago(update.on) if update else "never",
        said=tuple(Truncator(words).chars(LONGEST) for words in said if words),
    )
