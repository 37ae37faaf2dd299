"""manage.py render_report: what the report page runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from people.commands import day_argument
from plans.commands import plan_named
from plans.periods import in_words
from reports.front.words import COVER
from reports.making import standing_data
from reports.models import Report, Snapshot
from reports.paper_html import exempt_html, paper_html, paper_word
from reports.paper_kinds import NAMES, PROGRESS
from reports.rendering import RenderFailed, render_pdf
from reports.services.papers import standing_snapshot
from reports.snapshots import printed

OF_A_PLAN = [kind for kind in Report.Kind.values if kind != COVER]  # what needs nobody's words


def titled(plan: str, kind: str) -> str:
    return f"{plan}: {NAMES[kind]}" if kind in NAMES else plan


class Command(BaseCommand):
    help = "Render a report, or a plan's progress as at a day (frozen the first time, used again afterwards)."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--report", type=int, help="number of a report")
        which.add_argument("--plan", help="slug of a plan, with --as-at")
        parser.add_argument("--as-at", type=day_argument, help="YYYY-MM-DD")
        parser.add_argument("--kind", choices=OF_A_PLAN, default=PROGRESS, help="with --plan")
        self.add_output(parser)

    def add_output(self, parser: CommandParser) -> None:
        parser.add_argument("--exempt", action="store_true", help="the exempt appendix instead, as PDF or HTML")
        parser.add_argument("--format", choices=["pdf", "docx", "html"], default="pdf")
        parser.add_argument("--output", required=True, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = self.data(options)
            if options["exempt"]:
                if options["format"] == "docx":
                    raise CommandError("The exempt appendix is made as PDF or HTML.")
                if not data.get("exempt"):
                    raise CommandError("Nothing of it is exempt.")
                html = exempt_html(data)
                content = render_pdf(html) if options["format"] == "pdf" else html.encode()
            elif options["format"] == "docx":
                content = paper_word(data)
            else:
                html = paper_html(data)
                content = render_pdf(html) if options["format"] == "pdf" else html.encode()
            Path(options["output"]).write_bytes(content)
        except RenderFailed as failure:
            raise CommandError(failure.sentence) from None
        except ValueError as fault:
            raise CommandError(str(fault)) from None
        except OSError as fault:
            raise CommandError(f"{options['output']} cannot be written: {fault.strerror}.") from None

    def data(self, options: dict[str, Any]) -> dict[str, Any]:
        """The snapshot's data with the front of the report, or of none in particular."""
        if options["report"]:
            report = Report.objects.select_related("snapshot", "meeting").filter(pk=options["report"]).first()
            if report is None:
                raise CommandError(f"There is no report {options['report']}.")
            return standing_data(report)
        if options["as_at"] is None:
            raise CommandError("With --plan give --as-at YYYY-MM-DD.")
        plan = plan_named(options["plan"])
        there = set(Snapshot.objects.filter(plan=plan, as_at=options["as_at"]).values_list("pk", flat=True))
        try:
            snapshot = standing_snapshot(plan=plan, as_at=options["as_at"], by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        if snapshot.pk in there:
            made = timezone.localtime(snapshot.made_at)
            self.stderr.write(
                f"The figures of {in_words(snapshot.as_at)} were frozen on {in_words(made)} at {made:%H:%M}, when they were "
                "first printed. What has changed since is not in them."
            )
        front = {
            "kind": options["kind"],
            "title": titled(snapshot.data["plan"]["title"], options["kind"]),
            "report_of": "",
            "period": "",
            "body": "",
            "meeting_date": "",
        }
        return printed(snapshot, front)
