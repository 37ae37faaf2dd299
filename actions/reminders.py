"""What every officer should have been told by now, and queueing what the ledger lacks.

Run as often as you like, by as many schedulers as you like: the ledger's unique key (person, occurrence with its due
date, rung) and the digest's (person, day) let each thing be told once. Sending is the outbox's work; before a digest
goes out `actions.digests` looks at its lines again, so that nobody is reminded of what has been done meanwhile.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from actions import emails
from actions.deadlines import Deadline, open_deadlines
from actions.ladder import lacking
from actions.models import Reminder
from actions.recipients import Recipients
from people import outbox
from people.models import Officer, OutgoingMail
from plans.workdays import is_working_day

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One line of a digest, and the earlier rungs it stands for."""

    deadline: Deadline
    rung: str
    superseded: tuple[str, ...] = ()


def queue_due(*, on: date, dry_run: bool = False) -> list[dict]:
    """Put what is lacking into ledger and outbox. Returns [{"to", "officer", "lines": [...]}], one entry a digest.

    Nothing on weekends and bank holidays. Six queries and two inserts a digest, whatever the size of the register.
    """
    if not is_working_day(on):
        return []
    queued = []
    for officer, lines in digests(on).items():
        if dry_run or queue_digest(officer, lines, on):
            queued.append(
                {
                    "to": officer.email,
                    "officer": officer.name,
                    "lines": [
                        {"action": str(x.deadline.action), "due": x.deadline.due.isoformat(), "rung": x.rung}
                        for x in lines
                    ],
                }
            )
    if queued and not dry_run:
        outbox.ring()
    return queued


def digests(on: date) -> dict[Officer, list[Line]]:
    """What each officer has not been told and should have been."""
    deadlines = open_deadlines(on)
    recipients = Recipients.of(list({deadline.action.pk: deadline.action for deadline in deadlines}.values()))
    told = ledger({deadline.key for deadline in deadlines})
    found: dict[Officer, list[Line]] = defaultdict(list)
    for deadline in deadlines:
        owners, directors = recipients.owners[deadline.action.pk], recipients.directors[deadline.action.pk]
        for officer in owners | directors:
            rung, superseded = lacking(deadline.due, told=told[officer.pk, deadline.key], on=on)
            if rung and officer.can_be_written_to and (officer in owners or rung == Reminder.Rung.OVERDUE_10):
                found[officer].append(Line(deadline, rung, tuple(superseded) if officer in owners else ()))
    return {officer: sorted(lines, key=lambda line: line.deadline.due) for officer, lines in found.items()}


def ledger(keys: set[str]) -> dict[tuple[int, str], set[str]]:
    """{(officer id, deadline key): rungs told or superseded}."""
    told: dict[tuple[int, str], set[str]] = defaultdict(set)
    for officer, key, rung in Reminder.objects.filter(key__in=keys).values_list("officer_id", "key", "rung"):
        told[officer, key].add(rung)
    return told


def queue_digest(officer: Officer, lines: list[Line], on: date) -> OutgoingMail | None:
    """One digest with its ledger rows, or None if somebody else queued today's already."""
    try:
        with transaction.atomic():
            mail = emails.queue_digest(officer, [(line.deadline, line.rung) for line in lines], on)
            if mail is not None:
                Reminder.objects.bulk_create(ledger_rows(officer, lines, mail))
            return mail
    except IntegrityError:
        log.info("reminders: officer %s was told by another run", officer.pk)
    except ValueError as fault:  # an address that cannot be written to costs only its own digest
        log.error("reminders: officer %s cannot be told: %s", officer.pk, fault)
    return None


def ledger_rows(officer: Officer, lines: list[Line], mail: OutgoingMail) -> list[Reminder]:
    return [
        Reminder(
            officer=officer,
            action=line.deadline.action,
            occurrence=line.deadline.occurrence,
            key=line.deadline.key,
            due=line.deadline.due,
            rung=rung,
            mail=mail if rung == line.rung else None,
        )
        for line in lines
        for rung in (*line.superseded, line.rung)
    ]
