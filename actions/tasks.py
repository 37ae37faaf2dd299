"""Work about actions that beat starts."""

import logging

from celery import shared_task
from django.utils import timezone

from actions import reminders
from people import tellers

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def send_reminders() -> None:
    if tellers.are_silent():
        return
    queued = reminders.queue_due(on=timezone.localdate())
    log.info("reminders: %d digests queued", len(queued))
