"""What every signed-in page says of a pre-election period that lasts, or comes soon, in one of the reader's councils."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from plans.models import Election

SOON = timedelta(days=14)  # before the notice
MOST = 3  # of elections named


@dataclass(frozen=True)
class Told:
    """An election as the line tells of it."""

    pk: int
    name: str
    notice: date
    poll: date


def pre_election(request: HttpRequest) -> dict[str, Any]:
    """The same for every template of an answer: a table asks again, for its own."""
    if not hasattr(request, "pre_election"):
        request.pre_election = told(request)  # type: ignore[attr-defined]
    return request.pre_election  # type: ignore[attr-defined]


def told(request: HttpRequest) -> dict[str, Any]:
    """One query on a table with a row an election; what lasts stands on every page, what comes only on some."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    today = timezone.localdate()
    near = Election.objects.visible_to(user).filter(polling_day__gte=today, notice_date__lte=today + SOON)
    columns = ("pk", "name", "notice_date", "polling_day")
    found = [Told(*row) for row in near.order_by("polling_day", "pk").values_list(*columns)[:MOST]]
    return {
        "elections_on": [one for one in found if one.notice <= today],
        "elections_soon": [one for one in found if one.notice > today],
    }
