"""manage.py render_plan: a plan in the shape councils print it, as a file."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from people.commands import day_argument
from plans.commands import plan_named
from reports.management.commands.render_report import Command as RenderReport
from reports.plan_paper import shape_of
from reports.plan_parts import ACTION_TABLE, BUSINESS_PLAN
from reports.services.papers import plan_snapshot
from reports.snapshots import printed


class Command(RenderReport):
    help = (
        "Print a plan: its actions as one table, or in the form of a business plan. The same plan gives the same bytes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="slug of a plan")
        parser.add_argument(
            "--shape",
            choices=[ACTION_TABLE, BUSINESS_PLAN],
            help="else the form of a business plan if it has actions with parts, and the table if not",
        )
        parser.add_argument("--as-at", type=day_argument, help="YYYY-MM-DD, for its progress; else today")
        parser.add_argument(
            "--report-of", default="", help="the post in whose name it goes, to be printed on its front"
        )
        self.add_output(parser)

    def data(self, options: dict[str, Any]) -> dict[str, Any]:
        plan = plan_named(options["slug"])
        try:
            snapshot = plan_snapshot(plan=plan, as_at=options["as_at"] or timezone.localdate(), by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        front = {"kind": options["shape"] or shape_of(snapshot.data), "report_of": options["report_of"]}
        return printed(snapshot, front)
