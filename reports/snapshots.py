"""Freezing a plan's progress: the same figures every time they are read again."""

from __future__ import annotations

import json
from datetime import date

from people.models import User
from plans.models import Plan
from reports.models import Snapshot, digest
from reports.plan_data import plan_data
from reports.progress import SCHEMA, as_data, build_plan_progress


def freeze(plan: Plan, *, as_at: date, by: User | None) -> Snapshot:
    """Freeze the plan as known at the end of `as_at`. Call it inside the transaction that needs it."""
    return keep(plan, frozen_body(plan, as_at=as_at), as_at=as_at, by=by)


def frozen_body(plan: Plan, *, as_at: date) -> str:
    """What a snapshot holds: canonical, so that the same plan gives the same text."""
    return json.dumps(
        as_data(build_plan_progress(plan, on=as_at)) | plan_data(plan, on=as_at),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def keep(plan: Plan, body: str, *, as_at: date, by: User | None) -> Snapshot:
    return Snapshot.objects.create(plan=plan, as_at=as_at, schema=SCHEMA, body=body, sha256=digest(body), made_by=by)
