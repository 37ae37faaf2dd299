"""Reminders end to end: ledger, outbox, worker and a real mail server; each officer is told once."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from actions import digests, reminders
from actions.ladder import Ladder
from actions.models import Action, Assignment, Occurrence, ProgressUpdate, Reminder
from people import outbox
from people.models import Membership, Officer, OutgoingMail, User
from plans.models import Plan
from tests.demo import seed

MONDAY = date(2026, 11, 23)
LADDER = Ladder((-14, -3, 0, 5, 10), 10)


@pytest.fixture
def due(db):
    """The demo on a Monday, with the programme manager's survey due in three working days."""
    people = seed(as_written=False, today=MONDAY)
    survey = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    Occurrence.objects.filter(action=survey).update(due=MONDAY + timedelta(days=3))
    return people, survey


def test_nobody_is_told_twice(due):
    first = reminders.queue_due(on=MONDAY)
    assert {digest["to"] for digest in first} >= {"officer@demo.example"}
    assert reminders.queue_due(on=MONDAY) == []
    assert reminders.queue_due(on=MONDAY + timedelta(days=1)) == []
    assert OutgoingMail.objects.filter(to_address="officer@demo.example", kind="digest").count() == 1


def test_a_worker_that_was_down_tells_the_missed_rung_once(due):
    _, survey = due
    reminders.queue_due(on=MONDAY)
    Occurrence.objects.filter(action=survey).update(due=MONDAY + timedelta(days=1))
    told = reminders.queue_due(on=MONDAY + timedelta(days=1))
    lines = [line for digest in told if digest["to"] == "officer@demo.example" for line in digest["lines"]]
    assert [(line["action"], line["rung"]) for line in lines] == [("Member survey", "on-the-day")]


@pytest.mark.parametrize("on", [date(2026, 11, 21), date(2026, 12, 25), date(2026, 4, 3), date(2026, 4, 6)])
def test_nothing_on_weekends_and_bank_holidays(due, on):
    assert reminders.queue_due(on=on) == []


NO_LONGER = "Everything it reminded of has been done, moved, given to somebody else, or is too long ago."
LEFT = "MKIP Programme Manager has left or has another address."
MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def deliver(people, survey):
    Occurrence.objects.filter(action=survey).update(delivered_on=MONDAY, delivered_by="Somebody")


def complete(people, survey):
    ProgressUpdate.objects.create(action=survey, rag="complete", by_name="Somebody", on=MONDAY)


def move(people, survey):
    Occurrence.objects.filter(action=survey).update(due=MONDAY + timedelta(days=30))


def give_away(people, survey):
    survey.assignments.filter(officer=people.officers["Jane Clarke"]).delete()


def close_plan(people, survey):
    Plan.objects.update(status=Plan.Status.CLOSED, closed_on="2026-03-31")


def close_sign_in(people, survey):
    User.objects.filter(pk=people.users["officer"].pk).update(is_active=False)


def change_address(people, survey):
    Officer.objects.filter(user=people.users["officer"]).update(email="other@demo.example")


def delete(people, survey):
    survey.delete()


def officers_mail():
    return OutgoingMail.objects.get(to_address="officer@demo.example", kind="digest")


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (deliver, NO_LONGER), (complete, NO_LONGER), (move, NO_LONGER), (give_away, NO_LONGER), (close_plan, NO_LONGER),
        (close_sign_in, LEFT), (change_address, LEFT), (delete, "What it was about has been deleted."),
    ],
)  # fmt: skip
def test_what_has_changed_between_queueing_and_sending_is_withheld_with_the_reason(due, happens, reason):
    people, survey = due
    reminders.queue_due(on=MONDAY)
    Reminder.objects.exclude(action=survey).delete()
    with time_machine.travel(MORNING, tick=False):
        assert digests.check_digest(officers_mail()) is None
        happens(people, survey)
        assert digests.check_digest(officers_mail()) == reason


def test_a_digest_keeps_only_the_lines_that_are_still_so(due):
    people, survey = due
    Action.objects.filter(title="MKS annual report").update(date_set_by=MONDAY + timedelta(days=3))
    reminders.queue_due(on=MONDAY)
    assert "Member survey" in officers_mail().text_body
    deliver(people, survey)
    with time_machine.travel(MORNING, tick=False):
        mail = officers_mail()
        assert digests.check_digest(mail) is None
    assert ("Member survey" in mail.text_body, "MKS annual report" in mail.text_body) == (False, True)


def test_a_digest_that_could_not_go_out_for_a_week_is_too_late(due):
    _, survey = due
    reminders.queue_due(on=MONDAY)
    mail = officers_mail()
    last = max(LADDER.day_of(reminder.rung, reminder.due) for reminder in mail.reminders.all())
    assert timezone.localtime(mail.expires_at).date() == last + timedelta(days=7)
    Reminder.objects.exclude(action=survey).delete()
    with time_machine.travel(MORNING + timedelta(days=9), tick=False):
        assert digests.check_digest(mail) == NO_LONGER


def test_after_an_outage_one_e_mail_tells_it_all(due):
    """Three mornings were queued and nothing sent: the first two are told in the third, each deadline once."""
    _, survey = due
    Action.objects.filter(title="MKS annual report").update(date_set_by=MONDAY + timedelta(days=4))
    for days in range(4):
        reminders.queue_due(on=MONDAY + timedelta(days=days))
    mails = list(OutgoingMail.objects.filter(to_address="officer@demo.example", kind="digest").order_by("pk"))
    assert len(mails) >= 3
    with time_machine.travel(MORNING + timedelta(days=3), tick=False):
        *earlier, last = [digests.check_digest(mail) for mail in mails]
    assert set(earlier) == {"It waited so long that its lines are told in a later e-mail."}
    assert last is None
    text = OutgoingMail.objects.get(pk=mails[-1].pk).text_body
    assert (text.count("Member survey"), text.count("MKS annual report")) == (1, 1)


