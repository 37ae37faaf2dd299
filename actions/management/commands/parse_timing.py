"""manage.py parse_timing: how a date is understood."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from actions.timing import parse_timing
from plans.commands import plan_years


class Command(BaseCommand):
    help = "Show how a date as written is understood; with - for TEXT, one date a line on standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text")
        parser.add_argument("--year", help="the plan's financial year, such as 2015/16")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        years = plan_years(options["year"])
        many = options["text"] == "-"
        for text in (line.rstrip("\n") for line in sys.stdin) if many else [options["text"]]:
            timing = parse_timing(text, years)
            if many or options["json"]:
                self.stdout.write(json.dumps(timing.as_json(), ensure_ascii=False))
            else:
                self.stdout.write(f"{timing.as_written}: {timing.describe()}")
