"""Adding councils and officers, giving roles, and letting people choose a password."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from people import audit, emails, outbox
from people.models import Membership, Officer, Organisation, OutgoingMail, User
from people.permissions import Verb, check, organisations_for
from people.units import spelt

BETWEEN_TESTS = timedelta(minutes=1)


@transaction.atomic
def add_organisation(
    *, by: User, name: str, colour: str = "#1d4f5c", nation: str = Organisation.Nation.ENGLAND_AND_WALES
) -> Organisation:
    """Raises ValidationError where the name is taken."""
    check(by, Verb.INSTALL)
    stem = slugify(name)[:60] or "council"
    if Organisation.objects.filter(name__iexact=name).exists() or Organisation.objects.filter(slug=stem).exists():
        raise ValidationError({"name": "There is already an organisation of this name."})
    organisation = Organisation.objects.create(name=name, slug=stem, colour=colour, nation=nation)
    audit.record("added", organisation, by=by, organisation=organisation, after={"name": name})
    return organisation


@transaction.atomic
def edit_organisation(*, organisation: Organisation, by: User, version: int, **changes: Any) -> Organisation:
    """Raises StaleVersionError where somebody saved it meanwhile."""
    check(by, Verb.ADMINISTER, organisation)
    if Organisation.objects.filter(name__iexact=changes.get("name", "")).exclude(pk=organisation.pk).exists():
        raise ValidationError({"name": "There is already an organisation of this name."})
    before = {name: getattr(organisation, name) for name in changes}
    organisation.save_from(version, **changes)
    audit.record("edited", organisation, by=by, organisation=organisation, before=before, after=changes)
    return organisation


@transaction.atomic
def add_officer(
    *, organisation: Organisation, by: User, name: str, post: str = "", unit: str = "", email: str = "",
    roles: Collection[str] = (),
) -> Officer:  # fmt: skip
    """Add somebody, a post or a team. With roles, they are given a sign-in and sent a link to choose a password.

    Without roles a plan manager may do it too: the people whom a paper names.

    Raises:
        ValidationError: roles without an address, the address or name is taken in this council, or the unit is none.
    """
    check(by, Verb.ADMINISTER if roles else Verb.NAME_OFFICERS, organisation)
    email = email.strip().lower()
    if roles and not email:
        raise ValidationError({"email": "Give an e-mail address: somebody with a role signs in with it."})
    if existing := Officer.objects.filter(organisation=organisation, name=name, post=post).first():
        raise ValidationError({"name": f"{existing} is already an officer of {organisation}."})
    unit = spelt(organisation, unit)
    user = sign_in_for(email, name, organisation) if roles else None
    officer = Officer.objects.create(organisation=organisation, name=name, post=post, unit=unit, email=email, user=user)
    if user:
        give_roles(user, organisation, roles)
        stop_or_allow(user)
    facts = {"name": name, "roles": sorted(roles)} | ({"unit": unit} if unit else {})
    audit.record("added", officer, by=by, organisation=organisation, after=facts)
    return officer


@transaction.atomic
def give_address(*, officer: Officer, by: User, version: int, email: str) -> Officer:
    """Give an address to an officer who has none and does not sign in, so that they can be reminded. A plan manager may.

    Raises:
        StaleVersionError: somebody saved them meanwhile.
        ValidationError: they have one, which is an administrator's to change, or it is somebody's sign-in.
    """
    check(by, Verb.NAME_OFFICERS, officer.organisation)
    if officer.email or officer.user_id:
        raise ValidationError({"email": f"{officer} has an address already. An administrator can change it."})
    officer.save_from(version, email=email)
    audit.record("gave an address to", officer, by=by, organisation=officer.organisation, after={"email": email})
    return officer


@transaction.atomic
def tell_apart(*, one: Officer, other: Officer, by: User) -> None:
    """Keep that two officers whose names are alike are two, so that nobody is asked about them again.

    Raises:
        ValidationError: they are of different councils, which nobody takes for one.
    """
    for officer in (one, other):
        check(by, Verb.ADMINISTER, officer)
    if one.organisation_id != other.organisation_id or one == other:
        raise ValidationError("Choose two officers of one council.")
    one.told_apart.add(other)
    audit.record("told apart", one, by=by, organisation=one.organisation, after={"from": f"{other} ({other.pk})"})


def sign_in_for(email: str, name: str, organisation: Organisation) -> User:
    """The sign-in of an address: the one it has, or a new one. Somebody new, and somebody who had left, is sent a link
    to choose a password.

    Raises:
        ValidationError: another officer of this organisation signs in with it.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user and Officer.objects.filter(organisation=organisation, user=user).exists():
        raise ValidationError({"email": "Somebody of this organisation already signs in with this address."})
    if user and user.is_active:
        return user
    user = user or User.objects.create_user(email, name=name)
    emails.queue_set_password(user, organisation)
    outbox.ring()
    return user


