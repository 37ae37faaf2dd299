from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from campaigns.brief_mail import CHECKS
        from campaigns.media_mail import CHECKS as OF_MEDIA
        from campaigns.sections import CHANNELS
        from campaigns.services.handing import KINDS
        from people import belongings, outbox
        from plans import sections

        for kind, check in {**CHECKS, **OF_MEDIA}.items():
            outbox.register_check(kind, check)
        belongings.register(*KINDS)
        sections.register(CHANNELS, after="key_messages")
