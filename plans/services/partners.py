"""What the people of each partner council may do on a plan. Whom a plan is shared with is decided elsewhere (`share`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import get_text_list

from people import audit
from people.belongings import everything_of
from people.models import Officer, User
from people.permissions import Verb, check
from plans.belongings import place_of
from plans.models import Plan, PlanPartner
from plans.services.plan import check_open

READ = PlanPartner.Rights.READ


@transaction.atomic
def set_rights(*, plan: Plan, by: User, version: int, rights: Mapping[int, str], on: date) -> Plan:
    """Say of each partner, by its council's id, what its people may do.

    Raises:
        StaleVersionError: somebody saved the plan meanwhile.
        ValidationError: officers of one that is to read only still have something of the plan, or it is closed.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    rows = list(plan.partnerships.select_related("organisation").order_by("organisation__name"))
    before = {one.organisation.name: one.get_rights_display() for one in rows}
    plan.save_from(version)
    for one in rows:
        wanted = rights.get(one.organisation_id, one.rights)
        if wanted == READ and one.rights != READ:
            check_nothing_is_theirs(plan, one, on)
        one.rights = wanted
        one.save(update_fields=["rights"])
    after = {one.organisation.name: one.get_rights_display() for one in rows}
    audit.record(
        "set the rights of partners on", plan, by=by, organisation=plan.organisation, before=before, after=after
    )
    return plan


def check_nothing_is_theirs(plan: Plan, partner: PlanPartner, on: date) -> None:
    named = Q(assignments__action__plan=plan) | Q(measures__plan=plan) | Q(channels__plan=plan)
    officers = Officer.objects.filter(named, organisation=partner.organisation_id).select_related("organisation")
    key = place_of(plan).key
    busy = [
        one.name
        for one in officers.distinct().in_order()
        if any(item.place.key == key for item in everything_of(one, on))
    ]
    if busy:
        raise ValidationError(
            {
                f"rights-{partner.organisation_id}": f"{get_text_list(busy, 'and')} of {partner.organisation} still "
                "has something to do in this plan. Give it to somebody else first."
                if len(busy) == 1
                else f"{get_text_list(busy, 'and')} of {partner.organisation} still have something to do in this plan. "
                "Give it to others first."
            }
        )
