"""manage.py check_migrations: can the version that runs now go on while this one's migrations are applied?"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.migrations.loader import MigrationLoader

from commsplan.migration_rules import OURS, RELEASED, faults


class Command(BaseCommand):
    help = (
        "Name what the migrations since the last release do that its code could not live with; exit 1 if there is any. "
        "With --released VERSION, note that everything up to here is released."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--released", metavar="VERSION", help="the version that is released with these migrations")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["released"]:
            leaves = {app: name for app, name in sorted(MigrationLoader(None).graph.leaf_nodes()) if app in OURS}
            content = {"version": options["released"], "leaves": leaves, "accepted": {}}
            RELEASED.write_text(json.dumps(content, indent=1) + "\n")
            return
        found = faults()
        if options["json"]:
            since = json.loads(RELEASED.read_text())["version"]
            self.stdout.write(json.dumps({"since": since, "faults": found}, ensure_ascii=False, indent=1))
        for fault in found if not options["json"] else ():
            self.stderr.write(fault)
        if found:
            sys.exit(1)
        if not options["json"]:
            self.stdout.write("The released version can go on while these migrations are applied.")
