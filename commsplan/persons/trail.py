"""The audit trail without a person: other words in its events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from commsplan.persons.who import Person
from commsplan.persons.words import Words
from people.models import AuditEvent, Officer, User

Put = Callable[[Any], Any]


def redact_events(person: Person, by: User | None, now: datetime) -> int:
    """The trail: wherever it names them, and in what it tells of them also what they were called before. How many
    events were changed."""
    number = put_in_events(AuditEvent.objects.all(), person.words.replaced_in, by, now)
    named = ((User, person.user_ids), (Officer, person.officer_ids))
    about = Q(pk__in=[])
    for model, ids in named:
        about |= Q(kind=model._meta.model_name, object_id__in=ids)
    theirs = AuditEvent.objects.filter(about | Q(actor__in=person.user_ids))
    number += put_in_events(theirs, person.own_words.replaced_in, by, now)
    of_them = AuditEvent.objects.filter(about)
    number += put_in_events(of_them, former(of_them, person).replaced_in, by, now)
    return number


def put_in_events(events: models.QuerySet[AuditEvent], put: Put, by: User | None, now: datetime) -> int:
    """Other words in the details of events. The one place that changes any."""
    number = 0
    for event in events.order_by("pk").iterator(chunk_size=300):
        details = {name: getattr(event, name) for name in ("actor_name", "label", "before", "after", "undo")}
        made = {name: put(value) for name, value in details.items()}
        if made != details:
            cut = {"actor_name": made["actor_name"][:120], "label": made["label"][:200]}
            number += AuditEvent.objects.filter(pk=event.pk).update(**made | cut)
    return number


def former(events: models.QuerySet[AuditEvent], person: Person) -> Words:
    """The names and addresses that the trail knows of them from before. Posts stay."""
    held_before: list[str] = []
    for before, after in events.values_list("before", "after"):
        for facts in (before, after, before.get("merged") or {}):
            held_before += [facts.get(name) or "" for name in ("name", "email")] if isinstance(facts, dict) else []
    known = [one for one in held_before if isinstance(one, str) and one.strip() and one != person.label]
    names = [
        one for one in known if "@" not in one and one.casefold() not in {o.post.casefold() for o in person.officers}
    ]
    return Words([one for one in known if "@" in one], names, person.label, person.address)
