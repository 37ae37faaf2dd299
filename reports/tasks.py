"""Papers are made here, never in a request."""

import logging

from celery import shared_task

from reports import making

log = logging.getLogger(__name__)
MAKE = "reports.make_waiting"


@shared_task(name=MAKE, ignore_result=True)
def make_waiting() -> None:
    log.info("reports: %d made", making.make_waiting())
