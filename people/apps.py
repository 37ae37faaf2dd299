from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa import signals
        from django.contrib.auth.signals import user_logged_in

        from people import checks, second_factor, sessions  # noqa: F401  registering is what the first is imported for

        user_logged_in.connect(sessions.begin)
        signals.authenticator_added.connect(second_factor.added)
        signals.authenticator_removed.connect(second_factor.removed)
        signals.authenticator_reset.connect(second_factor.made_anew)
        signals.authenticator_used.connect(second_factor.used)
