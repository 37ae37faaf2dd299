"""manage.py routes: every address of the site, what it takes, and one that works in the demo."""

from __future__ import annotations

import json
import re
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandParser
from django.urls import URLPattern

from actions.models import Action, ActionFile, ActionQuestion, Assignment, DateRequest, Occurrence, UpdateLink
from campaigns.models import (
    Brief,
    Campaign,
    Coverage,
    Displacement,
    Emergency,
    Enquiry,
    Finding,
    SchoolHoliday,
    Spending,
)
from imports.models import ImportFile, ReplyFile
from people import wishes
from people.checks import patterns
from people.models import Absence, ApiToken, Officer, Organisation
from plans.models import Election, Meeting, Objective, Plan, Priority
from reports.models import Appendix, CalendarFeed, Issue, IssuedFile, Publication, Report
from surveys.models import Invitation, Measure, Question, Survey

SAFE = ["GET", "HEAD"]
# The parameter of an address -> what it names, by the beginning of the route.
NAMED = {
    "actions/": Action, "priorities/": Priority, "meetings/": Meeting, "reports/": Report, "imports/": ImportFile, "replies/": ReplyFile,
    "dates/": DateRequest, "asked/": ActionQuestion, "files/": ActionFile, "surveys/": Survey, "questions/": Question, "measures/": Measure,
    "briefs/": Brief, "campaigns/": Campaign,
    "account/passkeys/": Authenticator, "people/": Officer, "tokens/": ApiToken, "organisations/": Organisation,
    "issues/files/": IssuedFile, "papers/files/": IssuedFile, "appendices/": Appendix,
    "media/councils/": Organisation, "media/coverage/": Coverage, "media/": Enquiry, "emergencies/": Emergency,
    "delivery/holidays/": SchoolHoliday, "delivery/move/": Occurrence,
    "issues/": Issue, "papers/": Publication, "elections/": Election, "calendar/feeds/": CalendarFeed,
}  # fmt: skip

NONE_YET = (
    "account/passkeys/",
    "issues/",
    "papers/",
    "files/",
)  # what a register may be without: the example is of one that is not there
NO_FEED = "x" * 43  # of a feed's address only a digest is kept, so the example is of one that is not there


class Command(BaseCommand):
    help = "List every address: pattern, name, methods, permission, and an example path in the data there is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        examples = Examples()
        routes = [described(route, pattern, examples) for route, pattern in patterns()]
        if options["json"]:
            self.stdout.write(json.dumps(routes, indent=1))
            return
        for route in routes:
            self.stdout.write(f"{route['pattern']:50} {'/'.join(route['methods']):16} {route['permission']}")


def described(route: str, pattern: URLPattern, examples: Examples) -> dict[str, Any]:
    return {
        "pattern": route,
        "name": pattern.name,
        "methods": methods_of(pattern),
        "permission": str(getattr(pattern.callback, "permission", "")),
        "example": examples.of(route),
    }


def methods_of(pattern: URLPattern) -> list[str]:
    """What the view answers, as its require_… decorator says; views of the sign-in library take forms."""
    return list(getattr(pattern.callback, "methods", None) or [*SAFE, "POST"])


class Examples:
    """What the addresses can name. Each is asked for once, as hundreds of addresses name the same few things."""

    def __init__(self) -> None:
        self.council, self.plan = first(Organisation.objects), first(Plan.objects)
        self.occurrence, self.absence = first(Occurrence.objects.open()), first(Absence.objects)
        self.milestone = first(Occurrence.objects.filter(is_milestone=True))
        self.objective = first(Objective.objects.filter(plan=self.plan))
        post = first(Assignment.objects.filter(action__plan=self.plan, officer=None))
        self.things = {start: first(model.objects) for start, model in NAMED.items()}
        self.things["reports/"] = first(Report.objects.exclude(front=None)) or self.things["reports/"]
        self.values = {
            "<slug:section>": "objectives",
            "<slug:kind>": "milestones",
            "<slug:year>": self.plan.years.first.slug if self.plan else None,
            "<int:item>": 1,
            "<int:number>": 1,
            "<int:row>": pk_of(self.objective),
            "<int:version>": 1,
            "<int:year>": 2026,
            "<int:month>": 11,
            "<int:occurrence>": pk_of(self.occurrence),
            "<int:milestone>": pk_of(self.milestone),
            "<int:absence>": pk_of(self.absence),
            "<int:other>": pk_of(self.colleague()),
            "<int:post>": pk_of(post),
            "<slug:part>": "why",
            "<path:rest>": "v1/nowhere/",
            "<slug:key>": "withdraw",
            "<int:displacement>": pk_of(first(Displacement.objects)),
            "<int:finding>": pk_of(first(Finding.objects)),
            "<int:spending>": pk_of(first(Spending.objects)),
            "<int:election>": pk_of(self.things["elections/"]),
        }

    def colleague(self) -> Officer | None:
        """Another officer of the council of the first."""
        one: Officer | None = self.things["people/"]
        return first(Officer.objects.filter(organisation=one.organisation_id).exclude(pk=one.pk)) if one else None

    def of(self, route: str) -> str | None:
        """A path of that route with what is in the database; None where there is nothing to name."""
        path = "/" + route
        if "(?P<" in path:
            return "/" + re.sub(r"\^|\$", "", re.sub(r"\(\?P<\w+>[^)]*\)", "x", route))
        own = self.council if route.startswith("brand/") else self.plan
        values = {
            **self.values,
            "<int:pk>": pk_of(self.thing(route)) or (0 if route.startswith(NONE_YET) else None),
            "<slug:slug>": own.slug if own else None,
        }
        if "<str:token>" in route:
            values["<str:token>"] = token_of(route)
        for mark, value in values.items():
            if mark in path:
                if value is None:
                    return None
                path = path.replace(mark, str(value))
        return path

    def thing(self, route: str) -> Any:
        """What `pk` names: what the rest of the address hangs on, else the first of its kind."""
        if "<int:displacement>" in route:
            named = first(Displacement.objects)
            return named and named.brief
        if "<int:finding>" in route:
            found = first(Finding.objects)
            return found and found.campaign
        if "<int:spending>" in route:
            entered = first(Spending.objects)
            return entered and entered.campaign
        if "<int:absence>" in route:
            return self.absence and self.absence.officer
        if "<int:occurrence>" in route and route.startswith("actions/"):
            return self.occurrence and self.occurrence.action
        if "<int:milestone>" in route:
            return self.milestone and self.milestone.action
        return next((thing for start, thing in self.things.items() if route.startswith(start)), None)


def first(found: Any) -> Any:
    return found.order_by("pk").first()


def pk_of(thing: Any) -> int | None:
    return thing.pk if thing else None


def token_of(route: str) -> str | None:
    """A token that works, for the addresses that go out by e-mail."""
    if route.startswith("calendar/feed/"):
        return NO_FEED
    if route.startswith("u/early/"):
        officer = Officer.objects.order_by("pk").first()
        return wishes.SIGNER.sign(str(officer.pk)) if officer else None
    if route.startswith("s/"):
        invitation = Invitation.objects.order_by("pk").first()
        return invitation.token if invitation else None
    link = UpdateLink.objects.order_by("pk").first()
    return link.token if link else None
