"""The project: settings, addresses, the Celery application, and the commands that span apps."""

from commsplan.celery import app as celery_app

__all__ = ["celery_app"]
