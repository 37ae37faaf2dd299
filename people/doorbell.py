"""The doorbell: tells a worker that there is something to send, read or make, and shrugs if nobody answers.

The database is the queue and the workers look into it every minute anyway, so a ring may be lost but must never cost
a request its time: a broker that hangs has been seen to block a publisher for 45 seconds.
"""

import atexit
import logging
import os
import threading
from functools import partial

from celery import Celery, current_app
from django.db import transaction
from redis import Redis, RedisError

DRAIN_TASK = "people.drain_outbox"
STALE_SECONDS = 60  # a ring that nobody heard in the time between two polls has nothing left to say
EXIT_SECONDS = 2.0

logger = logging.getLogger(__name__)


class Bell:
    """At most one thread at the door: rings that come meanwhile are one more ring when it is back."""

    def __init__(self) -> None:
        self.missed = 0
        self.reset()

    def reset(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wanted: set[str] = set()

    @property
    def is_ringing(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def press(self, task: str) -> None:
        app = current_app._get_current_object()  # the caller's: another thread may know no app but Celery's default
        with self._lock:
            self._wanted.add(task)
            if self.is_ringing:
                return
            self._thread = threading.Thread(target=self._ring, args=(app,), name="doorbell", daemon=True)
            try:
                self._thread.start()
            except RuntimeError:  # no thread to be had, or the interpreter is on its way out
                self.missed += 1

    def wait(self, seconds: float = EXIT_SECONDS) -> None:
        if self.is_ringing and self._thread is not None:
            self._thread.join(seconds)

    def _ring(self, app: Celery) -> None:
        while task := self._next():
            try:
                app.send_task(task, retry=False, ignore_result=True, expires=STALE_SECONDS)
            except Exception as error:
                self.missed += 1
                logger.warning("doorbell not heard: %s", type(error).__name__)

    def _next(self) -> str | None:
        with self._lock:
            if self._wanted:
                return self._wanted.pop()
            self._thread = None
            return None


bell = Bell()
os.register_at_fork(after_in_child=bell.reset)
atexit.register(bell.wait)


def broker_answers() -> bool:
    """Is there somebody at the other end? Of a Redis that is stopped or frozen this is known after a second."""
    url = current_app.conf.broker_url or ""
    if not url.startswith(("redis:", "rediss:")):
        return True  # a folder, which is always there
    with Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as broker:
        try:
            return bool(broker.ping())
        except RedisError:
            return False


def ring(task: str = DRAIN_TASK) -> None:
    """Ask for a task to be run once the caller's transaction is committed. Returns at once, never raises."""
    transaction.on_commit(partial(bell.press, task), robust=True)
