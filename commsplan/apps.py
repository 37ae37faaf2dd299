from django.apps import AppConfig


class CommsplanConfig(AppConfig):
    """Makes the commands that span apps known to manage.py."""

    name = "commsplan"
