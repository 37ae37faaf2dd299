"""Silence is never consent: a brief that waits is asked about again, every five working days, until somebody moves."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from campaigns.brief_mail import movers, queue_chased
from campaigns.models import Brief
from people import outbox
from plans.workdays import is_working_day, working_days_between

EVERY = 5  # working days


def queue_due(*, on: date) -> int:
    """Put what is lacking in the outbox; how many e-mails are new. Safe to run again and in two places at once: each
    time of asking has its own key, and a run that comes late asks once, for the latest."""
    new = 0
    waiting = Brief.objects.waiting().filter(state_on__lt=on).select_related("plan__organisation", "requester")
    for brief in waiting.order_by("pk"):
        nation = brief.plan.organisation.nation
        days = working_days_between(brief.state_on, on, nation)
        if days < EVERY or not is_working_day(on, nation):
            continue
        with transaction.atomic():
            new += queue_chased(brief, movers(brief), since=brief.state_on, days=days, nth=days // EVERY)
    if new:
        outbox.ring()
    return new
