"""manage.py scale_data: a register of a given size beside the one there is."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from actions.models import Action
from commsplan.demo.scale import grow
from reports import standings

NO_END = float("inf")
MOST = 1_000_000


class Command(BaseCommand):
    help = "Have so many made-up actions in the register, in councils of their own: for benchmarks, never beside real ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--actions", type=int, required=True, metavar="N")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.HTTPS:
            raise CommandError("This site has an https address: no made-up actions are put among its own.")
        if not 0 < options["actions"] <= MOST:
            raise CommandError(f"Give a number of actions from 1 to {MOST:,}.")
        today = timezone.localdate()
        added = grow(options["actions"], today=today, told=self.stderr.write)
        standings.keep(on=today, seconds=NO_END)
        found = {"added": added, "actions": Action.objects.count()}
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(f"{found['added']:,} actions added; the register has {found['actions']:,}.")
