"""What the environment says, read once for the settings: the secret key, the addresses, and what is refused as unsafe."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"localhost", "127.0.0.1", "::1", "", None}


def kept_secret_key(data: Path) -> str:
    """The key of this installation: made once, kept in the data folder, readable by its owner only."""
    path = data / "secret-key"
    if not path.exists():
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:  # another process of the same start was quicker
            pass
    return path.read_text().strip()


def hosts(site_url: str, allowed: str) -> list[str]:
    """The host names the site answers to: those given, else the one in SITE_URL and the loopback names."""
    if allowed:
        return [host.strip() for host in allowed.split(",") if host.strip()]
    return sorted({urlsplit(site_url).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"})


def refuse_unsafe(env: Mapping[str, str], *, https: bool, debug: bool, allowed_hosts: list[str]) -> None:
    """Stop the start, with the reason, rather than run a public site unsafely.

    Raises:
        ImproperlyConfigured: with every reason in one text.
    """
    reasons = []
    if https:
        if debug:
            reasons.append("DEBUG is on: a public site would show its settings to anyone. Unset DEBUG.")
        if len(env.get("SECRET_KEY", "")) < 40:
            reasons.append("SECRET_KEY is missing or shorter than 40 characters. Set it to a long random text.")
        if "*" in allowed_hosts:
            reasons.append("ALLOWED_HOSTS is '*'. Name the host of SITE_URL instead.")
    for name in ("DATABASE_URL", "CELERY_BROKER_URL"):
        address = urlsplit(env.get(name, ""))
        if (
            address.scheme not in ("", "sqlite", "filesystem")
            and address.hostname not in LOOPBACK
            and not address.password
        ):
            reasons.append(f"{name} names another machine and has no password. Give it one.")
    if reasons:
        raise ImproperlyConfigured("commsplan does not start:\n- " + "\n- ".join(reasons))
