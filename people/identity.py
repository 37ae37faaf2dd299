"""Who somebody is whom the council's own sign-in has let in, and the roles that it gives them.

The issuer is believed about its own accounts: a person is known by the account they came with before, else by an address
that the issuer vouches for. Nobody joins by themselves: whoever is unknown is made a sign-in only where the issuer gives
them a role. Of roles it decides those that OIDC_ROLES names, in the council OIDC_ORGANISATION, and no others.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from people import audit
from people.models import Membership, Officer, Organisation, User
from people.text import cleaned

PROVIDER = "council"
logger = logging.getLogger(__name__)


class RefusedError(Exception):
    """Why somebody whom the issuer let in is not let in here, as a sentence."""


@dataclass(frozen=True)
class Identity:
    """What the issuer says of somebody. `roles`: those its groups give them; None where it decides none."""

    uid: str
    address: str
    name: str
    is_vouched_for: bool
    roles: frozenset[str] | None


def identity_of(claims: Mapping[str, Any]) -> Identity:
    """What the claims of an ID token, whose signature has been checked, say.

    Raises:
        RefusedError: the person's groups are too many to be said.
    """
    address, name = address_in(claims), " ".join((cleaned(str(claims.get("name") or "")) or "").split())[:120]
    return Identity(
        uid=uid_of(claims),
        address=address,
        name=name or address.partition("@")[0] or "Somebody",
        is_vouched_for=is_vouched_for(claims),
        roles=roles_in(claims),
    )


def uid_of(claims: Mapping[str, Any]) -> str:
    """The account that somebody came with: another issuer's of the same number is another."""
    return hashlib.sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()


def address_in(claims: Mapping[str, Any]) -> str:
    """The person's address; empty where none is said that can be one. A tenant of Entra names people's sign-in besides,
    which is an address; others may put anything there."""
    names = ("email", "preferred_username") if settings.OIDC_TENANT else ("email",)
    address = next((text for name in names if (text := str(claims.get(name) or ""))), "").lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if address.isascii() else ""  # of other letters some databases take for the same what is not


def is_vouched_for(claims: Mapping[str, Any]) -> bool:
    """Does the issuer say that the address is the person's? Entra says nothing of it; its tenant, once it is the
    council's own, is asked instead (docs/adr/0035)."""
    if settings.OIDC_TENANT:
        return str(claims.get("tid", "")).lower() == settings.OIDC_TENANT
    return claims.get("email_verified") is True or claims.get("email_verified") == "true"


def roles_in(claims: Mapping[str, Any]) -> frozenset[str] | None:
    if not settings.OIDC_ROLES:
        return None
    claim = settings.OIDC_ROLE_CLAIM
    elsewhere = claims.get("_claim_names")
    if isinstance(elsewhere, Mapping) and claim in elsewhere:
        raise RefusedError(
            f"{settings.OIDC_NAME} has too many groups of yours to name them. Ask your administrator to have it send roles of "
            "the application instead."
        )
    found = claims.get(claim) or []
    groups = found if isinstance(found, list) else [found]
    return frozenset(settings.OIDC_ROLES[group] for group in map(str, groups) if group in settings.OIDC_ROLES)


def let_in(identity: Identity) -> User:
    """The person, with the roles that the issuer gives them. Somebody whose sign-in is closed stays as they are.

    Raises:
        RefusedError: nobody here is known by this account or address, or they hold no role.
    """
    user = known(identity)
    if user.is_active:
        connect(identity=identity, by=user)
        apply_roles(identity=identity, by=user)
        if not user.is_superuser and not user.memberships.exists():
            raise RefusedError("You have no role in commsplan. Ask your administrator for one.")
    return user


def known(identity: Identity) -> User:
    """By the account, else by the address; else somebody new, if they are given a role."""
    account = SocialAccount.objects.filter(provider=PROVIDER, uid=identity.uid).select_related("user").first()
    if account:
        return account.user
    if not identity.address:
        raise RefusedError(
            f"{settings.OIDC_NAME} does not say your e-mail address, so that nobody here knows who you are."
        )
    if not identity.is_vouched_for:
        raise RefusedError(
            f"{settings.OIDC_NAME} does not say that {identity.address} has been checked to be yours. Sign in with your "
            "password, or ask whoever keeps your account there."
        )
    if user := User.objects.filter(email__iexact=identity.address).first():
        return user
    if identity.roles and (council := council_of_roles()):
        return join(identity=identity, organisation=council)
    raise RefusedError(f"Nobody signs in to commsplan with {identity.address}. Ask your administrator to add you.")


def council_of_roles() -> Organisation | None:
    """Where the issuer decides roles."""
    council = Organisation.objects.filter(slug=settings.OIDC_ORGANISATION).first()
    if council is None:
        logger.error("OIDC_ORGANISATION names no council of this installation: %s", settings.OIDC_ORGANISATION)
    return council


@transaction.atomic
def join(*, identity: Identity, organisation: Organisation) -> User:
    """Make a sign-in without a password for somebody new, and an officer, or the officer who has had no sign-in yet."""
    user = User.objects.create_user(identity.address, name=identity.name)
    free = Officer.objects.filter(organisation=organisation, user=None)
    officer = free.filter(email__iexact=identity.address).first()
    if officer:
        officer.save_from(officer.version, user=user)
    elif not Officer.objects.filter(organisation=organisation, name=identity.name, post="").exists():
        officer = Officer.objects.create(
            organisation=organisation, name=identity.name, email=identity.address, user=user
        )
    after = {"signs in with": identity.address, "by": settings.OIDC_NAME}
    audit.record("joined", officer or user, by=user, organisation=organisation, after=after)
    return user


@transaction.atomic
def connect(*, identity: Identity, by: User) -> None:
    """Keep with which account somebody came. One that they came with before, and another now has, is given up."""
    if SocialAccount.objects.filter(provider=PROVIDER, uid=identity.uid).exists():
        return
    SocialAccount.objects.filter(provider=PROVIDER, user=by).delete()
    SocialAccount.objects.create(provider=PROVIDER, uid=identity.uid, user=by)
    home = Organisation.objects.filter(pk__in=by.organisation_ids[:1]).first()
    audit.record(f"connected an account of {settings.OIDC_NAME}"[:40], by, by=by, organisation=home)


@transaction.atomic
def apply_roles(*, identity: Identity, by: User) -> None:
    """Give and take the roles that the issuer decides; those that it does not are left as they are."""
    if identity.roles is None or (council := council_of_roles()) is None:
        return
    held = Membership.objects.filter(user=by, organisation=council)
    before = roles_held(held)
    held.filter(role__in=governed()).exclude(role__in=identity.roles).delete()
    given = (Membership(user=by, organisation=council, role=role) for role in sorted(identity.roles))
    Membership.objects.bulk_create(given, ignore_conflicts=True)
    after = roles_held(held)
    if before != after:
        audit.record(
            "changed the roles of",
            by,
            by=by,
            organisation=council,
            before={"roles": before},
            after={"roles": after},
            name=f"{by.name}, by {settings.OIDC_NAME}"[:120],
        )
    by.__dict__.pop("roles", None)  # what was read of them before is no longer so


def governed() -> Collection[str]:
    return set(settings.OIDC_ROLES.values())


def roles_held(held: Any) -> list[str]:
    return sorted(held.values_list("role", flat=True))
