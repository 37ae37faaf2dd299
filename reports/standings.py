"""Where plans and their actions stand today, worked out when something of theirs has changed and kept until then.

`build_plan_progress` rates, as it does for dashboard and paper; what it finds is kept by plan and by action, so that lists
and the portfolio are counted and sorted in the database without rating anything. Whoever asks has the plans they see
brought up to date first, up to a number that fits into a request; a worker does the rest within the minute.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import date

from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet

from actions.rated import RatedAction
from people.doorbell import ring
from plans.models import Plan
from reports.models import ActionStanding, Issue, PlanStanding, Touched
from reports.paper_kinds import measures_met
from reports.progress import PlanProgress, PriorityProgress, build_plan_progress
from reports.progress_figures import attention_of, families, rank
from reports.trend import Position, positions

log = logging.getLogger(__name__)
AT_ONCE = 12  # plans that a request works out itself: some tens of milliseconds each
RUN_SECONDS = 45.0
KEEP_TASK = "reports.keep_standings"


@dataclass(frozen=True)
class Freshness:
    """How many of the plans somebody reads are not up to date, and the day the oldest of them stands at (None: never
    worked out)."""

    behind: int = 0
    since: date | None = None


def behind(plans: QuerySet[Plan], on: date) -> QuerySet[Plan]:
    """Those whose standing is not today's, or that were written to since. A closed plan stands still: years that are over
    cost nothing from day to day."""
    touched = Touched.objects.values("plan_id")
    is_old = Q(standing__on__lt=on) & ~Q(status=Plan.Status.CLOSED, stands_on__lte=F("standing__on"))
    return plans.filter(Q(standing=None) | is_old | Q(pk__in=touched)).order_by("pk")


def bring_up_to_date(plans: QuerySet[Plan], *, on: date) -> Freshness:
    """Work out what has changed of these plans. One query where nothing has."""
    stale: list[tuple[int, date | None]] = list(behind(plans, on).values_list("pk", "standing__on"))
    left = stale[AT_ONCE:]
    for plan in stale[:AT_ONCE]:
        try:
            work_out(plan[0], on=on)
        except OperationalError:  # somebody holds the database for longer than a reader waits
            return told(stale)
        except Exception:  # one plan that cannot be rated must not take the others' page away
            log.exception("the standing of plan %d could not be worked out", plan[0])
            left.append(plan)
    return told(left)


def told(stale: list[tuple[int, date | None]]) -> Freshness:
    """What is left to the worker, who is rung."""
    if not stale:
        return Freshness()
    ring(KEEP_TASK)
    days = [day for _, day in stale]
    return Freshness(len(stale), None if None in days else min(day for day in days if day))


def keep(*, on: date, seconds: float = RUN_SECONDS) -> int:
    """Bring every plan up to date, as far as the time goes. Returns how many were worked out."""
    start, done = time.monotonic(), 0
    Touched.objects.exclude(plan_id__in=Plan.objects.values("pk")).delete()
    for pk in behind(Plan.objects.all(), on).values_list("pk", flat=True):
        if time.monotonic() - start > seconds:
            break
        try:
            done += work_out(pk, on=on)
        except OperationalError:  # a busy database is asked again in a minute
            break
        except Exception:
            log.exception("the standing of plan %d could not be worked out", pk)
    return done


@transaction.atomic
def work_out(pk: int, *, on: date) -> bool:
    """Rate one plan and keep what is found. False where somebody else has just done it, or the plan is gone.

    One at a time for each plan. What is noted as written is read before the register is: what is written meanwhile stays
    noted, and has it worked out once more.
    """
    plan = Plan.objects.select_related("organisation").filter(pk=pk).first()
    if plan is None:
        return False
    PlanStanding.objects.bulk_create([PlanStanding(plan=plan, on=date.min)], ignore_conflicts=True)
    kept = PlanStanding.objects.select_for_update(of=("self",)).get(plan=plan)
    noted = list(Touched.objects.filter(plan_id=pk).values_list("pk", flat=True))
    if kept.on >= on and not noted:
        return False
    day = max(kept.on, on)
    progress = build_plan_progress(plan, on=day)
    standing_of(progress).save(force_update=True)
    rows = [action_standing(row, top, day) for row, top in families(progress.everything)]
    columns = [one.name for one in ActionStanding._meta.fields if not one.primary_key]
    ActionStanding.objects.bulk_create(rows, update_conflicts=True, unique_fields=["action"], update_fields=columns)
    ActionStanding.objects.filter(plan=plan).exclude(pk__in=[row.pk for row in rows]).delete()
    Touched.objects.filter(pk__in=noted).delete()
    return True


def standing_of(progress: PlanProgress) -> PlanStanding:
    """The plan's own line."""
    found, past = attention_of(progress.everything), positions(progress.plan)
    met, targets = measures_met(progress.measures_data)
    issue = Issue.objects.filter(report__plan=progress.plan, withdrawal=None).order_by("issued_at").last()
    return PlanStanding(
        plan=progress.plan, on=progress.on, declared=progress.declaration.rag if progress.declaration else "",
        rolled_up=progress.rolled_up or "", rating=progress.rating or "", **progress.action_tally, **vars(found),
        detail={
            "priorities": [priority_line(entry, past) for entry in progress.priorities],
            "movement": [one.plan for one in past],
            "measures_met": met, "measures": targets,
            "days_to_committee": issue.days if issue else None,
        },
    )  # fmt: skip


def priority_line(entry: PriorityProgress, past: list[Position]) -> dict[str, object]:
    """A priority's line on the portfolio."""
    found = attention_of(entry.actions)
    key = (entry.priority.reference, entry.priority.title)
    return {
        "pk": entry.priority.pk, "reference": entry.priority.reference, "title": entry.priority.title,
        "declared": entry.declaration.rag if entry.declaration else None, "rolled_up": entry.rolled_up,
        "rating": entry.rating, "tally": entry.tally, **vars(found),
        "movement": [one.priorities.get(key) for one in past],
    }  # fmt: skip


def action_standing(row: RatedAction, top: RatedAction, on: date) -> ActionStanding:
    """One action's line."""
    rating = row.rating
    return ActionStanding(
        action=row.action, plan_id=row.action.plan_id, priority_id=top.action.priority_id, on=on,
        rank=rank(row),
        rating=rating.rating or "", declared=rating.declared or "", proposed=rating.proposed or "",
        forecast=row.declaration.forecast if row.declaration else "",
        is_part=row is not top, is_leaf=not row.sub_actions, is_running=row.is_running, is_disputed=rating.in_dispute,
        is_overdue=row.is_overdue, due=row.due, heard_on=row.declaration.on if row.declaration else None,
        silent_days=row.silent_days, slipped_days=row.slipped_days, reasons=list(rating.reasons),
        ruling=f"{row.ruling.by_name}: “{row.ruling.reason}”" if row.ruling else "",
        said=row.declaration.explanation if row.declaration and not row.declaration.exempt else "",
    )  # fmt: skip