def give_roles(user: User, organisation: Organisation, roles: Collection[str]) -> None:
    """Let the person hold exactly these roles there. The next request already sees it."""
    held = Membership.objects.filter(user=user, organisation=organisation)
    held.exclude(role__in=roles).delete()
    have = set(held.values_list("role", flat=True))
    Membership.objects.bulk_create(
        Membership(user=user, organisation=organisation, role=role) for role in roles if role not in have
    )


@transaction.atomic
def edit_officer(
    *, officer: Officer, by: User, version: int, name: str, post: str, email: str, roles: Collection[str],
    unit: str | None = None,
) -> Officer:  # fmt: skip
    """Save an officer and their roles; `unit` where it is given. Somebody without a role anywhere can no longer sign in.

    Raises:
        StaleVersionError: somebody saved them meanwhile.
        ValidationError: what `add_officer` refuses.
    """
    check(by, Verb.ADMINISTER, officer)
    organisation, email = officer.organisation, email.strip().lower()
    if roles and not email:
        raise ValidationError({"email": "Give an e-mail address: somebody with a role signs in with it."})
    unit = officer.unit if unit is None else spelt(organisation, unit)
    before = facts_of(officer)
    user = officer.user
    if roles and user is None:
        user = sign_in_for(email, name, organisation)
    elif roles and user and email != user.email:
        move_sign_in(user, email, organisation)
    try:
        with transaction.atomic():
            left_on = None if roles else officer.left_on  # somebody with a role is here
            officer.save_from(version, name=name, post=post, unit=unit, email=email, user=user, left_on=left_on)
    except IntegrityError:
        raise ValidationError({"name": f"{name} is already an officer of {organisation}."}) from None
    if user:
        give_roles(user, organisation, roles)
        stop_or_allow(user)
    audit.record("edited", officer, by=by, organisation=organisation, before=before, after=facts_of(officer))
    return officer


def facts_of(officer: Officer) -> dict[str, Any]:
    facts = {name: getattr(officer, name) for name in ("name", "post", "unit", "email")}
    return facts | {"roles": roles_of(officer)}


def move_sign_in(user: User, email: str, organisation: Organisation) -> None:
    """Let somebody sign in with another address, as after a slip of the pen; the link goes to the new one.

    Raises:
        ValidationError: the address is somebody's, or the person signs in to other councils with the present one.
    """
    if user.is_superuser or user.memberships.exclude(organisation=organisation).exists():
        raise ValidationError(
            {"email": f"{user} also signs in elsewhere, with {user.email}; only they can change that address."}
        )
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise ValidationError({"email": "Somebody else signs in with this address."})
    user.email = email
    user.save(update_fields=["email"])
    emails.queue_set_password(user, organisation)
    outbox.ring()


def stop_or_allow(user: User) -> None:
    """Somebody with no role left anywhere can no longer sign in; with one again, they can, but no old session can."""
    active = user.is_superuser or user.memberships.exists()
    if user.is_active != active:
        user.is_active = active
        user.sign_outs += not active
        user.save(update_fields=["is_active", "sign_outs"])


def roles_of(officer: Officer) -> list[str]:
    if officer.user is None:
        return []
    held = Membership.objects.filter(user=officer.user, organisation=officer.organisation)
    return sorted(held.values_list("role", flat=True))


@transaction.atomic
def send_password_link(*, officer: Officer, by: User) -> str:
    """Send the link to choose a password again; the address it goes to, with which the officer signs in.

    Raises:
        ValidationError: the officer has no sign-in.
    """
    check(by, Verb.ADMINISTER, officer)
    if officer.user is None or not officer.user.is_active:
        raise ValidationError(f"{officer} has no sign-in. Give a role first.")
    emails.queue_set_password(officer.user, officer.organisation)
    outbox.ring()
    audit.record("sent a password link to", officer, by=by, organisation=officer.organisation)
    return officer.user.email


@transaction.atomic
def send_test_mail(*, by: User, now: datetime) -> str:
    """Write to the person themselves, to see whether e-mail goes out; the address it goes to.

    Raises:
        ValidationError: they asked less than a minute ago, or no e-mail can be addressed to them.
    """
    check(by, Verb.ADMINISTER)
    # Of two presses at once the second waits here for the first; SQLite lets but one write anyway.
    User.objects.select_for_update().get(pk=by.pk)
    if OutgoingMail.objects.filter(key__startswith=emails.test_key(by), created_at__gt=now - BETWEEN_TESTS).exists():
        raise ValidationError("A test e-mail was sent to you less than a minute ago. Wait a minute, then send another.")
    organisation = None if by.is_superuser else organisations_for(by, Verb.ADMINISTER).first()
    try:
        emails.queue_test(by, organisation, now)
    except ValueError as fault:
        raise ValidationError(str(fault)) from None
    outbox.ring()
    audit.record("sent a test e-mail to", by, by=by, organisation=organisation)
    return by.email
