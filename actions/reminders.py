"""What every officer should have been told by now, and queueing what the ledger lacks.

Run as often as you like, by as many schedulers as you like: the ledger's unique key (person, occurrence with its due
date, rung) and the digest's (person, day) let each thing be told once. Sending is the outbox's work; before a digest
goes out its lines are looked at again, so that nobody is reminded of what has been done meanwhile.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from actions import emails
from actions.deadlines import Deadline, finished, open_deadlines
from actions.ladder import STALE_AFTER, day_of, lacking
from actions.models import Assignment, Reminder
from people import outbox
from people.models import Officer, OutgoingMail, Role
from plans.models import Plan
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
    assigned, accountable_in = officers_of({deadline.action.pk for deadline in deadlines})
    directors = directors_by_organisation()
    told = ledger({deadline.key for deadline in deadlines})
    found: dict[Officer, list[Line]] = defaultdict(list)
    for deadline in deadlines:
        council = accountable_in.get(deadline.action.pk, deadline.action.plan.organisation_id)
        owners = assigned[deadline.action.pk]
        for officer in {*owners, *directors[council]}:
            rung, superseded = lacking(deadline.due, told=told[officer.pk, deadline.key], on=on)
            if rung and officer.can_be_written_to and (officer in owners or rung == Reminder.Rung.OVERDUE_10):
                earlier = superseded if officer in owners else ()
                found[officer].append(Line(deadline, rung, tuple(earlier)))
    return {officer: sorted(lines, key=lambda line: line.deadline.due) for officer, lines in found.items()}


def officers_of(actions: set[int]) -> tuple[dict[int, set[Officer]], dict[int, int]]:
    """({action id: its officers}, {action id: the accountable officer's council})."""
    assigned: dict[int, set[Officer]] = defaultdict(set)
    accountable_in = {}
    for row in Assignment.objects.filter(action__in=actions, officer__isnull=False).select_related("officer__user"):
        if row.officer:
            assigned[row.action_id].add(row.officer)
        if row.officer and row.is_accountable:
            accountable_in[row.action_id] = row.officer.organisation_id
    return assigned, accountable_in


def directors_by_organisation() -> dict[int, set[Officer]]:
    """Those told when something is ten working days overdue."""
    directors: dict[int, set[Officer]] = defaultdict(set)
    held = Q(user__memberships__role=Role.DIRECTOR, user__memberships__organisation=F("organisation"))
    for officer in Officer.objects.filter(held).select_related("user"):
        directors[officer.organisation_id].add(officer)
    return directors


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


def check_digest(mail: OutgoingMail) -> str | None:
    """Just before sending: drop the lines that are no longer so; withhold the digest, with the reason, if none is left."""
    reminders = list(mail.reminders.select_related("officer__user", "action__plan__organisation", "occurrence"))
    if not reminders:
        return "What it was about has been deleted."
    officer = reminders[0].officer
    if not officer.can_be_written_to or officer.email.lower() != mail.to_address.lower():
        return f"{officer} has left or has another address."
    today = timezone.localdate()
    right = [reminder for reminder in reminders if is_still_so(reminder, today)]
    if not right:
        return "Everything it reminded of has been done, moved, given to somebody else, or is too long ago."
    if len(right) < len(reminders):
        lines = [(Deadline(r.action, r.occurrence, r.due), r.rung) for r in right]
        emails.rewrite_digest(mail, officer, lines)
    return None


def is_still_so(reminder: Reminder, today: date) -> bool:
    """Is it in time, the deadline still open on that day, the plan running, the officer still the one to be told?"""
    action, occurrence = reminder.action, reminder.occurrence
    if day_of(reminder.rung, reminder.due) + STALE_AFTER < today:
        return False
    if occurrence is not None and (occurrence.delivered_on is not None or occurrence.due != reminder.due):
        return False
    if occurrence is None and (action.date_set_by != reminder.due or action.timing.is_dated):
        return False
    if action.plan.status != Plan.Status.ADOPTED or finished({action.pk}):
        return False
    assigned, accountable_in = officers_of({action.pk})
    if reminder.officer in assigned[action.pk]:
        return True
    council = accountable_in.get(action.pk, action.plan.organisation_id)
    return reminder.rung == Reminder.Rung.OVERDUE_10 and reminder.officer in directors_by_organisation()[council]
