"""A plan's periods: which are closed, which may be, who has not been heard of in the one that is next, and the strip of
colours that the closed ones leave behind each action."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from actions.rated import RatedAction
from plans.models import Plan
from plans.periods import ReportedPeriod, reported_periods
from plans.svg import UNITS_STEP, Unit, meaning_of
from reports.models import ClosedPeriod, FrozenColour, Report

MOST_IN_A_STRIP = 8


@dataclass(frozen=True)
class PeriodRow:
    """A period that has ended, or ends next; `closed` holds every position frozen for it, the corrections last."""

    period: ReportedPeriod
    closed: list[ClosedPeriod]
    reports: list[Report]
    has_ended: bool


def closed_periods(plan: Plan) -> list[ClosedPeriod]:
    """Without the text of their snapshots, which is long."""
    rows = ClosedPeriod.objects.filter(plan=plan).select_related("snapshot").defer("snapshot__body")
    return list(rows.in_order())


def period_rows(plan: Plan, closed: list[ClosedPeriod], *, on: date) -> list[PeriodRow]:
    """What has ended, the latest first, before it whatever ends next."""
    by_name, reports = defaultdict(list), defaultdict(list)
    for one in closed:
        by_name[one.period].append(one)
    for report in (
        Report.objects.filter(snapshot__closed_period__in=closed)
        .select_related("snapshot__closed_period")
        .defer("snapshot__body")
    ):
        reports[report.snapshot.closed_period.period].append(report)
    periods = reported_periods(plan.years, plan.period_months)
    ended = [one for one in periods if one.last < on]
    coming = [one for one in periods if one.last >= on]
    coming = [one for one in coming if one.last == coming[0].last]
    return [
        PeriodRow(one, by_name[one.name], reports[one.name], one.last < on)
        for one in [*reversed(coming), *reversed(ended)]
    ]


def next_to_close(rows: list[PeriodRow]) -> PeriodRow | None:
    """The latest that has ended since the last that was closed, else the one that ends next; None where all are closed."""
    done = max((row.period.last for row in rows if row.closed), default=date.min)
    due = [row for row in rows if not row.closed and row.period.last > done]
    return next((row for row in due if row.has_ended), due[-1] if due else None)


def unheard(rows: list[RatedAction], period: ReportedPeriod) -> tuple[list[RatedAction], list[RatedAction]]:
    """The actions that run, and on which nothing was posted in the period: those that were to have begun by its end, and
    those of which nothing is asked yet."""
    each = [sub for row in rows for sub in (row.sub_actions or [row])]
    quiet = [row for row in each if row.is_running and (row.update is None or row.update.on < period.first)]
    asked = [row for row in quiet if (row.action.timing.earliest or period.last) <= period.last]
    return asked, [row for row in quiet if row not in asked]


@dataclass(frozen=True)
class Strip:
    """The colours an action had, oldest first, as shapes and as words."""

    units: tuple[Unit, ...]
    words: str

    @property
    def width(self) -> int:
        return max(1, len(self.units)) * UNITS_STEP


def strips(plan: Plan) -> dict[int, Strip]:
    """{action id: its strip}: of the last periods, each as it was corrected last. Of two that end together the shorter
    is drawn. Two queries, one where no period is closed."""
    latest: dict[date, ClosedPeriod] = {}
    for one in ClosedPeriod.objects.filter(plan=plan).order_by("last", "first", "number"):
        latest[one.last] = one
    shown = [latest[day] for day in sorted(latest)[-MOST_IN_A_STRIP:]]
    if not shown:
        return {}
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for action, closed, rating in FrozenColour.objects.filter(closed__in=shown).values_list(
        "action_id", "closed", "rating"
    ):
        found[action][closed] = rating
    return {
        pk: strip_of([(one, ratings[one.pk]) for one in shown if one.pk in ratings]) for pk, ratings in found.items()
    }


def strip_of(colours: list[tuple[ClosedPeriod, str]]) -> Strip:
    drawn = tuple(Unit(rating or "unrated", at * UNITS_STEP) for at, (_, rating) in enumerate(colours))
    words = "; ".join(f"{one.named}: {meaning_of(rating).label.lower()}" for one, rating in colours)
    return Strip(drawn, words)
