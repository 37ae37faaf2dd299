"""manage.py release_sending: after a restore, let e-mail go out again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from people.commands import day_argument
from people.models.mail import MailTransport
from people.releasing import NOT_HELD, Doubtful, in_doubt, release

LINES = 20


class Command(BaseCommand):
    help = (
        "Show what may have been sent since the backup that was restored, and release sending once it is said what is to "
        "become of it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--skip-before",
            type=day_argument,
            metavar="DATE",
            help="skip what was to go out on a day before this (YYYY-MM-DD)",
        )
        choice.add_argument("--send-all", action="store_true", help="send all of it, even if it has been sent before")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json, skip_before = options["json"], options["skip_before"]
        held = MailTransport.objects.the_one().hold_reason
        if not held:
            return self.say(NOT_HELD, released=False, doubtful=[], skipped=0, on_hold=None)
        doubtful = in_doubt(today=timezone.localdate())
        if doubtful and not (skip_before or options["send_all"]):
            self.say(told(doubtful), released=False, doubtful=doubtful, skipped=0, on_hold=held)
            raise CommandError(
                "Sending stays on hold. Say --skip-before DATE, the day after the last on which e-mail went out, or --send-all."
            )
        skipped = self.release(skip_before)
        self.say(
            f"Sending is released. {skipped} skipped.",
            released=True, doubtful=doubtful, skipped=skipped, on_hold=None,
        )  # fmt: skip

    def release(self, skip_before: date | None) -> int:
        try:
            return release(by=None, skip_before=skip_before, name="manage.py release_sending")
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal

    def say(self, words: str, *, doubtful: list[Doubtful], **facts: Any) -> None:
        if self.as_json:
            rows = [vars(one) | {"day": one.day.isoformat()} for one in doubtful]
            self.stdout.write(json.dumps(facts | {"in_doubt": rows}, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(words)


def told(doubtful: list[Doubtful]) -> str:
    lines = [f"{len(doubtful)} e-mails may have been sent since the backup:"]
    lines += [f"  {one.day}  {one.to}: {one.subject}" for one in doubtful[:LINES]]
    if len(doubtful) > LINES:
        lines.append(f"  … and {len(doubtful) - LINES} more; --json lists all")
    return "\n".join(lines)
