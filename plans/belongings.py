"""Where on a plan something of an officer's stands, and to whose officers it may be given."""

from __future__ import annotations

from people.belongings import Place
from plans.models import Plan


def place_of(plan: Plan) -> Place:
    return Place(f"plan-{plan.pk}", str(plan), tuple(plan.contributing_ids))
