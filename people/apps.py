from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from people import checks, sessions  # noqa: F401  registering is what the first import is for

        user_logged_in.connect(lambda request, **kwargs: sessions.begin(request), weak=False)
