"""New actions with what hangs on them, written together: a statement for each table instead of six for each action."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from actions.models import Action, Assignment, Occurrence, ProgressUpdate
from people import audit
from people.models import User
from plans.models import Audience, Plan, Priority

AT_ONCE = 500  # rows in one statement


@dataclass
class Gathered:
    """What is to be written, in the order in which it was added. `write` it inside a transaction, once."""

    actions: list[Action] = field(default_factory=list)
    audiences: list[tuple[Action, Audience]] = field(default_factory=list)
    also_served: list[tuple[Action, Priority]] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    occurrences: list[Occurrence] = field(default_factory=list)
    updates: list[ProgressUpdate] = field(default_factory=list)

    def add(
        self,
        action: Action,
        *,
        audiences: Collection[Audience],
        also_serves: Collection[Priority],
        assignments: Collection[Assignment],
        occurrences: Collection[Occurrence],
    ) -> None:
        self.actions.append(action)
        self.audiences += [(action, audience) for audience in audiences]
        self.also_served += [(action, priority) for priority in also_serves]
        self.assignments += assignments
        self.occurrences += occurrences

    def write(self, *, plan: Plan, by: User) -> None:
        """Write them all, with an event for each action. A group comes before what stands in it, which names it."""
        whole = [action for action in self.actions if action.parent is None]
        parts = [action for action in self.actions if action.parent is not None]
        for actions in (whole, parts):
            Action.objects.bulk_create(actions, batch_size=AT_ONCE)
        insert(
            Action.audiences.through(action_id=action.pk, audience_id=audience.pk)
            for action, audience in self.audiences
        )
        insert(
            Action.also_serves.through(action_id=action.pk, priority_id=priority.pk)
            for action, priority in self.also_served
        )
        for rows in (self.assignments, self.occurrences, self.updates):
            insert(rows)
        said = [(one, {"title": one.title, "date": one.timing.as_written}) for one in self.actions]
        audit.record_all("added", said, by=by, organisation=plan.organisation)


def insert(rows: Any) -> None:
    """Write rows of one model, if there are any."""
    written: list[models.Model] = list(rows)
    if written:
        type(written[0])._default_manager.bulk_create(written, batch_size=AT_ONCE)
