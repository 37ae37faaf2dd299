"""The second factor: who must have one, how the sign-in library keeps it, and what happens when one is lost.

The library keeps the factors and checks them. Here a session that has shown one is marked (MARK), and whoever must have
one and has not is led to set it up before anything else. A code of an authenticator app is good once (`spend`).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.encoding import force_bytes

from people import audit, emails, outbox
from people.models import Officer, Role, User
from people.permissions import Verb, check
from people.sessions import end_sessions, home_of

MARK = "second_factor"  # the session has shown one
LED_FROM = "led_from"  # where somebody was going who was led to set one up
MAIN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
NAMES = {
    Authenticator.Type.TOTP: "an authenticator app",
    Authenticator.Type.WEBAUTHN: "a passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}
# What somebody without a factor may still open: the pages to set one up, to type the password again, and to leave.
SET_UP = {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout",
}  # fmt: skip

Respond = Callable[[HttpRequest], HttpResponseBase]


def is_required_of(user: User) -> bool:
    """Must the person have one? An administrator is whoever administers a council or the installation."""
    if settings.MFA_REQUIRED_FOR == "administrators":
        return user.is_superuser or any(Role.ADMINISTRATOR in held for held in user.roles.values())
    return settings.MFA_REQUIRED_FOR == "everybody"


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=MAIN).exists()


class RequiredMiddleware:
    """Leads whoever must have a second factor to set one up; nothing else answers them until then."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if settings.MFA_REQUIRED_FOR == "nobody" or getattr(view, "permission", "") == Verb.PUBLIC:
            return None
        user = request.user
        if not user.is_authenticated or request.session.get(MARK) or not is_required_of(user):
            return None
        if has_one(user):  # and this session has not shown it
            logout(request)
            messages.info(request, "Sign in again, with your second factor.")
            return redirect("account_login")
        if request.resolver_match and request.resolver_match.url_name in SET_UP:
            return None
        if request.method == "GET":
            request.session[LED_FROM] = request.get_full_path()
        return redirect("mfa_index")


class CodeStage(AuthenticateStage):
    """Asks for the second factor, unless the council's own sign-in says that it has."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        return (None, True) if shown_elsewhere(self.login.signal_kwargs) else super().handle()


def shown_elsewhere(signal_kwargs: dict[str, Any] | None) -> bool:
    """Has the issuer of the council's own sign-in said that it asked for a second factor?"""
    login = (signal_kwargs or {}).get("sociallogin")
    return bool(login and login.state.get(MARK))


def mark(request: HttpRequest, user: User, signal_kwargs: dict[str, Any] | None) -> None:
    """Keep that the person, who has just signed in, has shown a second factor."""
    records = get_authentication_records(request, user)
    if shown_elsewhere(signal_kwargs) or any(record["method"] == "mfa" for record in records):
        request.session[MARK] = True


class MFAAdapter(DefaultMFAAdapter):
    """Passkeys are the site's of SITE_URL, whatever Host a request names; what is secret is stored encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That is not right, or it has been used already. Try again with the next code.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": "commsplan"}

    def get_totp_issuer(self) -> str:
        return "commsplan"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What a passkey is called whose owner gives it no name."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What can no longer be read, as SECRET_KEY has changed, is replaced by what no code will ever match."""
        try:
            return cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


def cipher() -> MultiFernet:
    """By SECRET_KEY; what an earlier one wrote is still read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"people.second_factor " + force_bytes(key)).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


@transaction.atomic
def spend(*, authenticator: Authenticator, counter: int) -> bool:
    """Use up the code of a half minute (`counter`), and all before it; false where it has been used."""
    kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    if kept.data.get("spent", 0) >= counter:
        return False
    kept.data["spent"] = counter
    kept.save(update_fields=["data"])
    return True


# What the library tells of, with the request it happened in.


def added(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """A factor was set up. With the first one, sessions elsewhere end, as they have shown none."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    if authenticator.type == Authenticator.Type.TOTP:  # the code it was set up with is used
        spend(authenticator=authenticator, counter=int(time.time()) // settings.MFA_TOTP_PERIOD)
    if Authenticator.objects.filter(user=user, type__in=MAIN).count() == 1:
        end_sessions(user, but=request)
    request.session[MARK] = True
    tell(user, f"set up {name_of(authenticator)} for", f"{name_of(authenticator).capitalize()} was set up.")


def removed(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if not has_one(user):
        request.session.pop(MARK, None)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        tell(user, f"removed {name_of(authenticator)} of", f"{name_of(authenticator).capitalize()} was removed.")


def made_anew(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    tell(user, "made new recovery codes for", "New recovery codes were made. The old ones no longer work.")


def used(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """That a code of the list was used is worth telling: it may not have been its owner."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        tell(user, "used a recovery code of", "A recovery code was used to sign in.")


def name_of(authenticator: Authenticator) -> str:
    return NAMES[authenticator.type]


@transaction.atomic
def tell(user: User, verb: str, sentence: str) -> None:
    """Keep what the person did, and write to them: if it was somebody else, they should know."""
    audit.record(verb, user, by=user, organisation=home_of(user))
    emails.queue_sign_in_changed(user, sentence, None, timezone.now())
    outbox.ring()


@transaction.atomic
def reset_second_factor(*, officer: Officer, by: User, now: datetime) -> User:
    """Take away the factors of somebody who has lost theirs, end their sessions, and write to them.

    Raises:
        ValidationError: the officer has no sign-in or no factor, is `by` themselves, or is more than their council's
            administrator may decide on.
    """
    check(by, Verb.ADMINISTER, officer)
    user = officer.user
    if user is None:
        raise ValidationError(f"{officer} has no sign-in.")
    if user == by:
        raise ValidationError(f"You are {officer}. Change your own second factor on “Your account”.")
    if not by.is_superuser and (user.is_superuser or set(user.organisation_ids) - {officer.organisation_id}):
        raise ValidationError(f"{officer} signs in to other councils too. Ask an administrator of the installation.")
    held = Authenticator.objects.filter(user=user)
    if not held.exists():
        raise ValidationError(f"{officer} has no second factor.")
    before = {"second factor": sorted(NAMES[one] for one in held.values_list("type", flat=True))}
    held.delete()
    end_sessions(user)
    audit.record("reset the second factor of", officer, by=by, organisation=officer.organisation, before=before)
    sentence = f"{by.name} has removed your second factor, as somebody said that you have lost it. Set up a new one."
    emails.queue_sign_in_changed(user, sentence, officer.organisation, now)
    outbox.ring()
    return user
