"""The dates an action had at the end of an earlier day: what was moved since is put back."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import date, timedelta
from typing import Any

from actions.events import known_events
from actions.models import Action, DateChange, Occurrence
from actions.recurrence import Due, due_dates


def put_dates_back(
    rows: Sequence[Action], occurrences: dict[int, list[Occurrence]], changes: dict[int, list[DateChange]], on: date
) -> None:
    """Where a date was moved after `on`, give the action the date and the due dates it had then."""
    events: dict[int, list[Any]] = {}
    for row in rows:
        since = [change for change in changes[row.pk] if change.on > on]
        of_editions = [change for change in since if change.is_of_one_edition]
        if len(of_editions) < len(since):
            if row.plan_id not in events:
                events[row.plan_id] = known_events(row.plan)
            row.timing = next(change.before for change in since if not change.is_of_one_edition)
            now = {occurrence.label: occurrence for occurrence in occurrences[row.pk] if not occurrence.is_milestone}
            nation = row.plan.organisation.nation
            milestones = [o for o in occurrences[row.pk] if o.is_milestone]
            occurrences[row.pk] = milestones + [
                as_it_was(due, now.get(due.label), row)
                for due in due_dates(row.timing, row.plan.years, events[row.plan_id], nation=nation)
            ]
            move_what_is_gone(occurrences[row.pk], [change for change in changes[row.pk] if change.on <= on])
        for change in reversed(of_editions):
            for occurrence in occurrences[row.pk]:
                if occurrence.pk == change.occurrence_id and occurrence.pk and change.before.latest:
                    occurrence.due, occurrence.label = change.before.latest, change.label


def move_what_is_gone(occurrences: list[Occurrence], before: list[DateChange]) -> None:
    """Due dates that another date of the action has done away with since: each stood where it had been moved to, if
    that was after the action was given the date it had."""
    last = max((n for n, change in enumerate(before) if not change.is_of_one_edition), default=-1)
    for change in before[last + 1 :]:
        for occurrence in occurrences:
            if occurrence.pk is None and change.occurrence_id is None and occurrence.label == change.label:
                occurrence.due = change.after.latest or occurrence.due


def as_it_was(due: Due, now: Occurrence | None, action: Action) -> Occurrence:
    """An occurrence with the day it was due on then; what is known of its delivery stays."""
    then = copy(now) if now else Occurrence(action=action, label=due.label, first_due=due.due)
    then.due = due.due + timedelta(days=then.shift)
    return then
