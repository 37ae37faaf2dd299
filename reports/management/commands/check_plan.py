"""manage.py check_plan: what is wrong with a plan."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from plans.commands import plan_named
from reports.health.check import as_json, check_plan, grouped


class Command(BaseCommand):
    help = "Name a plan's faults: gaps, contradictions, doubles. Finding some is no failure of the command."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = plan_named(options["slug"])
        found = check_plan(plan, on=timezone.localdate())
        if options["json"]:
            self.stdout.write(json.dumps(as_json(plan, found), ensure_ascii=False, indent=1))
            return
        for heading, faults in grouped(found):
            self.stdout.write(f"{heading}: {len(faults)}")
            for one in faults:
                because = f" (accepted: {one.accepted.reason})" if one.accepted else ""
                self.stdout.write(f"  {one.fault.sentence}{because}")
        if not found:
            self.stdout.write("Nothing was found wrong.")
