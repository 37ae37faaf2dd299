"""Papers are made here, never in a request; and their deadlines told of."""

import logging

from celery import shared_task
from django.utils import timezone

from people import tellers
from reports import deadline_mail, making, standings, weekly_mail
from reports.standings import KEEP_TASK

log = logging.getLogger(__name__)
MAKE = "reports.make_waiting"


@shared_task(name=MAKE, ignore_result=True)
def make_waiting() -> None:
    log.info("reports: %d made", making.make_waiting())


@shared_task(name=KEEP_TASK, ignore_result=True)
def keep_standings() -> None:
    log.info("reports: %d plans brought up to date", standings.keep(on=timezone.localdate()))


@shared_task(name="reports.tell_deadlines", ignore_result=True)
def tell_deadlines() -> None:
    if tellers.are_silent():
        return
    log.info("reports: %d e-mails about deadlines queued", len(deadline_mail.queue_due(on=timezone.localdate())))


@shared_task(name="reports.tell_the_week", ignore_result=True)
def tell_the_week() -> None:
    if tellers.are_silent():
        return
    log.info("reports: %d weekly digests queued", len(weekly_mail.queue_weekly(on=timezone.localdate())))
