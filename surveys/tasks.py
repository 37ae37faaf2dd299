"""Invitations and reminders of online surveys go out here, and surveys close when their last day has passed."""

import logging

from celery import shared_task
from django.utils import timezone

from people import tellers
from surveys.asking import ASK_TASK, ask
from surveys.closing import close_due

log = logging.getLogger(__name__)


@shared_task(name=ASK_TASK, ignore_result=True)
def ask_online() -> None:
    on = timezone.localdate()
    log.info("surveys: %d closed, %d mails queued", close_due(on), 0 if tellers.are_silent() else ask(on))
