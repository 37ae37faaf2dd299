"""The Celery application. Redis (or a folder) is only a doorbell: what is to be done stands in the database."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun
from django.conf import settings

from people.log_lines import task_id as task_of_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commsplan.settings")

app = Celery("commsplan")
app.set_default()  # the web server's threads ring with this app too
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_like_the_site(**_: Any) -> None:
    """Worker and scheduler write the same lines as the web server, whatever --loglevel says."""
    logging.config.dictConfig(settings.LOGGING)


@task_prerun.connect
def begin_lines(task_id: str = "", **_: Any) -> None:
    task_of_line.set(task_id)


@task_postrun.connect
def end_lines(**_: Any) -> None:
    task_of_line.set("")
