"""manage.py routes: every address of the site, what it takes, and one that works in the demo."""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import URLPattern

from actions.models import Action, DateRequest, Occurrence, UpdateLink
from imports.models import ImportFile
from people import wishes
from people.checks import patterns
from people.models import Absence, Officer, Organisation
from plans.models import Election, Meeting, Objective, Plan, Priority
from reports.models import CalendarFeed, Report
from surveys.models import Measure, Survey

SAFE = ["GET", "HEAD"]
# The parameter of an address -> what it names, by the beginning of the route.
NAMED = {
    "actions/": Action, "priorities/": Priority, "meetings/": Meeting, "reports/": Report, "imports/": ImportFile,
    "dates/": DateRequest, "surveys/": Survey, "measures/": Measure, "people/": Officer, "organisations/": Organisation,
    "elections/": Election, "calendar/feeds/": CalendarFeed,
}  # fmt: skip

NO_FEED = "x" * 43  # of a feed's address only a digest is kept, so the example is of one that is not there


class Command(BaseCommand):
    help = "List every address: pattern, name, methods, permission, and an example path in the data there is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        routes = [described(route, pattern) for route, pattern in patterns()]
        if options["json"]:
            self.stdout.write(json.dumps(routes, indent=1))
            return
        for route in routes:
            self.stdout.write(f"{route['pattern']:50} {'/'.join(route['methods']):16} {route['permission']}")


def described(route: str, pattern: URLPattern) -> dict[str, Any]:
    return {
        "pattern": route,
        "name": pattern.name,
        "methods": methods_of(pattern),
        "permission": str(getattr(pattern.callback, "permission", "")),
        "example": example(route),
    }


def methods_of(pattern: URLPattern) -> list[str]:
    """What the view answers, as its require_… decorator says; views of the sign-in library take forms."""
    return list(getattr(pattern.callback, "methods", None) or [*SAFE, "POST"])


def example(route: str) -> str | None:
    """A path of that route with what is in the database; None where there is nothing to name."""
    plan, occurrence = Plan.objects.order_by("pk").first(), Occurrence.objects.open().order_by("pk").first()
    model = next((model for start, model in NAMED.items() if route.startswith(start)), None)
    thing = model.objects.order_by("pk").first() if model else None
    council = Organisation.objects.order_by("pk").first()
    absence = Absence.objects.order_by("pk").first()
    if "<int:absence>" in route:
        thing = absence.officer if absence else None
    milestone = Occurrence.objects.filter(is_milestone=True).order_by("pk").first()
    if "<int:milestone>" in route:
        thing = milestone.action if milestone else None
    if "<int:occurrence>" in route:
        thing = occurrence.action if occurrence else None
    objective = Objective.objects.filter(plan=plan).order_by("pk").first()
    values = {
        "<slug:section>": "objectives",
        "<int:row>": objective.pk if objective else None,
        "<int:pk>": thing.pk if thing else None,
        "<slug:slug>": (council.slug if council else None)
        if route.startswith("brand/")
        else plan.slug
        if plan
        else None,
        "<int:version>": 1,
        "<int:year>": 2026,
        "<int:month>": 11,
        "<int:occurrence>": occurrence.pk if occurrence else None,
        "<int:milestone>": milestone.pk if milestone else None,
        "<int:absence>": absence.pk if absence else None,
        "<str:token>": token_of(route),
    }
    path = "/" + route
    if "(?P<" in path:
        return "/" + re.sub(r"\^|\$", "", re.sub(r"\(\?P<\w+>[^)]*\)", "x", route))
    for mark, value in values.items():
        if mark in path:
            if value is None:
                return None
            path = path.replace(mark, str(value))
    return path


def token_of(route: str) -> str | None:
    """A token that works, for the addresses that go out by e-mail."""
    if route.startswith("calendar/feed/"):
        return NO_FEED
    if route.startswith("u/early/"):
        officer = Officer.objects.order_by("pk").first()
        return wishes.SIGNER.sign(str(officer.pk)) if officer else None
    link = UpdateLink.objects.order_by("pk").first()
    return link.token if link else None
