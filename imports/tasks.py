"""Uploads are read here, never in a request."""

import logging

from celery import shared_task
from django.utils import timezone

from imports import reading
from imports.replies.forgetting import forget_replies

log = logging.getLogger(__name__)
READ = "imports.read_received"


@shared_task(name=READ, ignore_result=True)
def read_received() -> None:
    log.info("imports: %d read", reading.read_received())
    forget_replies(timezone.localdate())
