"""Logging what the media said, and what a council holds its press office to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.models import Coverage, PressOffice
from people import audit
from people.models import Organisation, User
from people.permissions import Verb, check

FACTS = ("on", "outlet", "headline", "link", "tone", "reach", "enquiry", "for_plan", "campaign", "note")
HELD_TO = ("hours", "mentions", "regional", "answered")
SAID = "coverage is logged once it has appeared"


@transaction.atomic
def add_coverage(*, organisation: Organisation, by: User, today: date, **facts: Any) -> Coverage:
    """Log a piece of coverage.

    Raises:
        ValidationError: by field: a day to come, or an enquiry, plan or campaign of another council.
    """
    check(by, Verb.RUN_CAMPAIGNS, organisation)
    check_facts(facts, organisation, today)
    made = Coverage.objects.create(organisation=organisation, **facts)
    audit.record("logged", made, by=by, organisation=organisation)
    return made


@transaction.atomic
def edit_coverage(*, coverage: Coverage, by: User, version: int, today: date, **facts: Any) -> Coverage:
    """Save a piece of coverage.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: as for a new one.
    """
    check(by, Verb.RUN_CAMPAIGNS, coverage)
    check_facts(facts, coverage.organisation, today)
    before = {name: getattr(coverage, name) for name in facts}
    coverage.save_from(version, **facts)
    audit.record("edited", coverage, by=by, organisation=coverage.organisation, before=before, after=facts)
    return coverage


@transaction.atomic
def remove_coverage(*, coverage: Coverage, by: User, version: int) -> None:
    """Take away what was logged by mistake; the trail keeps what it said.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
    """
    check(by, Verb.RUN_CAMPAIGNS, coverage)
    coverage.save_from(version)
    before = {name: getattr(coverage, name) for name in FACTS}
    audit.record("removed", coverage, by=by, organisation=coverage.organisation, before=before)
    coverage.delete()


def check_facts(facts: dict[str, Any], organisation: Organisation, today: date) -> None:
    if facts["on"] > today:
        raise ValidationError({"on": f"This day is still to come: {SAID}."})
    for name in ("enquiry", "for_plan", "campaign"):
        thing = facts.get(name)
        if thing is not None and thing.organisation_id != organisation.pk:
            raise ValidationError({name: f"“{thing}” is not {organisation}’s. Choose another, or none."})


@transaction.atomic
def set_press_office(*, organisation: Organisation, by: User, version: int, **facts: Any) -> PressOffice:
    """Say how many hours an enquiry is given, and what the figures are held to.

    Raises:
        PermissionDenied: the person is not Head of Communications there.
        StaleVersionError: somebody saved it meanwhile.
    """
    check(by, Verb.ASSESS_BRIEF, organisation)
    office, _ = PressOffice.objects.get_or_create(organisation=organisation)
    before = {name: getattr(office, name) for name in HELD_TO}
    office.save_from(version, **facts)
    audit.record("set", office, by=by, organisation=organisation, before=before, after=facts)
    return office
