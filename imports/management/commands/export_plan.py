"""manage.py export_plan: a whole plan with its history, as JSON that import_plan reads back without loss."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

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


def counts(data: dict[str, Any]) -> dict[str, int]:
    """How many rows an export holds of each kind; actions with their parts, milestones and decisions of all priorities."""
    groups = [*data["priorities"], data]
    actions = [action for group in groups for action in group["actions"]]
    found = {name: len(rows) for name, rows in data.items() if isinstance(rows, list)}
    return found | {
        "actions": len(actions),
        "sub_actions": sum(len(action["actions"]) for action in actions),
        "milestones": sum(len(group["milestones"]) for group in groups),
        "decisions": sum(len(group["decisions"]) for group in groups),
    }
