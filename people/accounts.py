"""Whose sign-in an officer's is: one that is there already, tied to the name that a paper gave."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from people import audit
from people.models import Membership, Officer, User
from people.permissions import Verb, check


def free_accounts(officer: Officer) -> QuerySet[User]:
    """People who hold a role in the officer's council and stand for none of its officers yet."""
    taken = Officer.objects.filter(organisation=officer.organisation_id, user__isnull=False).values("user")
    members = Membership.objects.filter(organisation=officer.organisation_id).values("user")
    return User.objects.filter(pk__in=members).exclude(pk__in=taken).order_by("name", "email")


@transaction.atomic
def tie_account(*, officer: Officer, user: User, by: User, version: int) -> Officer:
    """Have somebody of the council who signs in already be this officer. Without an address they are given theirs.

    Raises:
        StaleVersionError: somebody saved the officer meanwhile.
        ValidationError: the officer signs in already, or the person has no role here or is another officer.
    """
    check(by, Verb.ADMINISTER, officer)
    if officer.user_id:
        raise ValidationError(f"{officer} signs in already.")
    if not free_accounts(officer).filter(pk=user.pk).exists():
        raise ValidationError({"account": f"{user} is another officer already, or has no role in this council."})
    officer.save_from(version, user=user, email=officer.email or user.email)
    after = {"signs in with": user.email, "email": officer.email}
    audit.record("tied a sign-in to", officer, by=by, organisation=officer.organisation, after=after)
    return officer


@transaction.atomic
def untie_account(*, officer: Officer, by: User, version: int) -> Officer:
    """The sign-in is somebody else's after all: it keeps its roles, and the officer their name and actions.

    Raises:
        StaleVersionError: somebody saved the officer meanwhile.
        ValidationError: the officer has no sign-in.
    """
    check(by, Verb.ADMINISTER, officer)
    if officer.user is None:
        raise ValidationError(f"{officer} has no sign-in.")
    before = {"signs in with": officer.user.email}
    officer.save_from(version, user=None)
    audit.record("untied the sign-in of", officer, by=by, organisation=officer.organisation, before=before)
    return officer
