"""What the pages of both logs share: whose logs they are, and what they are narrowed down to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from campaigns.figures import received_in
from campaigns.forms.enquiries import LogForm
from people.models import Organisation, User
from people.permissions import Verb, can, organisations_for
from people.requests import SignedInRequest

DAYS = ("first", "last")


def councils_of(user: User, verb: Verb = Verb.RUN_CAMPAIGNS) -> list[Organisation]:
    return list(organisations_for(user, verb))


def tabs(request: SignedInRequest) -> dict[str, Any]:
    """What every page of the press office leads on to."""
    return {"can_run": can(request.user, Verb.RUN_CAMPAIGNS), "can_set": can(request.user, Verb.ASSESS_BRIEF)}


def empty_words(narrow: LogForm, one: str, can_run: bool) -> dict[str, Any]:
    """What a log without rows says instead of what its table says: why it is empty, and what to do."""
    if narrow.errors:
        return {"empty_text": "Put right what is marked above, then press Show."}
    if narrow.kept:
        return {"empty_text": f"No {one} is like that. Show everything, or ask for less."}
    who = "The Head of Communications and plan managers log it."
    return {} if can_run else {"empty_text": f"Nothing has been logged yet. {who}"}


def of_words(text: str, *columns: str) -> Q:
    """Rows with these words in any of the columns."""
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__icontains": text})
    return found


def of_days(wanted: dict[str, Any], column: str) -> Q:
    first, last = (wanted.get(name) for name in DAYS)
    if column == "received_at":
        return Q(**received_in(first, last))
    found = Q()
    if first:
        found &= Q(**{f"{column}__gte": first})
    return found & Q(**{f"{column}__lte": last}) if last else found
