"""A plan's progress with only some of its actions: those of one priority, or those that are asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from actions.rated import RatedAction
from plans.models import Priority
from plans.rag import tally
from reports.progress import PlanProgress, PriorityProgress
from reports.progress_figures import families


def of_priority(progress: PlanProgress, priority: Priority) -> PlanProgress:
    """What one priority counts; its measures are the plan's, and stay out."""
    entries = [one for one in progress.priorities if one.priority.pk == priority.pk]
    rows = entries[0].actions if entries else []
    return replace(progress, priorities=entries, loose=[], everything=rows, measures=[], readings={})


def of_actions(progress: PlanProgress, pks: Collection[int], *, is_whole: bool) -> PlanProgress:
    """The rows with these ids: whole actions with their parts, or (not `is_whole`) each by itself. Colours that are rolled
    up stay those of the whole."""

    def kept(rows: list[RatedAction]) -> list[RatedAction]:
        if is_whole:
            return [row for row in rows if row.action.pk in pks]
        return [replace(row, sub_actions=[]) for row, _ in families(rows) if row.action.pk in pks]

    def narrowed(entry: PriorityProgress) -> PriorityProgress:
        rows = kept(entry.actions)
        return replace(entry, actions=rows, tally=tally(row.rating.rating for row in rows), milestones=[])

    entries = [one for one in map(narrowed, progress.priorities) if one.actions]
    everything = kept(progress.everything)
    return replace(
        progress, priorities=entries, loose=kept(progress.loose), everything=everything, measures=[], readings={}
    )
