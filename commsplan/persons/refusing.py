"""Why somebody cannot be taken out of the register yet."""

from __future__ import annotations

from datetime import date

from actions.models import Action
from actions.rated import is_closed, rated_actions
from campaigns.models import Enquiry
from commsplan.persons.who import Person
from people.models import Membership, Role, User
from plans.models import Plan
from surveys.models import Measure


def why_not(person: Person, *, on: date, leave_actions: bool) -> str:
    """Why somebody is not to be taken out yet, with what to do first; empty where they may be."""
    for user in person.users:
        others = User.objects.filter(is_active=True).exclude(pk__in=person.user_ids)
        if user.is_superuser and user.is_active and not others.filter(is_superuser=True).exists():
            return f"{user} is the only administrator of the installation. Make somebody else one first."
        for held_role in user.memberships.filter(role=Role.ADMINISTRATOR).select_related("organisation"):
            council = held_role.organisation
            there = Membership.objects.filter(organisation=council, role=Role.ADMINISTRATOR, user__in=others)
            if not there.exists():
                return f"{user} is the only administrator of {council}. Make somebody else one first."
    if leave_actions or not (owned := still_theirs(person, on)):
        return ""
    return (
        f"{person} still has {', '.join(owned)}. Hand over first: name somebody else to them. "
        "To leave them with nobody’s name, say --leave-actions."
    )


def still_theirs(person: Person, on: date) -> list[str]:
    """What waits for them, in words: actions that are not finished, measures and enquiries that are open."""
    mine = Action.objects.filter(assignments__officer__in=person.officer_ids, dropped_on=None).distinct()
    plans = Plan.objects.exclude(status=Plan.Status.CLOSED).filter(actions__in=mine).distinct()
    pks = set(mine.values_list("pk", flat=True))
    live = 0
    for plan in plans:
        rated = rated_actions(Action.objects.filter(plan=plan), on=on, of=plan)
        every = [one for row in rated for one in (row, *row.sub_actions)]
        live += sum(one.action.pk in pks and not is_closed(one) for one in every)
    measures = Measure.objects.filter(owner__in=person.officer_ids).exclude(plan__status=Plan.Status.CLOSED).count()
    enquiries = Enquiry.objects.open().filter(owner__in=person.officer_ids).count()
    counted = ((live, "live action"), (measures, "measure"), (enquiries, "open media enquir"))
    return [f"{number} {plural(what, number)}" for number, what in counted if number]


def plural(what: str, number: int) -> str:
    if what.endswith("r") and what.startswith("open"):
        return f"{what}y" if number == 1 else f"{what}ies"
    return what if number == 1 else f"{what}s"
