from django.apps import AppConfig
from django.db.models.signals import post_migrate

from reports.touching import watch


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from people import belongings, outbox
        from reports import weekly_mail
        from reports.deadline_mail import KIND, check_before_sending
        from reports.services.closing import FEEDS

        belongings.register(FEEDS)
        outbox.register_check(KIND, check_before_sending)
        outbox.register_check(weekly_mail.KIND, weekly_mail.check_before_sending)
        post_migrate.connect(watch, sender=self)
