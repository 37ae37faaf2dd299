"""manage.py backup DIR: the whole register, database and files, in a folder of its own, verified."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from commsplan.backups.making import make, verify
from commsplan.backups.manifest import BackupError, Manifest


class Command(BaseCommand):
    help = "Copy database and files into a new folder, while people work, and verify it. With --verify, only that."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path, help="a folder that is not there yet, or empty")
        parser.add_argument("--verify", action="store_true", help="read a backup that there is, and make none")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["dir"]
        try:
            made = verify(folder) if options["verify"] else make(folder, now=timezone.now())
        except BackupError as fault:
            raise CommandError(str(fault)) from fault
        for name in made.missing:
            self.stderr.write(f"A row names the file {name}, which is not there.")
        if options["json"]:
            self.stdout.write(json.dumps(summary(folder, made), ensure_ascii=False, indent=1))
            return
        said = summary(folder, made)
        self.stdout.write(
            f"{said['dir']}: {said['rows']:,} rows in {len(made.rows)} tables, {said['files']:,} files, "
            f"{said['bytes'] / 1024**2:,.1f} MB, of {made.made_at:%Y-%m-%d %H:%M} UTC: whole."
        )


def summary(folder: Path, made: Manifest) -> dict[str, Any]:
    return {
        "dir": str(folder),
        "made_at": made.made_at.isoformat(),
        "version": made.version,
        "database": made.kind,
        "rows": sum(made.rows.values()),
        "files": len(made.files),
        "bytes": made.part.bytes + sum(part.bytes for part in made.files.values()),
        "missing": made.missing,
    }
