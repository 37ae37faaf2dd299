"""What Maidstone's projects are to the pre-election guard, where it is plain. The others are left to be asked about."""

from __future__ import annotations

from campaigns.guard import Publicity
from campaigns.services.publicity import Said, class_plan
from people.models import User
from plans.models import Plan

PLAINLY = {
    "More proactive use of Covalent (our performance management system)": Publicity.INTERNAL,
    "Economic Development": Publicity.CONSULTATION,
    "Integrated Transport strategy": Publicity.CONTROVERSIAL,
    "Hazlitt Arts Centre": Publicity.LAUNCH,
    "Building Control": Publicity.INTERNAL,
    "Corporate peer review": Publicity.INTERNAL,
    "Customer services delivery": Publicity.PUBLIC,
    "Waste & Recycling – new contract": Publicity.PUBLIC,
    "Commercial waste": Publicity.PUBLIC,
    "ICT": Publicity.INTERNAL,
    "Finance": Publicity.INTERNAL,
    "Housing – strategies and policies": Publicity.CONSULTATION,
    "Corporate Support": Publicity.INTERNAL,
    "MKIP structure options": Publicity.INTERNAL,
    "Cross organisational collaboration": Publicity.PUBLIC,
    "Good information and knowledge management": Publicity.INTERNAL,
    "Organisational culture": Publicity.INTERNAL,
}


def class_what_is_plain(plan: Plan, *, by: User) -> None:
    """Say it of the projects of that name."""
    found = plan.actions.filter(title__in=PLAINLY).values_list("pk", "title")
    class_plan(plan=plan, said={pk: Said(PLAINLY[title].value, 1) for pk, title in found}, by=by)
