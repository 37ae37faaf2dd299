"""Just before a digest is sent: is it still so, is it the only one, is it a day on which anybody is written to?"""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from actions import emails
from actions.deadlines import Deadline, finished, set_by_day
from actions.ladder import STALE_AFTER, day_of
from actions.models import Reminder
from actions.recipients import Recipients
from people.models import OutgoingMail
from people.outbox import NotNow
from plans.models import Plan
from plans.workdays import is_working_day, next_working_day

MORNING = time(8)


def check_digest(mail: OutgoingMail) -> str | None:
    """Write the digest anew with what is still so; why it is withheld, if nothing is left or a later one takes it over.

    Raises:
        NotNow: today is no working day.
    """
    today = timezone.localdate()
    if not is_working_day(today):
        morning = timezone.make_aware(datetime.combine(next_working_day(today), MORNING))
        raise NotNow(morning, "Nobody is written to on a weekend or bank holiday.")
    reminders = list(mail.reminders.select_related("officer__user", "action__plan__organisation", "occurrence"))
    if not reminders:
        return "What it was about has been deleted."
    officer = reminders[0].officer
    if not officer.can_be_written_to or officer.email.lower() != mail.to_address.lower():
        return f"{officer} has left or has another address."
    if joined_with_a_later_one(mail, reminders):
        return "It waited so long that its lines are told in a later e-mail."
    right = still_so(reminders, today)
    if not right:
        return "Everything it reminded of has been done, moved, given to somebody else, or is too long ago."
    emails.rewrite_digest(mail, officer, [(Deadline(r.action, r.occurrence, r.due), r.rung) for r in right])
    return None


@transaction.atomic
def joined_with_a_later_one(mail: OutgoingMail, reminders: list[Reminder]) -> bool:
    """After an outage several days' digests wait: hand this one's lines on to the next that nobody is sending yet."""
    same = OutgoingMail.objects.filter(kind=mail.kind, pk__gt=mail.pk, state=OutgoingMail.State.QUEUED)
    following = same.filter(reminders__officer=reminders[0].officer).order_by("pk").values_list("pk", flat=True).first()
    if following is None:
        return False
    # Locked, so that nobody begins to send it while the lines are handed over.
    later = same.select_for_update().filter(pk=following).first()
    if later is None:
        return False
    Reminder.objects.filter(pk__in=[reminder.pk for reminder in reminders]).update(mail=later)
    return True


def still_so(reminders: list[Reminder], today: date) -> list[Reminder]:
    """Those whose deadline is still open on that day and still theirs; of one deadline only what was told last."""
    actions = list({reminder.action_id: reminder.action for reminder in reminders}.values())
    recipients, done = Recipients.of(actions), finished({action.pk for action in actions})
    rungs = list(Reminder.Rung)
    last: dict[str, Reminder] = {}
    for reminder in sorted(reminders, key=lambda one: rungs.index(Reminder.Rung(one.rung))):
        if reminder.action_id not in done and is_open(reminder, today) and is_theirs(reminder, recipients):
            last[reminder.key] = reminder
    return sorted(last.values(), key=lambda one: (one.due, one.pk))


def is_open(reminder: Reminder, today: date) -> bool:
    """Is it told in time, of a running plan, and is its day still the one that somebody is held to?"""
    action, occurrence = reminder.action, reminder.occurrence
    if day_of(reminder.rung, reminder.due) + STALE_AFTER < today or action.plan.status != Plan.Status.ADOPTED:
        return False
    if occurrence is not None:
        return occurrence.delivered_on is None and occurrence.due == reminder.due
    return set_by_day(action) == reminder.due and action.timing.is_unsettled(has_due_dates=False)


def is_theirs(reminder: Reminder, recipients: Recipients) -> bool:
    """Is the officer still the one to be told?"""
    if reminder.officer in recipients.owners[reminder.action_id]:
        return True
    return reminder.rung == Reminder.Rung.OVERDUE_10 and reminder.officer in recipients.directors[reminder.action_id]
