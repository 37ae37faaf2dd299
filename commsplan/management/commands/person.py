"""manage.py person: what is held about somebody, given to them or taken away."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from commsplan.persons.leaving import Result, anonymise, look, why_not
from commsplan.persons.telling import lines, told
from commsplan.persons.who import Person, person_of
from people.addresses import check_address
from people.commands import user_named


class Command(BaseCommand):
    help = "Give out all that is held about the person with an address, or take the person out for good."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)
        export = kinds.add_parser("export", help="every row and file in which the address or the full name stands")
        export.add_argument("--output", metavar="FILE", help="write it there, for nobody else to read")
        leaving = kinds.add_parser("anonymise", help="neutral words for name and address everywhere but in papers")
        leaving.add_argument("--dry-run", action="store_true", help="only say what it would come to")
        leaving.add_argument("--yes", action="store_true", help="do not ask")
        leaving.add_argument("--by", metavar="EMAIL", help="who does it, for the trail")
        leaving.add_argument("--leave-actions", action="store_true", help="though actions are still given to them")
        for one in (export, leaving):
            one.add_argument("email", metavar="EMAIL")
            one.add_argument(
                "--also", action="append", default=[], metavar="WORDS", help="another name or address of theirs"
            )
            one.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            address = check_address(options["email"].strip())
        except ValueError as fault:
            raise CommandError(str(fault)) from None
        person = person_of(address, also=options["also"])
        (self.export if options["what"] == "export" else self.anonymise)(person, options)

    def export(self, person: Person, options: dict[str, Any]) -> None:
        answer = told(person)
        if not (person.is_known or answer["tables"] or answer["papers"] or answer["files"]):
            raise CommandError(nobody(person))
        said = json.dumps(answer, ensure_ascii=False, indent=1) if options["json"] else "\n".join(lines(answer))
        if not options["output"]:
            self.stdout.write(said)
            return
        try:
            handle = os.open(options["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(handle, "w", encoding="utf-8") as file:
                file.write(f"{said}\n")
        except OSError as fault:
            raise CommandError(f"{options['output']} cannot be written: {fault.strerror}.") from None
        rows = sum(len(table["rows"]) for table in answer["tables"])
        self.stdout.write(f"{rows} rows of {len(answer['tables'])} tables are in {options['output']}.")

    def anonymise(self, person: Person, options: dict[str, Any]) -> None:
        by, now = user_named(options["by"]) if options["by"] else None, timezone.now()
        if by and by.pk in person.user_ids:
            raise CommandError("Somebody else has to do this: say with --by EMAIL who.")
        if refusal := why_not(person, on=timezone.localdate(now), leave_actions=options["leave_actions"]):
            raise CommandError(refusal)
        would = look(person)
        if not (person.is_known or would.found_anything):
            raise CommandError(nobody(person))
        if options["dry_run"]:
            self.say(would, options, done=False)
            return
        if not options["yes"] and sys.stdin.isatty():
            self.say(would, options | {"json": False}, done=False)
            if input("This cannot be undone. Type yes to do it: ").strip().lower() != "yes":
                raise CommandError("Nothing has been changed.")
        try:
            done = anonymise(person=person, by=by, now=now, leave_actions=options["leave_actions"])
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
        self.say(done, options, done=True)

    def say(self, result: Result, options: dict[str, Any], *, done: bool) -> None:
        if options["json"]:
            facts = {
                "done": done,
                "label": result.person.label,
                "changed": dict(result.changed),
                "removed": dict(result.removed),
                "files": result.files,
                "papers": result.papers,
                "left": result.left,
                "names_of_others_too": result.person.namesakes,
            }
            self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=1))
            return
        for words, counted in (("neutral words in", result.changed), ("removed from", result.removed)):
            for table, number in sorted(counted.items()):
                self.stdout.write(f"{'' if done else 'would be: '}{words} {table}: {number}")
        for title, things in (
            ("Files without the name" if done else "Files that would be written anew or removed", result.files),
            ("Papers and frozen figures, which stay as they are", result.papers),
            ("Left for somebody to look at", result.left),
        ):
            if things:
                self.stdout.write(f"{title}:")
            for one in things:
                self.stdout.write(f"  {one}")
        if result.person.namesakes:
            self.stdout.write(
                f"Somebody else here is called {', '.join(result.person.namesakes)} too, so the name was looked for only "
                "in rows that hang on this sign-in and its officers. Where it is the same person, say --also NAME."
            )
        if done:
            self.stdout.write(f"They are called “{result.person.label}” from now on.")


def nobody(person: Person) -> str:
    return f"Nobody here has the address {person.email}, and it stands nowhere. Once anonymised, an address is unknown."
