"""A sign of life to a watcher outside, once a minute while e-mail goes out: whoever stops sending it is in trouble.

The site cannot tell anybody by e-mail that its e-mail has stopped, nor can a scheduler that has died say so. A
dead man's switch elsewhere raises the alarm when nothing has come for a while.
"""

import logging

from django.conf import settings
from django.utils import timezone

from people import web
from people.health import Health

SECONDS = 5.0

logger = logging.getLogger(__name__)


class Heart:
    """Beats; says once that the watcher cannot be reached, and once that it can again. The address is a secret."""

    def __init__(self) -> None:
        self.is_heard = True

    def beat(self) -> bool:
        """Tell the watcher, if there is one, that all is well, if it is. Never raises; whether a sign was given.

        To be called when the work is done and outside any transaction: it may take SECONDS.
        """
        if not settings.HEARTBEAT_URL or Health.at(timezone.now()).trouble:
            return False
        try:
            reply = web.call("GET", settings.HEARTBEAT_URL, seconds=SECONDS)
            fault = "" if 200 <= reply.status < 300 else f"answered-{reply.status}"
        except OSError as error:
            fault = str(error)
        if fault and self.is_heard:
            logger.warning("the heartbeat was not taken, and this is not said again until it is: %s", fault)
        elif not fault and not self.is_heard:
            logger.info("the heartbeat is taken again")
        self.is_heard = not fault
        return True


heart = Heart()
