"""manage.py import_officers: preview a list of officers, and with --commit take it into a council."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from imports.limits import UPLOAD_BYTES, Refused
from imports.officer_rows import written_rows
from imports.sandbox import rows_in_subprocess
from people import joining
from people.commands import user_named
from people.joining import Comparison, Standing
from people.models import Organisation
from people.permissions import Verb, check


class Command(BaseCommand):
    help = (
        "Preview a list of officers (csv or xlsx; columns Name, Post, E-mail address, Roles); saves nothing without "
        "--commit. Nobody is removed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--org", required=True, help="slug of the council")
        parser.add_argument("--by", required=True, help="e-mail address of the administrator who takes it in")
        parser.add_argument("--commit", action="store_true", help="save it")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            with path.open("rb") as file:
                content = file.read(UPLOAD_BYTES + 1)
        except OSError as fault:
            raise CommandError(f"{path} cannot be read: {fault.strerror}.") from None
        council = Organisation.objects.filter(slug=options["org"]).first()
        if council is None:
            raise CommandError(f"There is no council “{options['org']}”.")
        by = user_named(options["by"])
        try:
            check(by, Verb.ADMINISTER, council)
            read = rows_in_subprocess(content, path.name)
            rows = written_rows(read["rows"], read["numbers"])
            found = joining.compare(rows, council)
            if options["commit"]:
                found = joining.take_in(organisation=council, rows=rows, by=by, shown=found.mark)
        except (Refused, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from None
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        for warning in read["warnings"]:
            self.stderr.write(warning)
        self.say(found, is_saved=options["commit"], as_json=options["json"])

    def say(self, found: Comparison, *, is_saved: bool, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(as_data(found, is_saved=is_saved), ensure_ascii=False, indent=1))
            return
        for one in found.rows:
            self.stdout.write(f"{one.row.number} | {one.row.name} | {one.standing} | {one.why}")
            for alike in one.alike:
                self.stderr.write(f"{one.row.name}: perhaps the same as {alike}")
        for officer in found.missing:
            self.stderr.write(f"Not in the file: {officer}")
        self.stderr.write("Saved." if is_saved else "Nothing has been saved; --commit saves it.")


def as_data(found: Comparison, *, is_saved: bool) -> dict[str, Any]:
    """{"saved", "added", "changed", "there", "refused", "rows": [{"row", "name", "standing", "why", "alike"}], "missing"}."""
    keys = {"added": Standing.ADD, "changed": Standing.CHANGE, "there": Standing.THERE, "refused": Standing.REFUSED}
    word = {standing: key for key, standing in keys.items()}
    return {
        "saved": is_saved,
        **{key: len(found.of(standing)) for key, standing in keys.items()},
        "rows": [
            {
                "row": one.row.number,
                "name": one.row.name,
                "standing": word[one.standing],
                "why": one.why,
                "alike": one.alike,
            }
            for one in found.rows
        ],
        "missing": [officer.name for officer in found.missing],
    }
