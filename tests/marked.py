"""The marked register for tests: councils that are alike, each with its own marker in every text."""

import re
from datetime import date

from django.db import connection
from django.utils import timezone

from commsplan.demo import marked
from commsplan.demo.cast import Cast
from tests.kept import once_built

MARKER = "Zyxomma"


def register(councils: int = 3, *, today: date | None = None) -> Cast:
    """The councils, with their people as `2 officer` in both `users` and `officers`; council 2 is council 1's partner."""
    day = today or timezone.localdate()
    return once_built(lambda: built(councils, day), "marked", councils, day)


def built(councils: int, today: date) -> Cast:
    awaited = len(connection.run_on_commit)
    made = marked.build(councils, MARKER, "a password of the register", today=today)
    del connection.run_on_commit[awaited:]  # they would wake a worker, of which there is none
    return Cast(
        {str(one.number): one.organisation for one in made},
        {f"{one.number} {role}": officer for one in made for role, officer in one.officers.items()},
        {f"{one.number} {role}": user for one in made for role, user in one.users.items()},
    )


def numbers_in(text: str | bytes) -> set[int]:
    """Whose texts stand in it: the numbers of the councils."""
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    return {int(number) for number in re.findall(rf"{MARKER}-(\d+)", said)}
