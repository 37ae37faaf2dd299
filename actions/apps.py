from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self) -> None:
        from actions.comment_mail import CHECKS as OF_COMMENTS
        from actions.digests import check_digest
        from actions.notices import CHECKS
        from actions.question_mail import CHECKS as OF_QUESTIONS
        from actions.reminders import queue_due
        from actions.sections import MILESTONES
        from actions.services.handing import ACTIONS, LINKS
        from people import belongings, outbox, tellers
        from plans import sections

        for kind, check in {"digest": check_digest, **CHECKS, **OF_QUESTIONS, **OF_COMMENTS}.items():
            outbox.register_check(kind, check)
        belongings.register(ACTIONS, LINKS)
        tellers.register(lambda on: queue_due(on=on), "digest:")
        sections.register(MILESTONES, after="priorities")
