"""An election's holds as the data its paper is drawn from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from campaigns.guard import Clearance
from campaigns.holds import Thing, plans_before, things_before
from people.models import User
from plans.models import Election


def guidance_data(election: Election, *, reader: User, on: date) -> dict[str, Any]:
    """What of the plans the reader may see falls in the period, as known on a day; actions exempt from public papers are
    counted and left out."""
    things = things_before(election, plans_before(election, reader), on=on)
    prefetch_related_objects([thing.action for thing in things], "parent")
    public = [thing for thing in things if not thing.action.is_exempt]
    return {
        "authority": election.organisation.name,
        "name": election.name,
        "kind": election.get_kind_display(),
        "wards": election.where,
        "notice": election.notice_date.isoformat(),
        "poll": election.polling_day.isoformat(),
        "on": on.isoformat(),
        "things": [as_data(thing) for thing in public],
        "left_out": len({thing.action.pk for thing in things if thing.action.is_exempt}),
    }


def as_data(thing: Thing) -> dict[str, Any]:
    found = thing.judgement.clearance
    return {
        "title": thing.title,
        "label": thing.label,
        "goes_out": thing.goes_out[:1].upper() + thing.goes_out[1:],
        "what": thing.what[:1].upper() + thing.what[1:],
        "verdict": thing.verdict.value,
        "clearance": by_whom(found) if found else None,
    }


def by_whom(found: Clearance) -> dict[str, str]:
    return {"way": found.way, "who": found.who, "post": found.post, "reason": found.reason}
