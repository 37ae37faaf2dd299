from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from people import (
            belongings,
            checks,  # noqa: F401  registering is what the import is for
            outbox,
        )
        from people.handover_mail import CHECKS
        from people.own_belongings import OWN

        belongings.register(*OWN)
        for kind, check in CHECKS.items():
            outbox.register_check(kind, check)
