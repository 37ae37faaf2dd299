"""The request as views behind the sign-in know it."""

from django.http import HttpRequest

from people.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is known: `people.permissions.requires` let it pass."""

    user: User


def number_in(text: str | None) -> int:
    """A number from an address; 0 where there is none that could be one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
