from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self) -> None:
        from actions.digests import check_digest
        from people import outbox

        outbox.register_check("digest", check_digest)
