"""Where plans and their actions stand on a day, kept so that a hundred thousand can be counted, sorted and narrowed down.

Nothing here is evidence: it is worked out of the register by the rules (`reports.standings`), and may be thrown away and
worked out again at any time. What is frozen for good are snapshots.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from actions.models import Action
from plans.models import Plan, PlanPartQuerySet, Priority


class PlanStanding(models.Model):
    """A plan as at the end of the day `on`: its own colours, its actions by colour, what wants attention.

    `detail` holds its priorities, a line each, and what is said of its measures and papers. `silent_days` and
    `slipped_days` are the longest of any running action.
    """

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    on = models.DateField()
    declared = models.CharField(max_length=15, blank=True)
    rolled_up = models.CharField(max_length=15, blank=True)
    rating = models.CharField(max_length=15, blank=True)
    red = models.PositiveIntegerField(default=0)
    amber = models.PositiveIntegerField(default=0)
    green = models.PositiveIntegerField(default=0)
    complete = models.PositiveIntegerField(default=0)
    not_started = models.PositiveIntegerField(default=0)
    unrated = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    disputed = models.PositiveIntegerField(default=0)
    unheard = models.PositiveIntegerField(default=0)
    silent_days = models.PositiveIntegerField(default=0)
    slipped_days = models.PositiveIntegerField(default=0)
    detail = models.JSONField(default=dict)

    objects = PlanPartQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.plan} on {self.on}"


class ActionStanding(models.Model):
    """An action as at the end of the day `on`.

    `rank` sorts by urgency (`reports.progress_figures.rank`). `is_leaf`: it has no parts, `is_part`: it is one.
    `is_running`: something is still asked of it. `silent_days` counts from the last colour somebody gave it, or, where
    nobody has (`heard_on` None), from the day it could have been heard of. `ruling`: what a director declares, and why;
    `said`: why the officer says it is amber or red, unless those words are exempt.
    """

    action = models.OneToOneField(Action, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="action_standings")
    priority = models.ForeignKey(Priority, null=True, on_delete=models.CASCADE, related_name="action_standings")
    on = models.DateField()
    rank = models.PositiveSmallIntegerField()
    rating = models.CharField(max_length=15, blank=True)
    declared = models.CharField(max_length=15, blank=True)
    proposed = models.CharField(max_length=15, blank=True)
    forecast = models.CharField(max_length=15, blank=True)
    ruling = models.TextField(blank=True)
    said = models.TextField(blank=True)
    is_part = models.BooleanField()
    is_leaf = models.BooleanField()
    is_running = models.BooleanField()
    is_disputed = models.BooleanField()
    is_overdue = models.BooleanField()
    due = models.DateField(null=True)
    heard_on = models.DateField(null=True)
    silent_days = models.PositiveIntegerField(default=0)
    slipped_days = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)

    objects = PlanPartQuerySet.as_manager()
    owners: list[str] = []  # whom a list shows beside it,
    words: Any = None  # and in what words

    class Meta:
        indexes = [
            models.Index(fields=["rank", "due", "action"], name="standing_by_urgency"),
            models.Index(fields=["plan", "rank", "due", "action"], name="standing_by_urgency_in_a_plan"),
            models.Index(fields=["rating", "rank", "due", "action"], name="standing_by_colour"),
        ]

    def __str__(self) -> str:
        return f"{self.action} on {self.on}"


class Touched(models.Model):
    """A plan of which something that its standing depends on has been written since it was worked out.

    Filled by the database (`reports.touching`), whoever writes. No foreign key: a plan that is deleted touches itself.
    `mark` is the transaction's number where transactions run side by side, so that none waits for another.
    """

    plan_id = models.BigIntegerField()
    mark = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan_id", "mark"], name="touched_once_a_transaction")]

    def __str__(self) -> str:
        return str(self.plan_id)
