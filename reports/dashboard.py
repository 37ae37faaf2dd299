"""What a dashboard says before its rows: figures that open their rows, what changed, what is silent and what has slipped."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import slugify

from actions.models import Milestone
from actions.rated import RatedAction
from plans.models import Decision, Plan
from plans.periods import ReportedPeriod, reported_periods
from plans.rag import counted, roll_up
from reports.comparison import BETTER, DELIVERED, DROPPED, MEASURE, MISSED, MOVED, NEW, OTHER, WORSE, compare
from reports.models import ClosedPeriod
from reports.paper_kinds import measures_met
from reports.periods import Strip, strips
from reports.progress import PlanProgress, as_data
from reports.progress_figures import Attention, attention_of, families

MOST = 5
SAID = {  # kind of change -> of one, of several
    WORSE: ("colour is worse", "colours are worse"),
    BETTER: ("colour is better", "colours are better"),
    OTHER: ("other colour changed", "other colours changed"),
    MOVED: ("date was moved", "dates were moved"),
    DELIVERED: ("thing was delivered", "things were delivered"),
    MISSED: ("due date was missed", "due dates were missed"),
    NEW: ("action is new", "actions are new"),
    DROPPED: ("action was dropped", "actions were dropped"),
    MEASURE: ("measure stands otherwise against its target", "measures stand otherwise against their targets"),
}


@dataclass(frozen=True)
class Changed:
    """How much of a kind has changed since the last period was closed, and where it is listed."""

    number: int
    words: str
    address: str


@dataclass(frozen=True)
class Forecast:
    """What officers expect at the year end, rolled up, and for how many of how many actions they have said so."""

    rag: str | None
    said: int
    of: int


@dataclass(frozen=True)
class Dashboard:
    """Of the rows that are shown; what hangs on the whole plan (what changed, milestones, decisions) is empty where only
    some of it is shown."""

    attention: Attention
    silent: list[RatedAction]
    slipped: list[RatedAction]
    forecast: Forecast
    measures_met: int
    measures: int
    strips: dict[int, Strip]
    closed: ClosedPeriod | None = None
    changed: list[Changed] = field(default_factory=list)
    period: ReportedPeriod | None = None
    milestones: list[Milestone] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def milestones_reached(self) -> int:
        return sum(one.reached_on is not None for one in self.milestones)


def dashboard_of(progress: PlanProgress, *, is_whole: bool, attention: Attention | None = None) -> Dashboard:
    """Four queries beyond what was read for the progress, two where it is not the whole plan. `attention`: what was
    counted already, of rows that are narrowed down."""
    plan, rows = progress.plan, [row for row, _ in families(progress.everything)]
    silent = sorted(
        (r for r in rows if r.silent_days and not r.sub_actions), key=lambda r: (-r.silent_days, r.action.pk)
    )
    slipped = sorted((row for row in rows if row.slipped_days), key=lambda row: (-row.slipped_days, row.action.pk))
    met, held = measures_met(progress.measures_data)
    found = Dashboard(
        attention or attention_of(progress.everything), silent[:MOST], slipped[:MOST], forecast_of(plan, rows), met, held, strips(plan)
    )  # fmt: skip
    return with_the_plan(found, progress) if is_whole else found


def with_the_plan(found: Dashboard, progress: PlanProgress) -> Dashboard:
    plan, on = progress.plan, progress.on
    closed = plan.closed_periods.select_related("snapshot").in_order().last() if found.strips else None
    return Dashboard(
        **vars(found) | {
            "closed": closed, "changed": changes_since(closed, progress) if closed else [], "milestones": progress.milestones,
            "period": next((one for one in reported_periods(plan.years, plan.period_months) if one.last >= on), None),
            "decisions": list(plan.decisions.exclude(in_forward_plan=Decision.Known.YES).in_order()),
        }
    )  # fmt: skip


def changes_since(closed: ClosedPeriod, progress: PlanProgress) -> list[Changed]:
    """How much has changed since that period, kind by kind; nothing where what was frozen is no longer what it was."""
    try:
        changes = compare(closed.snapshot.data, as_data(progress))
    except ValueError:
        return []
    page = reverse("reports:since", kwargs={"slug": progress.plan.slug})
    return [
        Changed(number, SAID[kind][number > 1], f"{page}?from={closed.pk}#{slugify(kind)}")
        for kind, number in changes.counts.items()
        if number
    ]


def forecast_of(plan: Plan, rows: list[RatedAction]) -> Forecast:
    leaves = [row for row in rows if not row.sub_actions]
    said = [row.declaration.forecast for row in leaves if row.declaration and row.declaration.forecast]
    return Forecast(roll_up((counted(rag, None) for rag in said), plan.roll_up), len(said), len(leaves))
