"""Work about briefs, enquiries and emergencies that beat starts."""

import logging

from celery import shared_task
from django.utils import timezone

from campaigns import chasing, media_mail
from people import tellers

log = logging.getLogger(__name__)


@shared_task(name="campaigns.chase_briefs", ignore_result=True)
def chase_briefs() -> None:
    if tellers.are_silent():
        return
    queued = chasing.queue_due(on=timezone.localdate())
    log.info("briefs: %d asked about again", queued)


@shared_task(name="campaigns.chase_media", ignore_result=True)
def chase_media() -> None:
    if tellers.are_silent():
        return
    log.info("media: %d chases queued", len(media_mail.queue_chases(now=timezone.now())))
