"""How many passwords may be tried: few from one place, some for one account, and never so that its owner is locked out.

A guess is counted before it is looked at, and given back if it was right, so that guesses made at once are no more than
guesses made in turn. What was refused is not counted: whoever stops guessing is let in again after WINDOW at the latest.

Somebody who guesses from many places could still use up what an account has. A browser that has signed in to the
account before is therefore known by a cookie and counted by itself: its owner gets in while strangers are refused.
"""

from __future__ import annotations

import ipaddress
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from people.models import Guess

WINDOW = timedelta(minutes=10)
HERE, ACCOUNT, ADDRESS, BROWSER = (
    5,
    20,
    20,
    5,
)  # of an account from one address; of it in all; of an address; of a browser
KNOWN_FOR = timedelta(days=180)
ACCOUNTS_OF_A_BROWSER = 5
SALT = "people.guesses"


def digest(kind: str, text: str) -> str:
    return salted_hmac(f"{SALT}.{kind}", text, algorithm="sha256").hexdigest()


def account_of(login: str) -> str:
    """The account that is tried: alike for every spelling that a database takes for the same address."""
    return digest("account", unicodedata.normalize("NFKC", login.strip()).upper().casefold())


def address_of(ip: str) -> str:
    """Where it is tried from: of the newer addresses the network, as one subscriber has a whole one."""
    address = ipaddress.ip_address(ip)
    network = ipaddress.ip_network(f"{ip}/64", strict=False) if address.version == 6 else address
    return digest("address", str(network))


def take(*, login: str, ip: str, browser: str, now: datetime) -> Guess | None:
    """Count a guess that is about to be looked at; None where there have been too many."""
    Guess.objects.filter(at__lte=now - WINDOW).delete()
    guess = Guess.objects.create(account=account_of(login), address=address_of(ip), browser=browser, at=now)
    # Everybody counts after having been counted, so that of several at once none is overlooked.
    account, address, stranger = Q(account=guess.account), Q(address=guess.address), Q(browser="")
    counts = {"browser": Q(account=guess.account, browser=browser)}
    limits = {"browser": BROWSER}
    if not browser:
        counts = {"here": account & address & stranger, "account": account & stranger, "address": address & stranger}
        limits = {"here": HERE, "account": ACCOUNT, "address": ADDRESS}
    found = Guess.objects.filter(account | address, at__gt=now - WINDOW).aggregate(
        **{name: Count("pk", filter=which) for name, which in counts.items()}
    )
    if all(found[name] <= limits[name] for name in limits):
        return guess
    guess.delete()
    return None


def forget(login: str) -> None:
    """Whoever has chosen a new password by e-mail begins anew."""
    Guess.objects.filter(account=account_of(login)).delete()


def kept(request: HttpRequest) -> dict[str, Any]:
    """What the browser's cookie says: its own number, and the accounts it has signed in to."""
    try:
        found = signing.loads(request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, ""), salt=SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return {"id": secrets.token_hex(16), "accounts": []}
    return found


def browser_of(request: HttpRequest, login: str) -> str:
    """The browser's number if it has signed in to that account before; else nothing."""
    found = kept(request)
    return found["id"] if account_of(login) in found["accounts"] else ""


def remember(request: HttpRequest, response: HttpResponseBase, login: str) -> None:
    """Have the browser known by whom it has signed in."""
    found, account = kept(request), account_of(login)
    others = [one for one in found["accounts"] if one != account]
    value = signing.dumps({"id": found["id"], "accounts": [account, *others][:ACCOUNTS_OF_A_BROWSER]}, salt=SALT)
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        value,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
