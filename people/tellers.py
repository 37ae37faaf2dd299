"""What tells people of something on a day, of every app: reminders, chases, deadlines, weeks, surveys.

Beat runs each as its own task. While sending is on hold none of them speaks (`are_silent`), and once it is released
`people.releasing` asks them what they would have said on the days of which nobody knows any more what was sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from people.models.mail import MailTransport


@dataclass(frozen=True)
class Teller:
    """`tell(day)` queues what is lacking on that day; the keys of its mails begin with one of `keys`."""

    tell: Callable[[date], object]
    keys: tuple[str, ...]


tellers: list[Teller] = []


def register(tell: Callable[[date], object], *keys: str) -> None:
    tellers.append(Teller(tell, keys))


def are_silent() -> bool:
    """While sending is on hold: what is told then would stand beside what was told before a backup was restored."""
    return MailTransport.objects.filter(held_since__isnull=False).exists()
