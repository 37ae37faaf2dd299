"""manage.py paper_reminders: what beat runs for the deadlines of papers."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from people.commands import day_argument
from people.tellers import are_silent
from reports.deadline_mail import queue_due


class Command(BaseCommand):
    help = "Queue the e-mails about deadlines of papers that are lacking, and ring the worker. Sends nothing itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=day_argument, help="as if it were this day (YYYY-MM-DD)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be queued")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or timezone.localdate()
        if not options["dry_run"] and are_silent():
            self.stderr.write("Sending of e-mail is on hold, so nothing is queued. See manage.py release_sending.")
            options["dry_run"] = True
        rows = [
            {
                "to": one.to.email,
                "report": one.report.pk,
                "deadline": one.deadline.key,
                "day": one.deadline.day.isoformat(),
                "rung": one.rung,
            }
            for one in queue_due(on=on, dry_run=options["dry_run"])
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"on": on.isoformat(), "mails": rows}, indent=1))
            return
        self.stdout.write(
            f"{len(rows)} e-mail{'' if len(rows) == 1 else 's'} {'to queue' if options['dry_run'] else 'queued'}"
        )
        for row in rows:
            self.stdout.write(f"  {row['to']}: report {row['report']}, {row['deadline']} {row['day']} ({row['rung']})")
