"""The rows behind the 80% meter, and its figures in words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import django_tables2 as tables

from campaigns.meter import TARGET
from campaigns.workload import KINDS
from people.tables import ListTable
from surveys.statistics import in_full, per_cent


def in_per_cent(share: Fraction | None) -> str:
    """80%, 79.9%, or a dash: as many decimals as it takes not to touch a target it misses."""
    return "–" if share is None else f"{in_full(per_cent(share / 100, Fraction(TARGET, 100)))}%"


class WorkTable(ListTable):
    on = tables.Column("Day")
    title = tables.Column("Work")
    kind = tables.Column("Kind")
    team = tables.Column("Team", accessor="team_said")
    hours = tables.Column("Hours")
    is_proactive = tables.Column("Planned ahead?")

    caption = "Work"
    row_template = "campaigns/work_row.html"
    numbers = ("hours",)

    def value_kind(self, value: str) -> str:
        return KINDS[value]

    def value_is_proactive(self, value: bool) -> str:
        return "Planned ahead" if value else "Reactive"

    def value_hours(self, value: Any) -> str:
        return f"{value.normalize():f}"

    class Meta:
        empty_text = "No work here. It is counted once a brief is approved, the media ask, or an emergency is opened."
