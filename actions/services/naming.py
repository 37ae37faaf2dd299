"""Naming who does which part of an action."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import transaction

from actions.models import Action, Assignment
from people import audit
from people.models import Officer, User
from people.permissions import Verb, check
from people.services import add_officer
from plans.services import check_open

PARTS = [part.value for part in Assignment.Part]
LEADS = "accountable"


@dataclass(frozen=True)
class Owner:
    """Who does a part: an officer, or the words of a post nobody is named to.

    `leads`: it is said that they answer for the action. `joins`: somebody who is no officer yet is to become one.
    """

    officer: Officer | None
    as_written: str = ""
    part: str = Assignment.Part.DELIVERS
    note: str = ""
    leads: bool = False
    joins: bool = False


def owner_of(name: str, part: str, officer: Officer | None) -> Owner:
    """What a "Who" cell says of one name. `part` begins with one of the known parts; what follows is kept as its note."""
    known, _, note = part.partition(" ")
    leads = known == LEADS
    if known not in PARTS:
        known, note = Assignment.Part.DELIVERS, "" if part == LEADS else part
    return Owner(officer, as_written=name[:300], part=known, note=note[:300], leads=leads)


def name_owners(*, action: Action, owners: Collection[Owner], by: User) -> list[Assignment]:
    """Say who does what on a new action. One officer at most is accountable: who is said to lead, else the first of
    those named who does more than being consulted."""
    return Assignment.objects.bulk_create(assignments_of(action, owners, by))


def assignments_of(action: Action, owners: Collection[Owner], by: User) -> list[Assignment]:
    """The same, not written yet."""
    owners = [joined(owner, action, by) for owner in owners]
    doing = [owner for owner in owners if owner.officer and owner.part != Assignment.Part.CONSULTED]
    first = next((owner for owner in owners if owner.officer and owner.leads), next(iter(doing), None))
    return [
        Assignment(
            action=action,
            officer=owner.officer,
            as_written=owner.as_written,
            part=owner.part,
            note=owner.note,
            is_accountable=owner is first,
        )
        for owner in owners
    ]


def joined(owner: Owner, action: Action, by: User) -> Owner:
    """The owner, who has become an officer of the plan's council if that was asked for."""
    if not owner.joins:
        return owner
    there = Officer.objects.filter(organisation=action.plan.organisation, name=owner.as_written).first()
    officer = there or add_officer(organisation=action.plan.organisation, by=by, name=owner.as_written)
    return replace(owner, officer=officer, joins=False)


def replace_owners(*, action: Action, owners: Collection[Owner], by: User) -> None:
    """Have exactly these do the action."""
    action.assignments.all().delete()
    name_owners(action=action, owners=owners, by=by)


@transaction.atomic
def set_owners(
    *, action: Action, by: User, version: int, owners: Collection[Owner], accountable: Officer | None
) -> None:
    """Have exactly these do an action, each with their part, and the one who was chosen answer for it. What the paper
    called an officer who stays is kept.

    Raises:
        StaleVersionError: somebody saved the action meanwhile.
    """
    check(by, Verb.MANAGE_PLAN, action)
    check_open(action.plan)
    before = in_words(action)
    written = {one.officer_id: one.as_written for one in action.assignments.exclude(officer=None)}
    owners = [
        replace(one, as_written=one.as_written or written.get(one.officer.pk, "")) if one.officer else one
        for one in owners
    ]
    action.save_from(version)
    replace_owners(action=action, owners=owners, by=by)
    make_accountable(action, accountable)
    audit.record(
        "named who does",
        action,
        by=by,
        organisation=action.plan.organisation,
        before={"who": before},
        after={"who": in_words(action)},
    )


def in_words(action: Action) -> list[str]:
    return [str(one) for one in action.assignments.select_related("officer").in_order()]


def make_accountable(action: Action, officer: Officer | None) -> None:
    """Have exactly this officer accountable, in the first of their parts that is more than being consulted."""
    action.assignments.update(is_accountable=False)
    theirs = action.assignments.filter(officer=officer, officer__isnull=False).in_order()
    doing = theirs.exclude(part=Assignment.Part.CONSULTED).first() or theirs.first()
    if doing:
        doing.is_accountable = True
        doing.save(update_fields=["is_accountable"])
