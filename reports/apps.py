from django.apps import AppConfig
from django.db.models.signals import post_migrate

from reports.touching import watch


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from people import belongings, outbox, tellers
        from reports import weekly_mail
        from reports.deadline_mail import KIND, check_before_sending, queue_due
        from reports.services.closing import FEEDS

        belongings.register(FEEDS)
        outbox.register_check(KIND, check_before_sending)
        outbox.register_check(weekly_mail.KIND, weekly_mail.check_before_sending)
        tellers.register(lambda on: queue_due(on=on), f"{KIND}:")
        tellers.register(lambda on: weekly_mail.queue_weekly(on=on), f"{weekly_mail.KIND}:")
        post_migrate.connect(watch, sender=self)
