from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from campaigns.media_mail import CHECKS
        from campaigns.sections import CHANNELS
        from people import outbox
        from plans import sections

        sections.register(CHANNELS, after="key_messages")
        for kind, check in CHECKS.items():
            outbox.register_check(kind, check)
