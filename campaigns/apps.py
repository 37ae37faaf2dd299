from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from campaigns import chasing, media_mail
        from campaigns.brief_mail import CHECKS
        from campaigns.media_mail import CHECKS as OF_MEDIA
        from campaigns.sections import CHANNELS
        from campaigns.services.handing import KINDS
        from people import belongings, outbox, tellers
        from plans import sections

        for kind, check in {**CHECKS, **OF_MEDIA}.items():
            outbox.register_check(kind, check)
        belongings.register(*KINDS)
        tellers.register(lambda on: chasing.queue_due(on=on), "brief-chased:")
        tellers.register(media_mail.chase_on, f"{media_mail.CHASE}:")
        sections.register(CHANNELS, after="key_messages")
