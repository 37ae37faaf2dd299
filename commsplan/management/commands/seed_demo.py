"""manage.py seed_demo: the demo register and its sign-ins, or one of marked councils for tests of isolation."""

from __future__ import annotations

import json
import os
import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from commsplan.demo import build, cast, kcc, marked, sevenoaks
from commsplan.demo.briefs import ask_for_work
from commsplan.demo.cover import build_cover_report
from commsplan.demo.issued import order_issue, publish_what_is_made
from commsplan.demo.marked_papers import issue_the_paper
from commsplan.demo.periods import close_periods
from commsplan.demo.publicity import class_what_is_plain
from commsplan.demo.schools import keep_school_holidays
from people.models import Role, User
from people.sealing import seal
from plans.models import Plan
from reports.models import Report

SIGN_INS_FILE = settings.DATA / "demo-signins.txt"


class Command(BaseCommand):
    help = (
        "Build the demo register. Running it again changes nothing; with --as-written the papers keep their own dates and "
        "names. With --orgs and --marker: councils for tests of isolation instead, one sign-in a role each, the marker and "
        "the council's number in every text, such as TEXT-3; council 1's plan is shared with council 2. What is there stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-written", action="store_true", help="keep the papers' own dates, colours and officers"
        )
        parser.add_argument("--orgs", type=int, metavar="N", help="how many marked councils there are to be")
        parser.add_argument("--marker", metavar="TEXT", help="what stands in their texts: 2 to 12 letters and digits")
        parser.add_argument("--json", action="store_true", help="print the sign-ins as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.HTTPS:
            raise CommandError("The demo's sign-ins are no secret, so it is not built on a site with an https address.")
        password, today = kept_password() or secrets.token_urlsafe(9), timezone.localdate()
        if options["orgs"] is None and options["marker"] is None:
            build_demo(password, today, as_written=options["as_written"])
        else:
            build_marked(password, today, options)
        seal(timezone.now())  # a scheduler may not be running yet
        text = keep_sign_ins(password)
        self.stdout.write(json.dumps(sign_ins(password), indent=1) if options["json"] else text)


def build_marked(password: str, today: date, options: dict[str, Any]) -> None:
    """The marked councils.

    Raises:
        CommandError: what was given does not go together, or does not go with what is there.
    """
    number, marker = options["orgs"], options["marker"]
    if number is None or marker is None:
        raise CommandError("Give --orgs and --marker together.")
    if options["as_written"]:
        raise CommandError("--as-written is for the demo alone.")
    if not 1 <= number <= marked.MOST:
        raise CommandError(f"Give a number of councils from 1 to {marked.MOST}.")
    if not marked.MARKER.fullmatch(marker):
        raise CommandError("Give a marker of 2 to 12 letters and digits that begins with a letter.")
    if (there := marked.marker_there()) not in ("", marker):
        raise CommandError(
            f"There are already councils marked “{there}”. Give that marker, or begin with an empty database."
        )
    marked.build(number, marker, password, today=today, then=lambda council: issue_the_paper(council, today=today))


def build_demo(password: str, today: date, *, as_written: bool) -> None:
    """The plans of the papers, with their people."""
    ordered: Report | None = None
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
        publish_what_is_made(ordered, by=people.users["democratic.services"], today=today)


def kept_password() -> str:
    """The password of an earlier run, if its sign-ins are still there."""
    addresses = (cast.SIGN_INS[0].email, marked.address_of(Role.OFFICER, 1))
    if not SIGN_INS_FILE.exists() or not User.objects.filter(email__in=addresses).exists():
        return ""
    return SIGN_INS_FILE.read_text().rsplit("password: ", 1)[-1].strip()


def sign_ins(password: str) -> dict[str, Any]:
    """Who can sign in: {"demo": [{"email", "post"}], "councils": [{"organisation", "plan", "shared_with", "sign_ins":
    [{"email", "role"}]}], "password"}."""
    there = User.objects.filter(email__in=[person.email for person in cast.SIGN_INS]).values_list("email", flat=True)
    demo = [{"email": person.email, "post": person.post} for person in cast.SIGN_INS if person.email in there]
    return {"demo": demo, "councils": marked.described(), "password": password}


def keep_sign_ins(password: str) -> str:
    """Write the sign-ins to a file only its owner reads, and return the same text."""
    found = sign_ins(password)
    lines = ["Demo sign-ins:"] if found["demo"] else []
    lines += [f"  {person['email']:36} {person['post']}" for person in found["demo"]]
    for council in found["councils"]:
        shared = f", shared with {', '.join(council['shared_with'])}" if council["shared_with"] else ""
        lines.append(f"{council['name']} (plan {council['plan']}{shared}):")
        lines += [f"  {one['email']:36} {Role(one['role']).label}" for one in council["sign_ins"]]
    text = "\n".join([*lines, f"All have this password: {password}"]) + "\n"
    with open(os.open(SIGN_INS_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    return text
