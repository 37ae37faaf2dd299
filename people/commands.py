"""What the commands of every app take alike."""

from __future__ import annotations

import argparse
from datetime import date

from django.core.management.base import CommandError

from people.forms import EARLIEST_YEAR, LATEST_YEAR
from people.models import User


def day_argument(text: str) -> date:
    """A day on the command line: YYYY-MM-DD."""
    try:
        day = date.fromisoformat(text)
        if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            return day
        raise ValueError(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day. Write it as 2016-03-31.") from None


def user_named(email: str | None) -> User:
    """The person of --by.

    Raises:
        CommandError: nobody signs in with that address.
    """
    if not email:
        raise CommandError("Say with --by EMAIL who does this.")
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody signs in with {email}.")
    return user
