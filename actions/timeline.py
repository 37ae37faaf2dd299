"""What has happened to an action, in one line of time: whatever kinds of row tell of it, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from actions.models import (
    ActionComment,
    ActionDeclaration,
    ActionFile,
    ActionQuestion,
    DateChange,
    Occurrence,
    ProgressUpdate,
)

SHOWN = 10
LONG_AGO = datetime.min.replace(tzinfo=UTC)  # where a row keeps no hour, those of its day that do stand above it


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `kind` names the template that draws it; `before` is the colour an update changed, and
    `answers` are the questions that were answered by it, `files` those that came with it.
    """

    kind: str
    on: date
    thing: Any
    at: datetime = LONG_AGO
    before: str = ""
    answers: tuple[ActionQuestion, ...] = ()
    files: tuple[ActionFile, ...] = ()

    @property
    def template(self) -> str:
        return f"actions/timeline/{self.kind}.html"


def timeline(
    *,
    updates: Iterable[ProgressUpdate],
    occurrences: Iterable[Occurrence],
    changes: Iterable[DateChange],
    declarations: Iterable[ActionDeclaration],
    questions: Iterable[ActionQuestion],
    comments: Iterable[ActionComment],
    files: Iterable[ActionFile],
) -> list[Entry]:
    """All of it, newest first. `questions` come with their answers; nothing is asked of the database."""
    updates, questions, files = list(updates), list(questions), list(files)
    found = [
        *of_updates(updates, questions, files),
        *of_occurrences(occurrences, {update.pk: update.at for update in updates}),
        *(Entry("date", one.on, one) for one in changes),
        *(Entry("declaration", one.on, one) for one in declarations),
        *of_questions(questions),
        *(Entry("comment", one.on, one, one.at) for one in comments),
        *(Entry("file", one.on, one, one.at) for one in files if one.update_id is None),
    ]
    return sorted(found, key=lambda entry: (entry.on, entry.at, entry.thing.pk), reverse=True)


def of_updates(
    updates: Iterable[ProgressUpdate], questions: list[ActionQuestion], files: list[ActionFile]
) -> Iterator[Entry]:
    """Each with the colour that stood before it, where it declares another, with the questions it answers and its
    files."""
    answered: dict[int | None, list[ActionQuestion]] = {}
    for question in questions:
        for answer in question.answers.all():
            answered.setdefault(answer.update_id, []).append(question)
    standing = ""
    for update in sorted(updates, key=lambda one: (one.on, one.pk)):
        before = standing if update.rag and update.rag != standing else ""
        standing = update.rag or standing
        own = tuple(file for file in files if file.update_id == update.pk)
        yield Entry("update", update.on, update, update.at, before, tuple(answered.get(update.pk, ())), own)


def of_occurrences(occurrences: Iterable[Occurrence], posted: dict[int, datetime]) -> Iterator[Entry]:
    """What was ticked off with an update stands at its hour."""
    for one in occurrences:
        if one.delivered_on:
            yield Entry("delivered", one.delivered_on, one, posted.get(one.delivered_with_id or 0, LONG_AGO))
        elif one.missed_on:
            yield Entry("missed", one.missed_on, one)


def of_questions(questions: Iterable[ActionQuestion]) -> Iterator[Entry]:
    """What was asked, answered in words (what an update answers stands with the update) and withdrawn."""
    for question in questions:
        yield Entry("question", question.on, question, question.at)
        for answer in question.answers.all():
            if answer.update_id is None:
                yield Entry("answer", answer.on, answer, answer.at)
        if question.withdrawn_on:
            yield Entry("withdrawn", question.withdrawn_on, question)
