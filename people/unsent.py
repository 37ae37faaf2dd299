"""What somebody sent after their session had ended: kept until they have signed in, then theirs to send again.

Eight hours after signing in, or when a browser has lost its cookie, a form is answered with the sign-in page. What was
typed waits in the new, still anonymous session; it is never sent by itself.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

KEY = "unsent"
LONGEST = 200_000  # characters
NOT_KEPT = ("csrfmiddlewaretoken", "password", "credential", "code")


def keep(request: HttpRequest) -> bool:
    """Keep what was sent; false where there is nothing worth keeping, or too much."""
    fields = fields_of(request)
    if not typed(fields) or sum(len(value) for _, value in fields) > LONGEST:
        return False
    request.session[KEY] = {"path": request.get_full_path(), "fields": fields}
    return True


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, value) of every field sent, in order, but for passwords and what protects the form."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(mark in name for mark in NOT_KEPT)
    ]


def typed(fields: list[tuple[str, str]]) -> list[str]:
    """What a person wrote among them, to be shown: not the marks a form carries about itself."""
    return [value for name, value in fields if value.strip() and name not in ("form_token", "version", "from", "undo")]


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    return request.session.get(KEY)


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
