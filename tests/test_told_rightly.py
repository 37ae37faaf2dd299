"""Whom an e-mail goes to, and by which of their rows; what is looked at again before it goes; what is told once more."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction

from actions import digests, emails, reminders
from actions.models import Action, Assignment, Occurrence, ProgressUpdate, Reminder
from people import outbox
from people.models import Absence, Membership, Officer, Organisation, OutgoingMail, Role, User
from plans.models import Plan
from tests.demo import seed

MONDAY = date(2026, 11, 23)
MORNING = "2026-11-23 08:30+00:00"
OWNER = "officer@demo.example"


@pytest.fixture
def people(db):
    with time_machine.travel(MORNING, tick=False):
        yield seed(as_written=False, today=MONDAY)


@pytest.fixture
def survey(people):
    """The only action there is, due today, its accountable officer the programme manager."""
    survey = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    Action.objects.exclude(pk=survey.pk).delete()
    Occurrence.objects.filter(action=survey).update(due=MONDAY)
    Assignment.objects.filter(action=survey).exclude(officer=people.officers["Jane Clarke"]).delete()
    Assignment.objects.filter(action=survey).update(is_accountable=True)
    return survey


def told(on):
    return {digest["to"] for digest in reminders.queue_due(on=on, dry_run=True)}


def another_row(people, council, email):
    """An older row of the programme manager's, in another council."""
    mine = people.officers["Jane Clarke"]
    row = Officer.objects.create(pk=0, organisation=council, name="Jane elsewhere", email=email, user=mine.user)
    Membership.objects.create(user=mine.user, organisation=council, role=Role.OFFICER)
    return row


@pytest.mark.parametrize("email", ["team@zed.example", ""])
def test_somebody_s_row_in_a_council_of_no_concern_neither_addresses_nor_names_them(people, survey, email):
    zed = Organisation.objects.create(name="Zed", slug="zed", nation="SCT")
    another_row(people, zed, email)
    assert told(MONDAY) == {OWNER}
    reminders.queue_due(on=MONDAY)
    mail = OutgoingMail.objects.get(kind="digest")
    assert (mail.to_address, mail.organisation) == (OWNER, people.councils["maidstone"])


def test_a_digest_of_several_councils_plans_is_shown_to_no_administrator_of_one(people, survey):
    """The programme manager's row in Kent stands for them where both plans ask; Kent's administrator reads neither."""
    kent = people.councils["kent"]
    row = another_row(people, kent, OWNER)
    plan = Plan.objects.create(
        organisation=kent,
        title="Kent",
        slug="kent",
        first_year=2026,
        last_year=2026,
        status="adopted",
        adopted_on=MONDAY,
    )
    action = Action.objects.create(plan=plan, title="Kent's", timing=survey.timing)
    Assignment.objects.create(action=action, officer=row, is_accountable=True)
    Occurrence.objects.create(action=action, due=MONDAY, first_due=MONDAY)
    reminders.queue_due(on=MONDAY)
    mail = OutgoingMail.objects.get(kind="digest")
    assert ("Kent's" in mail.text_body, "Member survey" in mail.text_body, mail.organisation) == (True, True, None)


def test_what_was_withheld_is_told_should_it_be_so_again(people, survey):
    reminders.queue_due(on=MONDAY)
    Assignment.objects.filter(action=survey).delete()
    assert outbox.drain().withheld == 1
    assert not Reminder.objects.filter(mail__isnull=False).exists()
    Assignment.objects.create(action=survey, officer=people.officers["Jane Clarke"], is_accountable=True)
    assert told(MONDAY + timedelta(days=1)) == {OWNER}


