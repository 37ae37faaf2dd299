from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from campaigns.sections import CHANNELS
        from plans import sections

        sections.register(CHANNELS, after="key_messages")
