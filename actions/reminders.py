"""What every officer should have been told by now, and queueing what the ledger lacks.

Run as often as you like, by as many schedulers as you like: the ledger's unique key (person, occurrence with its due
date, rung) and the digest's (person, day) let each thing be told once. Sending is the outbox's work; before a digest
goes out `actions.digests` looks at its lines again, so that nobody is reminded of what has been done meanwhile.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction

from actions import emails
from actions.deadlines import Deadline, open_deadlines
from actions.emails import Told
from actions.models import Reminder
from actions.recipients import Recipients
from people import outbox
from people.models import Officer, OutgoingMail
from plans.workdays import is_working_day

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One line of a digest, and the earlier rungs it stands for. A line that is not `shown` goes without saying."""

    told: Told
    superseded: tuple[str, ...] = ()
    shown: bool = True

    @property
    def deadline(self) -> Deadline:
        return self.told.deadline


def queue_due(*, on: date, dry_run: bool = False) -> list[dict]:
    """Put what is lacking into ledger and outbox. Returns [{"to", "officer", "lines": [...]}], one entry a digest.

    Nothing on weekends and on the bank holidays of the officer's nation. A fixed number of queries (and one a plan),
    and a handful a digest, whatever the size of the register.
    """
    queued = []
    for officer, lines in digests(on).items():
        if dry_run or queue_digest(officer, lines, on):
            queued.append(
                {
                    "to": officer.email,
                    "officer": officer.name,
                    "lines": [
                        {"action": str(x.deadline.action), "due": x.deadline.due.isoformat(), "rung": x.told.rung}
                        for x in lines
                        if x.shown
                    ],
                }
            )
    if queued and not dry_run:
        outbox.ring()
    return queued


def digests(on: date) -> dict[Officer, list[Line]]:
    """What each officer has not been told and should have been."""
    deadlines = open_deadlines(on)
    actions = list({deadline.action.pk: deadline.action for deadline in deadlines}.values())
    recipients = Recipients.of(actions, on=on)
    told = ledger({deadline.key for deadline in deadlines})
    found: dict[Officer, list[Line]] = defaultdict(list)
    for deadline in deadlines:
        for officer, wanted in recipients.told_of(deadline).items():
            if not officer.can_be_written_to or not is_working_day(on, officer.organisation.nation):
                continue
            heard = told[officer.pk, deadline.key]
            rung, superseded = deadline.ladder.lacking(deadline.due, told=heard, on=on, wanted=wanted)
            if rung:
                is_theirs = officer in recipients.owners[deadline.action.pk]
                covering = recipients.covering.get((deadline.action.pk, officer), [])
                found[officer].append(Line(Told(deadline, rung, is_theirs, tuple(covering)), tuple(superseded)))
    return {officer: in_short(lines) for officer, lines in found.items()}


def in_short(lines: list[Line]) -> list[Line]:
    """By day, and without what another line says already."""
    told = [line.told for line in lines]
    in_order = sorted(lines, key=lambda line: line.deadline.due)
    return [replace(line, shown=not emails.goes_without_saying(line.told, told)) for line in in_order]


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
            mail = emails.queue_digest(officer, [line.told for line in lines if line.shown], on)
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
            mail=mail if rung == line.told.rung and line.shown else None,
        )
        for line in lines
        for rung in (*line.superseded, line.told.rung)
    ]
