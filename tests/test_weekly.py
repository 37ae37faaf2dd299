"""The director's week by e-mail: what turned, in words, once."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from actions.models import Action, Occurrence, ProgressUpdate
from actions.timing import parse_timing
from people.models import OutgoingMail
from plans.models import Plan
from reports import weekly_mail
from reports.services.week import choose_week
from tests.demo import once, said, seed

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
MKIP = "mkip-2015-16"


@pytest.fixture
def people(db):
    with time_machine.travel(MONDAY, tick=True):
        found = seed(as_written=False, today=timezone.localdate())
        Plan.objects.exclude(slug=MKIP).update(status="closed", closed_on=timezone.localdate())
        yield found


def turn(title, rag, why, days=2):
    action = Action.objects.get(plan__slug=MKIP, title=title)
    on = timezone.localdate() - timedelta(days=days)
    ProgressUpdate.objects.create(action=action, rag=rag, explanation=why, done="x", by_name="Officer", on=on)


def dispute():
    plan, today = Plan.objects.get(slug=MKIP), timezone.localdate()
    due = today - timedelta(weeks=3)
    action = Action.objects.create(
        plan=plan, title="Open day", timing=parse_timing(f"{due:%d/%m/%Y}"), added_on=plan.adopted_on
    )
    Occurrence.objects.create(action=action, due=due, first_due=due)
    ProgressUpdate.objects.create(
        action=action, rag="green", done="It will not be delivered.", by_name="Officer", on=today - timedelta(days=26)
    )


def mails():
    return list(OutgoingMail.objects.filter(kind=weekly_mail.KIND).order_by("pk"))


def test_what_turned_is_told_in_words_with_its_reason(people):
    turn("Member survey", "red", "The supplier has failed.")
    weekly_mail.queue_weekly(on=timezone.localdate())
    (mail,) = mails()
    assert mail.to_address == "director@demo.example"
    assert mail.subject == "This week: 3 worse"  # the action, its priority and the plan
    assert "- Member survey: green, now red. The supplier has failed.\n" in mail.text_body
    assert "What turned since Sunday 15 November 2026" in mail.text_body
    assert "/plans/mkip-2015-16/" in mail.text_body
    assert "Member survey: green, now red. The supplier has failed." in mail.html_body


def test_a_colour_in_dispute_comes_first_with_its_reasons(people):
    dispute()
    weekly_mail.queue_weekly(on=timezone.localdate())
    (mail,) = mails()
    assert mail.subject == "This week: 1 colour in dispute"
    assert "In dispute: Open day is declared green; its dates propose red. 3 weeks overdue:" in mail.text_body
    assert "“will not be delivered”" in mail.text_body


def test_a_week_in_which_nothing_turned_is_no_mail(people):
    Action.objects.filter(plan__slug=MKIP).delete()
    weekly_mail.queue_weekly(on=timezone.localdate())
    assert mails() == []


def test_it_is_told_once_and_again_next_week(people):
    dispute()
    for day in (0, 0, 1, 2, 3, 4):
        weekly_mail.queue_weekly(on=timezone.localdate() + timedelta(days=day))
    assert len(mails()) == 1
    weekly_mail.queue_weekly(on=timezone.localdate() + timedelta(days=7))
    assert len(mails()) == 2


def test_what_is_posted_after_the_mail_of_a_week_is_told_in_the_next(people):
    dispute()
    weekly_mail.queue_weekly(on=timezone.localdate())
    turn("Member survey", "red", "The supplier has failed.", days=0)  # in the afternoon
    with time_machine.travel(MONDAY + timedelta(days=7), tick=True):
        weekly_mail.queue_weekly(on=timezone.localdate())
    assert "Member survey: green, now red. The supplier has failed." in mails()[-1].text_body


def test_a_mail_that_waited_is_withheld_where_one_of_its_plans_may_be_seen_no_more(people):
    dispute()
    weekly_mail.queue_weekly(on=timezone.localdate())
    (mail,) = mails()
    Plan.objects.filter(slug=MKIP).update(organisation=people.councils["kent"])
    Plan.partners.through.objects.all().delete()
    assert weekly_mail.check_before_sending(mail) == weekly_mail.NO_LONGER


def test_in_mid_week_it_is_too_late(people):
    dispute()
    assert weekly_mail.queue_weekly(on=timezone.localdate() + timedelta(days=3)) == []


@pytest.mark.parametrize(
    ("day", "nation", "first"),
    [
        (date(2026, 11, 25), "ENG", date(2026, 11, 23)),
        (date(2026, 8, 31), "ENG", date(2026, 9, 1)),  # the summer bank holiday
        (date(2026, 8, 31), "SCT", date(2026, 8, 31)),
        (date(2026, 12, 29), "ENG", date(2026, 12, 29)),  # Boxing Day was a Saturday
    ],
)
def test_the_week_begins_on_its_first_working_day(day, nation, first):
    assert weekly_mail.first_day(day, nation) == first


def test_a_director_who_wants_it_no_more_has_it_no_more(people, client):
    dispute()
    director = people.users["director"]
    client.force_login(director)
    assert "Stop it" in said(client.get("/plans/"))
    client.post("/weekly/", once(wanted="no"))
    weekly_mail.queue_weekly(on=timezone.localdate())
    assert mails() == []
    page = said(client.get("/plans/"))
    assert "No weekly e-mail comes to you." in page
    client.post("/weekly/", once(wanted="yes"))
    weekly_mail.queue_weekly(on=timezone.localdate())
    assert len(mails()) == 1


def test_one_queued_is_withheld_from_whoever_is_no_director_any_more(people):
    dispute()
    weekly_mail.queue_weekly(on=timezone.localdate())
    (mail,) = mails()
    assert weekly_mail.check_before_sending(mail) is None
    choose_week(by=people.users["director"], wanted=False)
    assert weekly_mail.check_before_sending(mail) == weekly_mail.NO_LONGER
    choose_week(by=people.users["director"], wanted=True)
    people.users["director"].memberships.all().delete()
    assert weekly_mail.check_before_sending(mail) == weekly_mail.NO_LONGER


def test_an_officer_has_no_week_to_choose(people, client):
    client.force_login(people.users["officer"])
    assert "weekly e-mail" not in said(client.get("/plans/"))
    assert client.post("/weekly/", once(wanted="no")).status_code == 403
