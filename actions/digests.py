"""Just before a digest is sent: is it still so, is it the only one, is it a day on which anybody is written to?"""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from actions import emails
from actions.deadlines import Kind, ladder_of, open_deadlines
from actions.emails import Told
from actions.ladder import STALE_AFTER, offset_of
from actions.models import Reminder
from actions.recipients import Recipients
from people.models import Officer, OutgoingMail
from people.outbox import NotNow
from plans.workdays import is_working_day, next_working_day

MORNING = time(8)
FIRST_RUNG = -99  # before any rung there is


def check_digest(mail: OutgoingMail) -> str | None:
    """Write the digest anew with what is still so; why it is withheld, if nothing is left or a later one takes it over.

    Raises:
        NotNow: today is no working day.
    """
    today = timezone.localdate()
    reminders = list(
        mail.reminders.select_related("officer__user", "officer__organisation", "action__plan__organisation")
    )
    if not reminders:
        return "What it was about has been deleted."
    officer = reminders[0].officer
    if not is_working_day(today, officer.organisation.nation):
        following = next_working_day(today, officer.organisation.nation)
        morning = timezone.make_aware(datetime.combine(following, MORNING))
        raise NotNow(morning, "Nobody is written to on a weekend or bank holiday.")
    if not officer.can_be_written_to or officer.email.lower() != mail.to_address.lower():
        return f"{officer} has left or has another address."
    if joined_with_a_later_one(mail, reminders):
        return "It waited so long that its lines are told in a later e-mail."
    open_ones = still_so(reminders, today)
    forget_what_is_no_longer_so(reminders, open_ones)
    right = [one for one in open_ones if not emails.goes_without_saying(one, open_ones)]
    if right and written_to_today(mail, officer, today):
        following = next_working_day(today, officer.organisation.nation)
        morning = timezone.make_aware(datetime.combine(following, MORNING))
        raise NotNow(morning, "Somebody is written to once a day at most.")
    if not right:
        return "Everything it reminded of has been done, moved, given to somebody else, or is too long ago."
    emails.rewrite_digest(mail, officer, right, today)
    return None


def forget_what_is_no_longer_so(reminders: list[Reminder], open_ones: list[Told]) -> None:
    """What is not told after all is no longer in the ledger: should it become so again, it is told then."""
    told = {one.deadline.key for one in open_ones}
    gone = [reminder.pk for reminder in reminders if reminder.key not in told]
    Reminder.objects.filter(pk__in=gone).delete()


def written_to_today(mail: OutgoingMail, officer: Officer, today: date) -> bool:
    """Has another digest gone out to them today? One that was put off on Friday meets Monday's."""
    sent = OutgoingMail.objects.filter(kind=mail.kind, state=OutgoingMail.State.SENT, reminders__officer=officer)
    return sent.exclude(pk=mail.pk).filter(sent_at__date=today).exists()


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


def still_so(reminders: list[Reminder], today: date) -> list[Told]:
    """Those whose deadline is still open on that day and still theirs; of one deadline only what was told last."""
    open_ones = {
        deadline.key: deadline
        for deadline in open_deadlines(today, only={reminder.action_id for reminder in reminders})
    }
    actions = list({deadline.action.pk: deadline.action for deadline in open_ones.values()}.values())
    recipients = Recipients.of(actions, on=today)
    later = told_later(reminders)
    last: dict[str, Told] = {}
    for reminder in sorted(reminders, key=lambda one: offset_of(one.rung)):
        deadline = open_ones.get(reminder.key)
        if (
            deadline is None
            or is_too_late(reminder, today)
            or offset_of(reminder.rung) < later.get(reminder.key, FIRST_RUNG)
        ):
            continue
        officer, pk, wanted = reminder.officer, deadline.action.pk, recipients.told_of(deadline)
        if officer in wanted and offset_of(reminder.rung) >= from_offset(wanted[officer]):
            is_owner = officer in recipients.owners[pk]
            covering = tuple(recipients.covering.get((pk, officer), ()))
            last[reminder.key] = Told(deadline, reminder.rung, is_owner, covering)
    return sorted(last.values(), key=lambda one: (one.deadline.due, one.deadline.action.pk))


def from_offset(wanted: int | None) -> int:
    return FIRST_RUNG if wanted is None else wanted


def told_later(reminders: list[Reminder]) -> dict[str, int]:
    """{key: the highest rung, as its offset, of which another e-mail to the same officer has told already}."""
    keys, officer = {reminder.key for reminder in reminders}, reminders[0].officer
    sent = Reminder.objects.filter(officer=officer, key__in=keys, mail__state=OutgoingMail.State.SENT)
    found: dict[str, int] = {}
    for key, rung in sent.values_list("key", "rung"):
        found[key] = max(found.get(key, FIRST_RUNG), offset_of(rung))
    return found


def is_too_late(reminder: Reminder, today: date) -> bool:
    """More than a week after its rung was reached."""
    ladder = ladder_of(reminder.action.plan, Kind(reminder.key.rsplit("-", 4)[0]))
    return ladder.day_of(reminder.rung, reminder.due) + STALE_AFTER < today
