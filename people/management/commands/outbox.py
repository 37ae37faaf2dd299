"""`manage.py outbox`: what is to be sent, and what became of it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from people.models.mail import MailTransport, OutgoingMail


class Command(BaseCommand):
    help = "Show how many mails are in which state and, with --json, every mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print counts and messages as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = OutgoingMail.objects.count_by_state()
        if options["json"]:
            self.stdout.write(json.dumps({"counts": counts, "messages": _messages()}))
            return
        for state, number in counts.items():
            self.stdout.write(f"{state:<10} {number:>6}")
        transport = MailTransport.objects.the_one()
        if transport.held_since:
            self.stdout.write(f"Sending is on hold: {transport.hold_reason}")
        elif transport.is_paused(timezone.now()):
            self.stdout.write(f"Paused until {transport.paused_until:%H:%M:%S} UTC: {transport.reason}")


def _messages() -> list[dict[str, str | int]]:
    columns = ("to_address", "kind", "state", "attempts", "message_id", "reason")
    rows = OutgoingMail.objects.order_by("id").values_list(*columns)
    return [dict(zip(("to", *columns[1:]), row, strict=True)) for row in rows.iterator()]
