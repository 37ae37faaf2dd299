"""Leaving faults of the health check as they are."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.models import User
from people.permissions import Verb, check
from people.text import cleaned
from plans.models import Plan
from reports.models import AcceptedFault


@transaction.atomic
def accept_fault(*, plan: Plan, key: str, sentence: str, reason: str, by: User, on: date) -> AcceptedFault:
    """Leave a fault of the health check as it is.

    Raises:
        ValidationError: no reason is given, or one of more than 300 letters.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    reason = cleaned(reason).strip()
    if not reason or len(reason) > 300:
        raise ValidationError("Say in up to 300 letters why it is left as it is.")
    made = AcceptedFault.objects.create(plan=plan, key=key, reason=reason, by=by, by_name=by.name, on=on)
    audit.record("accepted", made, by=by, organisation=plan.organisation, after={"fault": sentence, "reason": reason})
    return made


@transaction.atomic
def take_back_acceptance(*, accepted: AcceptedFault, by: User) -> None:
    """Have a fault count as one again."""
    check(by, Verb.MANAGE_PLAN, accepted.plan)
    organisation = accepted.plan.organisation
    audit.record("took back", accepted, by=by, organisation=organisation, before={"reason": accepted.reason})
    accepted.delete()
