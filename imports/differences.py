"""What a newer paper says of an action that is there already, field by field, where it says something else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from actions.services.dates import same_date
from actions.timing import Timing
from imports.standing import Standing
from plans.rag import MEANINGS

BLANK = "(blank)"


@dataclass(frozen=True)
class Difference:
    """One field that differs: as it stands in the plan, and as the paper has it."""

    field: str
    label: str
    before: str
    after: str


def differences(row: dict[str, Any], action: Standing) -> list[Difference]:
    """Where the paper says something new. What it says as it did when it was imported is no news, even where the plan
    has moved on since; nor is what it leaves blank."""
    found = [difference for difference in compared(row, action) if difference is not None]
    return [] if action.is_dropped else found


def compared(row: dict[str, Any], action: Standing) -> Iterable[Difference | None]:
    yield text("reference", "Number", row, action, row["reference"][:20])
    yield text("title", "Title", row, action, row["title"][:1000])
    yield text("section", "Section", row, action, row["section"][:200])
    yield text("method", "Method", row, action, row["method"])
    yield listed("audiences", "Audience", row, action, row["audiences"], action.audiences)
    yield dated(row, action)
    yield listed("owners", "Who", row, action, [owner["name"] for owner in row["owners"]], action.owners)
    yield progress(row, action)


def is_news(name: str, row: dict[str, Any], action: Standing) -> bool:
    """Does the paper say something there that it did not say when the action was imported?"""
    return not action.paper or squeezed(row.get(name)) != squeezed(action.paper.get(name))


def squeezed(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split())
    return [squeezed(one) for one in value] if isinstance(value, list) else value


def text(name: str, label: str, row: dict[str, Any], action: Standing, new: str) -> Difference | None:
    old = getattr(action, name)
    if not new or squeezed(new) == squeezed(old) or not is_news(name, row, action):
        return None
    return Difference(name, label, old or BLANK, new)


def listed(
    name: str, label: str, row: dict[str, Any], action: Standing, new: list[str], old: list[str]
) -> Difference | None:
    if not new or {one.casefold() for one in new} == {one.casefold() for one in old} or not is_news(name, row, action):
        return None
    return Difference(name, label, ", ".join(old) or BLANK, ", ".join(dict.fromkeys(new)))


def dated(row: dict[str, Any], action: Standing) -> Difference | None:
    timing = Timing.from_json(row["timing"])
    if timing.kind == "none" or same_date(timing, action.timing) or not is_news("date_text", row, action):
        return None
    return Difference("date", "Date", action.timing.as_written or BLANK, timing.as_written)


def progress(row: dict[str, Any], action: Standing) -> Difference | None:
    done, rag = row["progress"].strip(), row["rag"] or ""
    says_more = (done and squeezed(done) != squeezed(action.done)) or (rag and rag != action.rag)
    if not says_more or not (is_news("progress", row, action) or is_news("rag", row, action)):
        return None
    return Difference("progress", "Progress", said(action.done, action.rag), said(done, rag))


def said(done: str, rag: str) -> str:
    return ": ".join(part for part in (MEANINGS[rag].label if rag else "", done) if part) or BLANK
