"""manage.py export_plan: a whole plan with its history, as JSON that import_plan reads back without loss."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from imports.whole.holdings import counts
from imports.whole.outgoing import export_plan
from plans.commands import plan_named


class Command(BaseCommand):
    help = "Write a whole plan as JSON; without --json, how many rows it has of each kind."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        data = export_plan(plan_named(options["slug"]))
        if options["json"]:
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{data['plan']['title']}, {data['plan']['years']}")
        for name, count in counts(data).items():
            self.stdout.write(f"{count:6} {name}")
