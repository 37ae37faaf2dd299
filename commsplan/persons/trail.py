"""The audit trail without a person: other words in its events."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from commsplan.persons.who import Person
from commsplan.persons.words import Words
from people import audit
from people.models import AuditEvent, Officer, User


def redact_events(person: Person, by: User | None, now: datetime) -> int:
    """The trail: wherever it names them, and in what it tells of them also what they were called before. How many
    events were changed."""
    number = audit.redact(replace=person.words.replaced_in, by=by, now=now)
    named = ((User, person.user_ids), (Officer, person.officer_ids))
    about = Q(pk__in=[])
    for model, ids in named:
        about |= Q(kind=model._meta.model_name, object_id__in=ids)
    theirs = AuditEvent.objects.filter(about | Q(actor__in=person.user_ids))
    number += audit.redact(replace=person.own_words.replaced_in, by=by, now=now, events=theirs)
    of_them = AuditEvent.objects.filter(about)
    number += audit.redact(replace=former(of_them, person).replaced_in, by=by, now=now, events=of_them)
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
