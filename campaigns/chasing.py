"""Silence is never consent: a brief that waits is asked about again, every five working days, until somebody moves."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db import transaction

from campaigns.brief_mail import asked_of, queue_chased
from campaigns.models import Brief
from people import outbox
from people.models import User
from plans.workdays import is_working_day, working_days_between

EVERY = 5  # working days


def queue_due(*, on: date) -> int:
    """Put what is lacking in the outbox: one e-mail a person, council and working day, with all that has waited too long; how many
    are new. Safe to run again and in two places at once, as a brief keeps the day it was last asked about."""
    new = 0
    with transaction.atomic():
        asked: dict[tuple[User, int], list[Brief]] = defaultdict(list)
        for brief in due(on):
            for user in asked_of(brief):
                asked[user, brief.organisation_id].append(brief)
        for (user, _), briefs in asked.items():
            new += queue_chased(user, briefs, on=on) is not None
        told = {brief.pk for briefs in asked.values() for brief in briefs}
        Brief.objects.filter(pk__in=told).update(chased_on=on)
    if new:
        outbox.ring()
    return new


def due(on: date) -> list[Brief]:
    """The briefs that have waited for so long, since they moved or were asked about; held until the transaction ends, so
    that of two runs at once the second finds them asked about."""
    rows = Brief.objects.waiting().select_for_update(of=("self",)).filter(state_on__lt=on)
    found = []
    for brief in rows.select_related("plan__organisation", "requester").order_by("pk"):
        nation = brief.plan.organisation.nation
        since = max(brief.state_on, brief.chased_on or brief.state_on)
        if is_working_day(on, nation) and working_days_between(since, on, nation) >= EVERY:
            found.append(brief)
    return found
