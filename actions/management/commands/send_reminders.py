"""manage.py send_reminders: what beat runs every working morning."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from actions.reminders import queue_due
from people.commands import day_argument
from people.tellers import are_silent


class Command(BaseCommand):
    help = "Put the reminders that are lacking into ledger and outbox, and ring the worker. Sends nothing itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=day_argument, help="as if it were this day (YYYY-MM-DD)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be queued")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or timezone.localdate()
        if not options["dry_run"] and are_silent():
            self.stderr.write(
                "Sending of e-mail is on hold, so no reminders are queued. See manage.py release_sending."
            )
            options["dry_run"] = True
        digests = queue_due(on=on, dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps({"on": on.isoformat(), "digests": digests}, ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            f"{len(digests)} digest{'' if len(digests) == 1 else 's'} {'to queue' if options['dry_run'] else 'queued'}"
        )
        for digest in digests:
            self.stdout.write(
                f"  {digest['to']}: {len(digest['lines'])} reminder{'' if len(digest['lines']) == 1 else 's'}"
            )
