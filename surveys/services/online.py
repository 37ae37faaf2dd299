"""Asking a survey online: set up, open, remind, close. What was answered becomes counts only when it closes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from people import audit
from people.models import Organisation, User
from people.outbox import ring
from people.permissions import Verb, check
from surveys.asking import ASK_TASK
from surveys.closing import close
from surveys.models import Invitation, Online, Survey, Surveyed

Addresses = Mapping[Organisation, list[str]]


@transaction.atomic
def set_up_online(*, survey: Survey, by: User, version: int, addresses: Addresses, on: date, **facts: Any) -> Online:
    """Say how a survey is to be asked online. `addresses` are those of each council, of which none is kept for an open link.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: it is open already; or its days are out of order.
    """
    check(by, Verb.ENTER_COUNTS, survey)
    check_days(facts, on)
    found = Online.objects.filter(survey=survey).first()
    if found is None:
        found = Online.objects.create(survey=survey, **facts)
    elif found.state != Online.State.DRAFT:
        raise ValidationError("The survey has been opened: what people were told stays as it is.")
    else:
        found.save_from(version, **facts)
    found.invitations.all().delete()
    if not found.is_open_link:
        Invitation.objects.bulk_create(
            Invitation(online=found, organisation=council, email=email)
            for council, emails in addresses.items()
            for email in emails
        )
    numbers = {str(council): len(emails) for council, emails in addresses.items()}
    after = {"closes_on": found.closes_on, "open_link": found.is_open_link, "asked": numbers}
    audit.record("set up online", survey, by=by, organisation=survey.plan.organisation, after=after)
    return found


def check_days(facts: Mapping[str, Any], on: date) -> None:
    if facts["closes_on"] < on:
        raise ValidationError({"closes_on": "That day has passed. Give the last day on which people can reply."})
    if facts["reminds_on"] and not on < facts["reminds_on"] <= facts["closes_on"]:
        raise ValidationError({"reminds_on": "The reminder goes out after today, and before the survey closes."})


@transaction.atomic
def open_online(*, online: Online, by: User, version: int, on: date) -> Online:
    """Open a survey; invitations go out by themselves.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: there is nothing to ask, or nobody; or so few people of a council that who said what could be guessed.
    """
    survey = online.survey
    check(by, Verb.ENTER_COUNTS, survey)
    if not survey.questions.exists():
        raise ValidationError("The survey has no questions yet.")
    if online.state != Online.State.DRAFT:
        raise ValidationError("It has been opened already.")
    if not survey.councils:
        raise ValidationError(
            "The survey does not say which councils it asks. Edit the survey and save it, then open it."
        )
    check_days({"closes_on": online.closes_on, "reminds_on": online.reminds_on}, on)
    asked: dict[Organisation, int] = {}
    for one in online.invitations.select_related("organisation"):
        asked[one.organisation] = asked.get(one.organisation, 0) + 1
    if not online.is_open_link and not asked:
        raise ValidationError("Nobody is asked yet: give the addresses, or choose one open link.")
    few = [str(council) for council, number in asked.items() if number < settings.SMALLEST_BASE]
    if few:
        raise ValidationError(
            f"Fewer than {settings.SMALLEST_BASE} people of {' and '.join(few)} would be asked, so who said what could be "
            "guessed. Ask more people, or leave that council out."
        )
    online.save_from(version, state=Online.State.OPEN, opened_on=on)
    for council, number in asked.items():
        row, _ = Surveyed.objects.get_or_create(survey=survey, organisation=council)
        if row.population is None:
            row.population = number
            row.save(update_fields=["population"])
    facts = {
        "opens_on": on,
        "held_on": online.closes_on,
        "is_self_selected": survey.is_self_selected or online.is_open_link,
    }
    survey.save_from(survey.version, **facts)
    audit.record(
        "opened online", survey, by=by, organisation=survey.plan.organisation, after={"closes_on": online.closes_on}
    )
    ring(ASK_TASK)
    return online


@transaction.atomic
def remind_now(*, online: Online, by: User, version: int) -> int:
    """Remind whoever has not replied, before the day that was set. Returns how many will be told."""
    check(by, Verb.ENTER_COUNTS, online.survey)
    if not online.is_open or online.is_open_link:
        raise ValidationError("Only a survey that is open, and sent to people one by one, can remind them.")
    if online.is_reminded:
        raise ValidationError("The one reminder has gone out already.")
    online.save_from(version, reminds_on=online.opened_on)
    audit.record("reminded of", online.survey, by=by, organisation=online.plan.organisation)
    ring(ASK_TASK)
    return online.invitations.filter(has_replied=False).count()


def close_online(*, online: Online, by: User, on: date) -> None:
    """Close a survey before its last day has passed.

    Raises:
        ValidationError: it is not open.
    """
    check(by, Verb.ENTER_COUNTS, online.survey)
    close(online, by=by, on=on)


def progress_of(online: Online) -> list[dict[str, Any]]:
    """How many were asked in each council and how many have replied; never who. Two queries."""
    rows: dict[str, dict[str, Any]] = {}
    for name, has_replied in online.invitations.values_list("organisation__name", "has_replied"):
        row = rows.setdefault(name, {"council": name, "asked": 0, "replied": 0})
        row["asked"] += 1
        row["replied"] += has_replied
    if online.is_open_link:
        for name, replies in online.boxes.values_list("organisation__name", "replies"):
            rows[name] = {"council": name, "asked": None, "replied": replies}
    return [rows[name] for name in sorted(rows)]
