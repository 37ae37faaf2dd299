"""manage.py snapshot verify: is what was frozen and printed still what it was?"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reports.paper_words import many
from reports.verifying import verify


class Command(BaseCommand):
    help = (
        "Compare every snapshot and every paper with the SHA-256 it was kept with; exit 1, naming it, if one differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify()
        if options["json"]:
            self.stdout.write(json.dumps(vars(found), ensure_ascii=False, indent=2))
        for fault in found.faults if not options["json"] else ():
            self.stderr.write(fault)
        if found.faults:
            sys.exit(1)
        if not options["json"]:
            papers = f"{many(found.papers, 'paper', 'papers')}, {found.issues:,} issued"
            looked_at = f"{many(found.snapshots, 'snapshot', 'snapshots')}, {papers}"
            self.stdout.write(f"{looked_at}: each as it was made.")
