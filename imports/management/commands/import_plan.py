"""manage.py import_plan: preview an action table, and with --commit take it into a plan."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from actions.models import Action
from imports import reading, services
from imports.commit import names_in
from imports.limits import UPLOAD_BYTES, Refused
from imports.models import ImportFile
from imports.owner_words import is_person
from imports.sandbox import preview_in_subprocess
from imports.whole.incoming import take_in
from imports.whole.reading import looks_like_json, preview_of, read_export
from people.commands import user_named
from people.models import Officer, Organisation, User
from plans.commands import plan_named, plan_years
from plans.models import Plan


class Command(BaseCommand):
    help = "Preview an action table (docx, xlsx, csv) or a whole plan (our own json); saves nothing without --commit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--year", help="the plan's financial year, such as 2015/16")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--commit", action="store_true", help="save into --plan, as --by")
        parser.add_argument("--plan", help="slug of the plan")
        parser.add_argument("--org", help="slug of the council for which a whole plan is made")
        parser.add_argument("--by", help="e-mail address of the person who imports")

    def handle(self, *args: Any, **options: Any) -> None:
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
                self.stderr.write(f"{plan} is made, at {plan.slug}.")
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
            made = self.imported(file, plan, by)
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from None
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stderr.write(f"{len(made)} actions imported into {plan}.")
        return file.preview

    def imported(self, file: ImportFile, plan: Plan, by: User) -> list[Action]:
        today = timezone.localdate()
        return services.import_file(
            file=file, by=by, version=file.version, sections_are_priorities=False, names=who(plan, names_in(file.preview)),
            set_dates_by=today + timedelta(days=plan.set_by_grace_days), on=today,
        )  # fmt: skip

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


def who(plan: Plan, names: list[str]) -> dict[str, Any]:
    """Known officers by name; other persons are added; posts keep their words."""
    known = {o.name.casefold(): o for o in Officer.objects.filter(organisation__in=plan.council_ids)}
    return {name: known.get(name.casefold()) or (plan.organisation if is_person(name) else None) for name in names}
