"""Celery's scheduler, which does not end when the disk is full."""

import logging
import shelve
from typing import Any

from celery.beat import PersistentScheduler

logger = logging.getLogger(__name__)


class SteadyScheduler(PersistentScheduler):
    """Keeps in a file when it did what, and goes on without where that cannot be written.

    Celery's own ends with the first write that fails, and where it runs inside the worker nobody notices: no reminder
    is sent until somebody starts the worker again. What has been done stands in the database; the file only says sooner
    what is due after a start.
    """

    is_in_memory = False

    def _open_schedule(self) -> Any:
        return shelve.Shelf({}, writeback=True) if self.is_in_memory else super()._open_schedule()

    def setup_schedule(self) -> None:
        try:
            super().setup_schedule()
        except OSError as fault:
            logger.warning("the schedule is kept in memory: %s", fault)
            self.is_in_memory = True
            super().setup_schedule()

    def sync(self) -> None:
        try:
            super().sync()
        except OSError as fault:
            logger.warning("the schedule could not be written down: %s", fault)
