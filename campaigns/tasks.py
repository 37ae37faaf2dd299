"""Work about briefs that beat starts."""

import logging

from celery import shared_task
from django.utils import timezone

from campaigns import chasing

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def chase_briefs() -> None:
    queued = chasing.queue_due(on=timezone.localdate())
    log.info("briefs: %d asked about again", queued)
