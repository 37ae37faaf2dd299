"""manage.py seed_demo: the demo register and its sign-ins."""

from __future__ import annotations

import os
import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from commsplan.demo import build, cast, kcc, sevenoaks
from commsplan.demo.briefs import ask_for_work
from commsplan.demo.cover import build_cover_report
from commsplan.demo.issued import order_issue, publish_what_is_made
from commsplan.demo.periods import close_periods
from commsplan.demo.publicity import class_what_is_plain
from commsplan.demo.schools import keep_school_holidays
from people.models import User
from people.sealing import seal
from plans.models import Plan

SIGN_INS_FILE = settings.DATA / "demo-signins.txt"


class Command(BaseCommand):
    help = "Build the demo register. Running it again changes nothing; with --as-written the papers keep their own dates and names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-written", action="store_true", help="keep the papers' own dates, colours and officers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.HTTPS:
            raise CommandError("The demo's sign-ins are no secret, so it is not built on a site with an https address.")
        as_written, today = options["as_written"], timezone.localdate()
        password = kept_password() or secrets.token_urlsafe(9)
        ordered = None
        with transaction.atomic():
            people = cast.gather(password, as_written=as_written)
            for slug, make, year in (
                (build.MKIP_SLUG, build.build_mkip, 2015),
                (build.MAIDSTONE_SLUG, build.build_maidstone, 2013),
                (kcc.SLUG, kcc.build_kcc, kcc.YEAR),
                (sevenoaks.SLUG, sevenoaks.build_sevenoaks, sevenoaks.YEAR),
            ):
                wanted = year if as_written else year + build.years_to_move(year, today)
                if Plan.objects.filter(slug=slug, first_year=wanted).exists():
                    continue
                build.remove(slug)
                plan = make(people, today=today, as_written=as_written)
                if slug == sevenoaks.SLUG and not as_written:
                    ask_for_work(plan, people, today)
                if slug == build.MAIDSTONE_SLUG and not as_written:
                    class_what_is_plain(plan, by=people.users["plan.manager"])
                if slug == build.MKIP_SLUG:
                    if not as_written:
                        close_periods(plan, by=people.users["plan.manager"], today=today)
                    build_cover_report(people, plan, today=today, as_written=as_written)
                    ordered = None if as_written else order_issue(people, plan, today=today)
            if not as_written:
                keep_school_holidays(people.councils.values(), today=today)
            cast.forget_the_other_form(as_written=as_written)
        if ordered:
            publish_what_is_made(people, ordered, today=today)
        seal(timezone.now())  # a scheduler may not be running yet
        self.stdout.write(keep_sign_ins(password))


def kept_password() -> str:
    """The password of an earlier run, if its sign-ins are still there."""
    if not SIGN_INS_FILE.exists() or not User.objects.filter(email=cast.SIGN_INS[0].email).exists():
        return ""
    return SIGN_INS_FILE.read_text().rsplit("password: ", 1)[-1].strip()


def keep_sign_ins(password: str) -> str:
    """Write the sign-ins to a file only its owner reads, and return the same text."""
    lines = [f"  {person.email:36} {person.post}" for person in cast.SIGN_INS]
    text = "\n".join(["Demo sign-ins:", *lines, f"All have this password: {password}"]) + "\n"
    with open(os.open(SIGN_INS_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    return text
