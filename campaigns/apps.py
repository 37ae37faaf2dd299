from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from campaigns.brief_mail import CHECKS
        from campaigns.media_mail import CHECKS as OF_MEDIA
        from campaigns.sections import CHANNELS
        from people import outbox
        from plans import sections

        for kind, check in {**CHECKS, **OF_MEDIA}.items():
            outbox.register_check(kind, check)
        sections.register(CHANNELS, after="key_messages")
