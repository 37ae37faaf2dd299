"""`manage.py drain_outbox`: the worker of an install without Celery, and of cron with --once."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections

from people import outbox
from people.heartbeat import heart

POLL_SECONDS = 30

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = f"Send what is due in the outbox, then look again every {POLL_SECONDS} seconds until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due now, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if options["once"]:
            self._send_due(stop)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                self._send_due(stop)
            except (DatabaseError, InterfaceError):
                logger.exception("the outbox could not be read; trying again in %s seconds", POLL_SECONDS)
            stop.wait(POLL_SECONDS)

    def _send_due(self, stop: threading.Event) -> None:
        outbox.sweep()
        more = True
        while more and not stop.is_set():
            result = outbox.drain(stopping=stop.is_set)
            more = result.more
            self.stdout.write(
                f"sent {result.sent}, to be tried again {result.retry + result.uncertain}, "
                f"failed {result.failed}, withheld {result.withheld}"
            )
            if result.stopped:
                self.stdout.write(f"Stopped: {result.stopped}")
        heart.beat()
