"""Uploads are read here, never in a request."""

import logging

from celery import shared_task

from imports import reading

log = logging.getLogger(__name__)
READ = "imports.read_received"


@shared_task(name=READ, ignore_result=True)
def read_received() -> None:
    log.info("imports: %d read", reading.read_received())
