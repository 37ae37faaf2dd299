"""manage.py close_period: freeze the position of a period."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from people.commands import day_argument, user_named
from plans.commands import plan_named
from plans.periods import in_words, reported_period
from reports.services.periods import close_period


class Command(BaseCommand):
    help = "Close a period of a plan: freeze its position into a snapshot that never changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="slug of a plan")
        parser.add_argument("period", help="2015/16, 2015/16-H1, 2015/16-Q1 or 2015-06")
        parser.add_argument("--by", required=True, help="e-mail address of the person who closes it")
        parser.add_argument("--as-at", type=day_argument, help="YYYY-MM-DD; else the last day of the period")
        parser.add_argument("--reason", default="", help="what is corrected, where the period is closed already")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        plan, by = plan_named(options["slug"]), user_named(options["by"])
        try:
            period = reported_period(options["period"])
            on = timezone.localdate()
            closed = close_period(
                plan=plan, period=period, by=by, on=on, as_at=options["as_at"], reason=options["reason"]
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except (ValueError, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from None
        snapshot = closed.snapshot
        if options["json"]:
            told = {
                "plan": plan.slug,
                "period": closed.period,
                "as_at": snapshot.as_at.isoformat(),
                "number": closed.number,
                "snapshot": snapshot.pk,
                "schema": snapshot.schema,
                "sha256": snapshot.sha256,
            }
            self.stdout.write(json.dumps(told, indent=1))
            return
        self.stdout.write(f"{closed}: frozen as at {in_words(snapshot.as_at)}. SHA-256 {snapshot.sha256}")
