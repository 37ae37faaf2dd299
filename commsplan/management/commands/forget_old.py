"""manage.py forget_old: what the scheduler does every night about what is older than it is to be kept."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from commsplan.forgetting import forget_old


class Command(BaseCommand):
    help = "Forget texts and recipients of old e-mails, ended sessions, marks of sent forms, and uploads that are done with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = forget_old(timezone.now(), dry_run=options["dry_run"])
        if options["json"]:
            facts = {"done": not options["dry_run"], "kept_for_days": settings.KEEP_DAYS, "forgotten": found}
            self.stdout.write(json.dumps(facts))
            return
        for kind, number in found.items():
            self.stdout.write(f"{'would be ' if options['dry_run'] else ''}forgotten, {kind}: {number}")