def test_a_digest_put_off_meets_the_next_day_s_and_nobody_gets_two(people, survey):
    Occurrence.objects.filter(action=survey).update(due=MONDAY + timedelta(days=1))
    reminders.queue_due(on=MONDAY - timedelta(days=3))
    friday = OutgoingMail.objects.get(kind="digest")
    reminders.queue_due(on=MONDAY + timedelta(days=1))
    assert OutgoingMail.objects.filter(kind="digest").count() == 2
    OutgoingMail.objects.exclude(pk=friday.pk).update(state="sent", sent_at="2026-11-23T08:00:00Z")
    with pytest.raises(outbox.NotNow, match="once a day") as put_off:
        Occurrence.objects.create(action=survey, label="Other", due=MONDAY + timedelta(days=1), first_due=MONDAY)
        other = survey.occurrences.get(label="Other")
        key = f"occurrence-{other.pk}-{other.due:%Y-%m-%d}"
        Reminder.objects.create(
            officer=people.officers["Jane Clarke"], action=survey, occurrence=other, key=key, due=other.due,
            rung="before-3", mail=friday,
        )  # fmt: skip
        digests.check_digest(friday)
    assert put_off.value.until.date() == MONDAY + timedelta(days=1)


def test_a_line_of_which_a_later_rung_was_sent_is_not_sent_again(people, survey):
    Occurrence.objects.filter(action=survey).update(due=MONDAY + timedelta(days=1))
    reminders.queue_due(on=MONDAY - timedelta(days=3))
    late = OutgoingMail.objects.get(kind="digest")
    reminders.queue_due(on=MONDAY + timedelta(days=1))
    OutgoingMail.objects.exclude(pk=late.pk).update(state="sent", sent_at="2026-11-20T08:00:00Z")
    assert digests.check_digest(late).startswith("Everything it reminded of")


def away(officer, cover):
    return Absence.objects.create(officer=officer, first=MONDAY, last=MONDAY + timedelta(days=4), cover=cover)


def test_who_stands_in_for_somebody_who_stands_in_is_told(people, survey):
    second, third = (Officer.objects.get(name=name) for name in ("Communications teams", "Director of Change"))
    away(people.officers["Jane Clarke"], second)
    assert told(MONDAY) == {second.email}
    away(second, third)
    assert told(MONDAY) == {third.email}
    Officer.objects.filter(pk=third.pk).update(email="")
    assert told(MONDAY) == {second.email}
    Officer.objects.filter(pk=second.pk).update(email="")
    assert told(MONDAY) == {OWNER}


def test_officers_standing_in_for_each_other_are_told_of_their_own(people, survey):
    other = Officer.objects.get(name="Communications teams")
    away(people.officers["Jane Clarke"], other)
    away(other, people.officers["Jane Clarke"])
    assert len(told(MONDAY)) == 1


@pytest.mark.parametrize("happens", ["left", "no director any more", "another address"])
def test_a_notice_to_a_director_is_looked_at_again_before_it_goes(people, survey, happens):
    update = ProgressUpdate(action=survey, rag="red", explanation="Paper.", done="x", by_name="x", on=MONDAY)
    update.save()
    with transaction.atomic():
        emails.queue_newly_red(update)
    director = people.users["director"]
    if happens == "left":
        User.objects.filter(pk=director.pk).update(is_active=False)
    elif happens == "another address":
        User.objects.filter(pk=director.pk).update(email="new@demo.example")
    else:
        director.memberships.all().delete()
    assert outbox.drain().withheld == 1
    assert OutgoingMail.objects.get(kind="newly-red").state == "withheld"


def test_a_part_of_a_dropped_action_is_asked_of_nobody(people, survey):
    parent = Action.objects.create(plan=survey.plan, title="Whole", timing=survey.timing, dropped_on=MONDAY)
    Action.objects.filter(pk=survey.pk).update(parent=parent)
    assert told(MONDAY) == set()


def test_an_owner_without_a_sign_in_is_led_nowhere_but_to_the_link(people, survey):
    team = Officer.objects.get(name="Communications teams")
    Assignment.objects.filter(action=survey).update(officer=team)
    reminders.queue_due(on=MONDAY)
    mail = OutgoingMail.objects.get(kind="digest")
    assert ("/u/" in mail.text_body, "All your actions" in mail.text_body, "All your actions" in mail.html_body) == (
        True, False, False,
    )  # fmt: skip
