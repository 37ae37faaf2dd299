"""The Celery application. Redis (or a folder) is only a doorbell: what is to be done stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commsplan.settings")

app = Celery("commsplan")
app.set_default()  # the web server's threads ring with this app too
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
