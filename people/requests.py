"""The request as views behind the sign-in know it."""

from django.http import HttpRequest

from people.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is known: `people.permissions.requires` let it pass."""

    user: User
