"""What the environment says, read once for the settings: the secret key, the addresses, and what is refused as unsafe."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

from commsplan.file_store import half_named
from commsplan.oidc_environment import half_set

LOOPBACK = {"localhost", "127.0.0.1", "::1", "", None}
EXAMPLES = ("django-insecure", "change", "secret", "example", "your-")
FEWEST_CHARACTERS = 5
UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def kept_secret_key(data: Path) -> str:
    """The key of this installation: made once, kept in the data folder, readable by its owner only."""
    path = data / "secret-key"
    if not path.exists():
        half = data / f".secret-key-{secrets.token_hex(8)}"
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        # Under its name only once it is whole: another process of the same start may be reading, or have been quicker.
        with suppress(FileExistsError):
            os.link(half, path)
        half.unlink()
    return path.read_text().strip()


def hosts(site_url: str, allowed: str) -> list[str]:
    """The host names the site answers to: those given, else the one in SITE_URL and the loopback names."""
    if allowed:
        return [host.strip() for host in allowed.split(",") if host.strip()]
    return sorted({urlsplit(site_url).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"})


def site_url(env: Mapping[str, str]) -> str:
    """The address people type, without a slash at its end."""
    return (env.get("SITE_URL") or f"http://localhost:{env.get('PORT') or 8000}").rstrip("/")


def number(env: Mapping[str, str], name: str, *, usual: int, least: int, most: int, of: str = "", why: str = "") -> int:
    """A whole number (`of` something) of that name; `usual` where none is set. `why`: what the bounds are for.

    Raises:
        ImproperlyConfigured: it is none, or out of its bounds.
    """
    given = env.get(name, "")
    if given and (not given.isascii() or not given.isdigit() or not least <= int(given) <= most):
        what = f"{name} is a whole number{f' of {of}' if of else ''} from {least} to {most:,}"
        raise ImproperlyConfigured(f"{what}: {why}." if why else f"{what}.")
    return int(given or usual)


def required_for(env: Mapping[str, str]) -> str:
    """Who has to have a second factor: administrators, unless said otherwise. The demo of an address without https has
    one password for everybody, and asks nobody.

    Raises:
        ImproperlyConfigured: it is none of the words.
    """
    usual = "administrators" if site_url(env).startswith("https://") else "nobody"
    given = env.get("MFA_REQUIRED_FOR") or usual
    if given not in ("administrators", "everybody", "nobody"):
        raise ImproperlyConfigured("MFA_REQUIRED_FOR is one of these words: administrators, everybody, nobody.")
    return given


def smallest_base(env: Mapping[str, str]) -> int:
    """The fewest replies that are shown: 10 unless said otherwise, and never under 5."""
    why = "fewer replies would show who said what"
    return number(env, "SMALLEST_BASE", usual=10, least=5, most=1000, why=why)


def refuse_unsafe(env: Mapping[str, str], *, https: bool, debug: bool, allowed_hosts: list[str]) -> None:
    """Stop the start, with the reason, rather than run a public site unsafely.

    Raises:
        ImproperlyConfigured: with every reason in one text.
    """
    reasons = []
    if https:
        if debug:
            reasons.append("DEBUG is on: a public site would show its settings to anyone. Unset DEBUG.")
        reasons += weak_key(env.get("SECRET_KEY", ""))
        if "*" in allowed_hosts:
            reasons.append("ALLOWED_HOSTS is '*'. Name the host of SITE_URL instead.")
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"):
        if is_elsewhere_without_password(urlsplit(env.get(name, ""))):
            reasons.append(f"{name} names another machine and has no password. Give it one.")
    if env.get("EMAIL_HOST_USER") and env.get("EMAIL_USE_TLS") != "1" and env.get("EMAIL_HOST") not in LOOPBACK:
        reasons.append(
            "EMAIL_HOST_USER is set without EMAIL_USE_TLS: its password would travel unencrypted. Set it to 1."
        )
    if 0 < len(env.get("METRICS_TOKEN", "")) < 20:
        reasons.append("METRICS_TOKEN is shorter than 20 characters. Set it to a long random text, or not at all.")
    reasons += wrong_ways_out(env) + half_set(env, is_safe_to_call) + half_named(env, is_safe_to_call)
    if reasons:
        raise ImproperlyConfigured("commsplan does not start:\n- " + "\n- ".join(reasons))


def weak_key(key: str) -> list[str]:
    """Why nobody should sign anything with this key."""
    if len(key) < 40:
        return ["SECRET_KEY is missing or shorter than 40 characters. Set it to a long random text."]
    if key.startswith(EXAMPLES) or len(set(key)) < FEWEST_CHARACTERS:
        return ["SECRET_KEY is an example or one text over and over. Set it to a long random text."]
    return []


def is_elsewhere_without_password(address: SplitResult) -> bool:
    """A server on another machine that would let in anybody. libpq also takes host and password after a `?`."""
    asked = parse_qs(address.query)
    host = asked.get("host", [address.hostname or ""])[0]
    is_here = host in LOOPBACK or host.startswith("/") or address.scheme in ("", "sqlite", "filesystem", "unix")
    return not is_here and not address.password and not asked.get("password")


def wrong_ways_out(env: Mapping[str, str]) -> list[str]:
    """Sentences about the web services that are to be called. What is secret in them is not said."""
    key, template = env.get("NOTIFY_API_KEY", ""), env.get("NOTIFY_TEMPLATE_ID", "")
    reasons = [
        f"{name} is not an https address (http will do on this machine only). Give it as https://host/path."
        for name in ("HEARTBEAT_URL", "NOTIFY_URL")
        if env.get(name) and not is_safe_to_call(env[name])
    ]
    if key and not re.fullmatch(f"(.+-)?{UUID}-{UUID}", key):
        reasons.append(
            "NOTIFY_API_KEY is not a key of GOV.UK Notify. Copy the whole of it: a name and two identifiers."
        )
    if key and not template:
        reasons.append("NOTIFY_API_KEY is set without NOTIFY_TEMPLATE_ID. Set the identifier of the template too.")
    if template and not key:
        reasons.append("NOTIFY_TEMPLATE_ID is set without NOTIFY_API_KEY. Set the key too, or neither.")
    if template and not re.fullmatch(UUID, template):
        reasons.append("NOTIFY_TEMPLATE_ID is not the identifier of a template: 32 hexadecimal digits with dashes.")
    return reasons


def is_safe_to_call(url: str) -> bool:
    """An address that nobody on the way can read or change, in characters that a request may hold."""
    try:
        address = urlsplit(url)
        has_place = bool(address.hostname) and address.port != 0
    except ValueError:  # a port that is no number, brackets that do not match
        return False
    is_encrypted = address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK)
    is_plain = re.fullmatch(r"[!-~]+", url) is not None and not address.username and not address.fragment
    return has_place and is_encrypted and is_plain


def file_bytes(env: Mapping[str, str]) -> int:
    """How large a file of an action may be, of megabytes: 10 unless said otherwise, and no more than a page can wait for."""
    return number(env, "FILE_MB", usual=10, least=1, most=100, of="megabytes") * 1024 * 1024


# What is kept for how many days, unless said otherwise.
KEPT_FOR = {"mail": 90, "imports": 90, "forms": 7, "replies": 7}
LONGEST_KEPT = 3_650


def keep_days(env: Mapping[str, str]) -> dict[str, int]:
    """For how many days mails’ texts, uploads, marks of sent forms and files of replies are kept.

    Raises:
        ImproperlyConfigured: one is no whole number from 1 to LONGEST_KEPT.
    """
    return {
        name: number(env, f"KEEP_{name.upper()}_DAYS", usual=days, least=1, most=LONGEST_KEPT, of="days")
        for name, days in KEPT_FOR.items()
    }
