"""manage.py restore DIR: a backup in place of what there is, with sending on hold."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from commsplan.backups.manifest import BackupError
from commsplan.backups.restoring import restore
from commsplan.management.commands.backup import summary


class Command(BaseCommand):
    help = (
        "Put a backup in place of what there is: database and files. Stop web, worker and scheduler first. "
        "E-mail is on hold afterwards, until manage.py release_sending."
    )
    # A database that is empty, or of another version, is no fault here.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path, help="a folder that manage.py backup has made")
        parser.add_argument("--yes", action="store_true", help="replace the register that is here")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["dir"]
        try:
            done = restore(folder, now=timezone.now(), replace=options["yes"])
        except BackupError as fault:
            raise CommandError(str(fault)) from fault
        except OSError as fault:
            raise CommandError(f"The files could not be put in place: {fault}.") from fault
        if options["json"]:
            facts = {"warnings": done.warnings, "faults": done.faults, "on_hold": done.hold.reason}
            self.stdout.write(json.dumps(summary(folder, done.manifest) | facts, ensure_ascii=False, indent=1))
        else:
            for sentence in (*done.warnings, *done.faults):
                self.stderr.write(sentence)
            rows = sum(done.manifest.rows.values())
            self.stdout.write(f"Restored {rows:,} rows and {len(done.manifest.files):,} files.")
            self.stdout.write(f"Sending of e-mail is on hold: {done.hold.reason}")
        if done.faults:
            sys.exit(1)
