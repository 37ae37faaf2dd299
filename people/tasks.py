"""Celery's way to the outbox, and to the sealing of the audit trail. Idempotent by the state of the rows: run twice, or
killed, they do no harm.
"""

import logging

from celery import shared_task
from django.utils import timezone

from people import outbox, sealing
from people.doorbell import DRAIN_TASK
from people.heartbeat import heart

SECONDS = 180  # above outbox.RUN_SECONDS and one last try; to be below the broker's visibility timeout

logger = logging.getLogger(__name__)


@shared_task(name=DRAIN_TASK, ignore_result=True, acks_late=True, reject_on_worker_lost=True, time_limit=SECONDS)
def drain_outbox() -> None:
    result = outbox.drain()
    logger.info(
        "outbox drained: sent %d, to be tried again %d, failed %d, withheld %d, stopped %s",
        result.sent, result.retry + result.uncertain, result.failed, result.withheld, bool(result.stopped),
    )  # fmt: skip
    if result.more:
        outbox.ring()


@shared_task(
    name="people.sweep_outbox", ignore_result=True, acks_late=True, reject_on_worker_lost=True, time_limit=SECONDS
)
def sweep_outbox() -> None:
    result = outbox.sweep()
    logger.info(
        "outbox swept: freed %d, expired %d, failed %d, due %d", result.freed, result.expired, result.failed, result.due
    )
    if result.due:
        outbox.ring()
    heart.beat()  # last, when the database's work is done and committed


@shared_task(
    name="people.seal_trail", ignore_result=True, acks_late=True, reject_on_worker_lost=True, time_limit=SECONDS
)
def seal_trail() -> None:
    sealing.seal(timezone.now())