def test_nothing_is_sent_on_a_weekend_though_it_was_queued_before(due):
    reminders.queue_due(on=MONDAY)
    mail = officers_mail()
    with time_machine.travel(datetime(2026, 11, 28, 10, tzinfo=UTC), tick=False):
        assert outbox.drain().sent == 0
        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == ("retry", 0)
        assert timezone.localtime(mail.retry_at) == timezone.make_aware(datetime(2026, 11, 30, 8))


def test_somebody_who_is_an_officer_of_two_councils_gets_one_e_mail(due):
    people, survey = due
    other = Officer.objects.create(
        organisation=people.councils["swale"],
        name="The same",
        email="officer@demo.example",
        user=people.users["officer"],
    )
    Membership.objects.create(user=people.users["officer"], organisation=people.councils["swale"], role="officer")
    report = Action.objects.get(title="MKS annual report")
    Action.objects.filter(pk=report.pk).update(date_set_by=MONDAY + timedelta(days=3))
    report.assignments.all().delete()
    Assignment.objects.create(action=report, officer=other, is_accountable=True)
    reminders.queue_due(on=MONDAY)
    text = officers_mail().text_body
    assert ("Member survey" in text, "MKS annual report" in text) == (True, True)


def test_a_council_that_no_longer_shares_the_plan_is_not_written_to(due):
    people, survey = due
    partner = Officer.objects.create(organisation=people.councils["swale"], name="Swale", email="swale@swale.example")
    Assignment.objects.create(action=survey, officer=partner)
    reminders.queue_due(on=MONDAY)
    mail = OutgoingMail.objects.get(to_address="swale@swale.example")
    Plan.objects.get(slug="mkip-2015-16").partners.clear()
    with time_machine.travel(MORNING, tick=False):
        assert digests.check_digest(mail) == NO_LONGER
    assert "swale@swale.example" not in {digest["to"] for digest in reminders.queue_due(on=MONDAY + timedelta(days=2))}


def test_an_action_without_a_date_or_a_day_for_it_is_asked_after_thirty_days(due):
    Plan.objects.filter(slug="mkip-2015-16").update(adopted_on=MONDAY - timedelta(days=27))
    Action.objects.filter(title="MKS annual report").update(date_set_by=None)
    told = {digest["to"]: digest["lines"] for digest in reminders.queue_due(on=MONDAY)}
    assert {"action": "MKS annual report", "due": "2026-11-26", "rung": "before-3"} in told["officer@demo.example"]


def test_an_address_that_cannot_be_written_to_costs_only_its_own_digest(due):
    people, survey = due
    bad = Officer.objects.create(organisation=people.councils["maidstone"], name="Bad", email="a@[127.0.0.1]")
    Assignment.objects.create(action=survey, officer=bad)
    assert "officer@demo.example" in {digest["to"] for digest in reminders.queue_due(on=MONDAY)}


def test_somebody_who_has_left_a_council_but_not_another_is_not_told_of_its_actions(due):
    people, survey = due
    user = people.users["officer"]
    user.memberships.all().delete()
    Membership.objects.create(user=user, organisation=people.councils["kent"], role="officer")
    assert "officer@demo.example" not in {digest["to"] for digest in reminders.queue_due(on=MONDAY)}


def test_ten_working_days_overdue_the_director_is_told_too(due):
    people, survey = due
    Occurrence.objects.exclude(action__plan=survey.plan).delete()
    Occurrence.objects.filter(action=survey).update(due=date(2026, 11, 9))
    told = {digest["to"]: digest["lines"] for digest in reminders.queue_due(on=MONDAY)}
    line = {"action": "Member survey", "due": "2026-11-09", "rung": "overdue-10"}
    assert line in told["officer@demo.example"]
    assert told["director@demo.example"] == [line]
    kept = Reminder.objects.filter(officer__email="officer@demo.example", action=survey)
    assert {reminder.rung: reminder.mail is not None for reminder in kept} == {
        "before-14": False, "before-3": False, "on-the-day": False, "overdue-5": False, "overdue-10": True,
    }  # fmt: skip


def test_a_date_to_be_set_is_asked_for(due):
    Action.objects.filter(title="MKS annual report").update(date_set_by=MONDAY + timedelta(days=3))
    told = {digest["to"]: digest["lines"] for digest in reminders.queue_due(on=MONDAY)}
    assert {"action": "MKS annual report", "due": "2026-11-26", "rung": "before-3"} in told["officer@demo.example"]
    assert "A date is to be set by Thursday 26 November 2026." in officers_mail().text_body


def test_one_action_with_two_dates_is_one_action_in_the_subject(due):
    _, survey = due
    Action.objects.exclude(pk=survey.pk).delete()
    Occurrence.objects.create(action=survey, label="Second", due=MONDAY + timedelta(days=1), first_due=MONDAY)
    reminders.queue_due(on=MONDAY)
    assert officers_mail().subject == "Member survey: Second: due Tuesday 24 November"


def test_a_draft_reminds_nobody_and_a_dry_run_writes_nothing(due):
    assert reminders.queue_due(on=MONDAY, dry_run=True) != []
    assert (OutgoingMail.objects.count(), Reminder.objects.count()) == (0, 0)
    Plan.objects.update(status=Plan.Status.DRAFT, adopted_on=None)
    assert reminders.queue_due(on=MONDAY) == []


def test_a_closed_plan_is_quiet(due):
    Plan.objects.update(status=Plan.Status.CLOSED, closed_on="2026-03-31")
    assert reminders.queue_due(on=MONDAY) == []
