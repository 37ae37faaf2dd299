from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa import signals
        from django.contrib.auth.signals import user_logged_in

        from people import (
            belongings,
            checks,  # noqa: F401  registering is what the import is for
            outbox,
            second_factor,
            sessions,
        )
        from people.handover_mail import CHECKS
        from people.own_belongings import OWN

        belongings.register(*OWN)
        for kind, check in CHECKS.items():
            outbox.register_check(kind, check)
        user_logged_in.connect(sessions.begin)
        signals.authenticator_added.connect(second_factor.added)
        signals.authenticator_removed.connect(second_factor.removed)
        signals.authenticator_reset.connect(second_factor.made_anew)
        signals.authenticator_used.connect(second_factor.used)
