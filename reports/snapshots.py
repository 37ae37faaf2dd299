"""Freezing a plan's progress: the same figures every time they are read again."""

from __future__ import annotations

from datetime import date
from typing import Any

from people.models import User
from plans.models import Plan
from plans.periods import reported_period
from reports.comparison import compare
from reports.exempt import exempt_part, kept_back, public_part
from reports.models import ClosedPeriod, Snapshot, canonical, digest
from reports.plan_data import plan_data
from reports.progress import SCHEMA, as_data, build_plan_progress


def freeze(plan: Plan, *, as_at: date, by: User | None, period: dict[str, Any] | None = None) -> Snapshot:
    """Freeze the plan as known at the end of `as_at`, closing `period` if one is given. Call it inside the transaction
    that needs it."""
    return keep(plan, frozen_body(plan, as_at=as_at, period=period), as_at=as_at, by=by, period=period)


def frozen_body(plan: Plan, *, as_at: date, period: dict[str, Any] | None = None) -> str:
    """What a snapshot holds: canonical, so that the same plan gives the same text. `period`: what it closes, if it does."""
    closes = {"closes": period} if period else {}
    return canonical(as_data(build_plan_progress(plan, on=as_at)) | plan_data(plan, on=as_at) | closes)


def keep(plan: Plan, body: str, *, as_at: date, by: User | None, period: dict[str, Any] | None = None) -> Snapshot:
    return Snapshot.objects.create(
        plan=plan, as_at=as_at, schema=SCHEMA, body=body, sha256=digest(body), previous=position_before(plan, as_at, period),
        made_by=by,
    )  # fmt: skip


def position_before(plan: Plan, as_at: date, period: dict[str, Any] | None = None) -> Snapshot | None:
    """What a position is compared with: the last period closed before it, one as long if there is any; of several
    corrections the last."""
    ends = date.fromisoformat(period["last"]) if period else as_at
    closed = list(
        ClosedPeriod.objects.filter(plan=plan, last__lt=ends, snapshot__as_at__lt=as_at)
        .select_related("snapshot")
        .defer("snapshot__body")
        .in_order()
    )
    alike = [one for one in closed if period and one.named.kind == reported_period(period["period"]).kind]
    return (alike or closed)[-1].snapshot if closed else None


def printed(snapshot: Snapshot, head: dict[str, Any]) -> dict[str, Any]:
    """What a paper with that `head` says of a position: its public part, what changed of it, and beside them, under
    "exempt", what is left out of both (if anything is)."""
    now, before = snapshot.data, snapshot.previous.data if snapshot.previous else None
    hidden = kept_back(now, before) if before else kept_back(now)
    public = public_part(now, hidden)
    changes = compare(public_part(before, hidden), public).as_data() if before else None
    exempt = exempt_part(now, before, hidden)
    return {**public, "report": head, "changes": changes, **({"exempt": exempt} if exempt else {})}


def changes_in(snapshot: Snapshot) -> dict[str, Any] | None:
    """What changed between a snapshot and the one before it, as plain data; None where there is none."""
    return compare(snapshot.previous.data, snapshot.data).as_data() if snapshot.previous else None
