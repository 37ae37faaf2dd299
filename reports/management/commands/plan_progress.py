"""manage.py plan_progress: the dashboard's figures."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from people.commands import day_argument
from plans.commands import plan_named
from plans.rag import tally_words
from reports.progress import as_data, build_plan_progress

PLAN_KEYS = ("on", "declared", "rolled_up", "tally")
PRIORITY_KEYS = ("reference", "title", "declared", "rolled_up", "tally")
ACTION_KEYS = ("reference", "title", "declared", "proposed", "rating", "reasons", "due")
MEASURE_KEYS = (
    "statement",
    "audience",
    "target",
    "value",
    "numerator",
    "base",
    "population",
    "interval",
    "plain",
    "evidence",
    "rag",
    "outturn",
    "period",
    "provisional",
    "proposed",
    "published",
    "against",
    "benchmark",
    "reading",
)


class Command(BaseCommand):
    help = "Print a plan's progress as known at the end of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--on", type=day_argument, help="YYYY-MM-DD; today without it")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = plan_named(options["slug"])
        data = promised(as_data(build_plan_progress(plan, on=options["on"] or timezone.localdate())))
        if options["json"]:
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            f"{plan.title}, {data['on']}: {data['rolled_up'] or 'not rated'} ({tally_words(data['tally'])})"
        )
        for entry in data["priorities"]:
            self.stdout.write(
                f"  {entry['title']}: {entry['rolled_up'] or 'not rated'} ({tally_words(entry['tally'])})"
            )


def promised(data: dict[str, Any]) -> dict[str, Any]:
    """The shape that scripts rely on."""
    return {
        "plan": data["plan"]["slug"],
        **{key: data[key] for key in PLAN_KEYS},
        "priorities": [
            {
                **{key: entry[key] for key in PRIORITY_KEYS},
                "actions": [promised_action(row) for row in entry["actions"]],
            }
            for entry in data["priorities"]
        ],
        "actions": [promised_action(row) for row in data["actions"]],
        "measures": [{key: entry[key] for key in MEASURE_KEYS} for entry in data["measures"]],
    }


def promised_action(row: dict[str, Any]) -> dict[str, Any]:
    return {**{key: row[key] for key in ACTION_KEYS}, "actions": [promised_action(sub) for sub in row["actions"]]}
