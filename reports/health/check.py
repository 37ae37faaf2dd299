"""A plan's faults, with those that somebody has accepted for a reason told apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from plans.models import Plan
from reports.health.facts import read_facts
from reports.health.faults import HEADINGS, Fault, faults_of
from reports.models import AcceptedFault


@dataclass
class Checked:
    """A fault, and who accepted it if anybody did."""

    fault: Fault
    accepted: AcceptedFault | None


def check_plan(plan: Plan, *, on: date) -> list[Checked]:
    """The plan's faults as known at the end of a day. An acceptance holds as long as the fault is word for word the same."""
    accepted = {one.key: one for one in plan.accepted_faults.all()}
    return [Checked(fault, accepted.get(fault.key)) for fault in faults_of(read_facts(plan, on=on))]


def grouped(found: list[Checked]) -> list[tuple[str, list[Checked]]]:
    """(heading, its faults), kind by kind."""
    order = {code: number for number, code in enumerate(HEADINGS)}
    rows = sorted(found, key=lambda one: order[one.fault.code])
    return [(HEADINGS[code], list(group)) for code, group in groupby(rows, key=lambda one: one.fault.code)]


def as_json(plan: Plan, found: list[Checked]) -> dict[str, Any]:
    """The shape `check_plan --json` prints; `accepted` is the reason, or null."""
    return {
        "plan": plan.slug,
        "faults": [
            {
                "code": one.fault.code,
                "sentence": one.fault.sentence,
                "object": one.fault.thing,
                "link": one.fault.link,
                "accepted": one.accepted.reason if one.accepted else None,
            }
            for one in found
        ],
    }
