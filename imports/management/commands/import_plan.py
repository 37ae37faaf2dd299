"""manage.py import_plan: preview an action table, and with --commit take it into a plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.text import get_text_list

from imports import reading, services
from imports.checking import Checked
from imports.commit import Committed
from imports.limits import UPLOAD_BYTES, Refused
from imports.models import ImportFile
from imports.sandbox import preview_in_subprocess
from imports.sentences import imported_sentence, undone_sentence
from imports.who import names_of, set_dates_by
from imports.whole.holdings import holdings
from imports.whole.incoming import take_in
from imports.whole.reading import looks_like_json, preview_of, read_export
from people.commands import user_named
from people.models import Organisation, StaleVersionError, User
from plans.commands import plan_named, plan_years


class Command(BaseCommand):
    help = (
        "Preview an action table (docx, xlsx, csv) or a whole plan (our own json); saves nothing without --commit. "
        "With --undo, undo an import by its number."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?")
        parser.add_argument("--year", help="the plan's financial year, such as 2015/16")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--commit", action="store_true", help="save into --plan, as --by")
        parser.add_argument("--plan", help="slug of the plan")
        parser.add_argument("--org", help="slug of the council for which a whole plan is made")
        parser.add_argument("--undo", type=int, metavar="ID", help="undo the import of this number, as --by")
        parser.add_argument("--by", help="e-mail address of the person who imports")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["undo"] is not None:
            self.undo(options["undo"], options)
            return
        if not options["file"]:
            raise CommandError("Say which file, or with --undo which import.")
        path = Path(options["file"])
        try:
            with path.open("rb") as file:
                content = file.read(UPLOAD_BYTES + 1)
        except OSError as fault:
            raise CommandError(f"{path} cannot be read: {fault.strerror}.") from None
        if looks_like_json(content):
            preview = self.whole(content, options)
        elif options["commit"]:
            preview = self.commit(path.name, content, options)
        else:
            years = plan_named(options["plan"]).years if options["plan"] else plan_years(options["year"])
            try:
                preview = preview_in_subprocess(content, path.name, years)
            except Refused as refusal:
                raise CommandError(str(refusal)) from None
        self.say(preview, as_json=options["json"])

    def whole(self, content: bytes, options: dict[str, Any]) -> dict[str, Any]:
        """A plan's own export: shown, or with --commit made again for --org or the council it names."""
        try:
            data = read_export(content)
            preview = preview_of(data)
            if options["commit"]:
                by, council = user_named(options["by"]), council_named(options["org"])
                plan = take_in(data, by=by, organisation=council)
                self.stderr.write(f"{plan} is made, at {plan.slug}, with {get_text_list(holdings(data), 'and')}.")
        except (Refused, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from None
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        return preview

    def commit(self, name: str, content: bytes, options: dict[str, Any]) -> dict[str, Any]:
        """Take the file into the plan as the page would with its first choices."""
        if not options["plan"]:
            raise CommandError("Say with --plan SLUG which plan it goes into.")
        plan, by = plan_named(options["plan"]), user_named(options["by"])
        try:
            file = reading.read(services.receive_file(plan=plan, name=name, content=content, by=by))
            if file.state == ImportFile.State.REFUSED:
                raise CommandError(file.refusal)
            done = self.imported(file, by)
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from None
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stderr.write(f"{len(done.added)} actions imported into {plan}. {imported_sentence(done)}")
        for gone in Checked(file).gone:
            self.stderr.write(f"No longer in the paper: {gone.title}")
        outcome = {"import": file.pk, "added": len(done.added), "changed": len(done.changed), "there": done.there}
        return {**file.preview, "imported": outcome}

    def imported(self, file: ImportFile, by: User) -> Committed:
        today = timezone.localdate()
        checked = Checked(file)
        return services.import_file(
            file=file, by=by, version=file.version, sections_are_priorities=False, names=names_of(checked).who,
            set_dates_by=set_dates_by(checked, today), on=today,
        )  # fmt: skip

    def undo(self, number: int, options: dict[str, Any]) -> None:
        """Undo an import, and say what is left of it."""
        file = ImportFile.objects.filter(pk=number).first()
        if file is None or file.state != ImportFile.State.IMPORTED:
            raise CommandError(f"There is no import {number} to undo.")
        try:
            left = services.undo_import(file=file, by=user_named(options["by"]), version=file.version)
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from None
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except StaleVersionError:
            raise CommandError("Somebody has undone it meanwhile.") from None
        self.stderr.write(undone_sentence(left))
        if options["json"]:
            self.stdout.write(json.dumps({"undone": number, "left": left}, ensure_ascii=False, indent=1))

    def say(self, preview: dict[str, Any], *, as_json: bool) -> None:
        for warning in preview["warnings"]:
            self.stderr.write(warning)
        if as_json:
            self.stdout.write(json.dumps(preview, ensure_ascii=False, indent=1))
            return
        for row in preview["rows"]:
            self.stdout.write(
                f"{row['title']} | {row['date_text']} | {', '.join(owner['name'] for owner in row['owners'])}"
            )
            for warning in row["warnings"]:
                self.stderr.write(f"{row['title']}: {warning}")


def council_named(slug: str | None) -> Organisation | None:
    """The council of --org; None for that which the file names."""
    if not slug:
        return None
    council = Organisation.objects.filter(slug=slug).first()
    if council is None:
        raise CommandError(f"There is no council “{slug}”.")
    return council
