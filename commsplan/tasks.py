"""What is done at night for all apps together."""

import logging

from celery import shared_task
from django.utils import timezone

from commsplan.forgetting import forget_old

log = logging.getLogger(__name__)


@shared_task(name="commsplan.forget_old", ignore_result=True)
def forget() -> None:
    for kind, number in forget_old(timezone.now()).items():
        if number:
            log.info("forgotten: %d of %s", number, kind.replace(" ", "_"))
