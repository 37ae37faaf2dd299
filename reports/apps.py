from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from people import outbox
        from reports.deadline_mail import KIND, check_before_sending

        outbox.register_check(KIND, check_before_sending)
