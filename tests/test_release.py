"""After a restore: nothing is sent until a person has said what is to become of what may have been sent before."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from actions.models import Reminder
from actions.services.structure import add_action
from actions.tasks import send_reminders
from actions.timing import parse_timing
from campaigns.tasks import chase_briefs, chase_media
from commsplan.backups import making
from commsplan.backups.restoring import restore
from people import outbox
from people.models import AuditEvent, OutgoingMail
from people.models.mail import MailState, MailTransport
from people.releasing import SKIPPED, in_doubt, release
from people.tellers import tellers
from plans.models import Plan
from reports.tasks import tell_deadlines, tell_the_week
from surveys.tasks import ask_online
from tests.demo import said, seed
from tests.servers import find_postgres

MONDAY = date(2026, 3, 23)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=number) for number in (1, 2, 3))
TASKS = (send_reminders, chase_briefs, chase_media, tell_deadlines, tell_the_week, ask_online)
ADDRESS = "/people/mail/release/"


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture(autouse=True)
def programs(monkeypatch):
    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", f"{find_postgres()}:{os.environ['PATH']}")


@pytest.fixture
def clock():
    with time_machine.travel(at(MONDAY), tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(transactional_db, settings, tmp_path, clock):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    people = seed(as_written=False, today=MONDAY)
    plan = Plan.objects.get(slug="mkip-2015-16")
    for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY):
        due = f"{day:%d %B} {day.year}"
        action = add_action(
            plan=plan, by=people.users["plan.manager"], title=f"Due on {day:%A}", timing=parse_timing(due)
        )
        action.assignments.create(officer=people.officers["Jane Clarke"])
    return people


def run_all():
    """What beat and worker do."""
    for task in TASKS:
        task()
    return outbox.drain()


def ids(sink):
    return [delivery.message["Message-ID"] for delivery in sink.deliveries]


@pytest.fixture
def restored(people, clock, tmp_path, mail_server):
    """Yesterday's backup, restored after today's reminders have gone out."""
    run_all()
    clock.move_to(at(MONDAY, 20))
    making.make(tmp_path / "backup", now=timezone.now())
    clock.move_to(at(TUESDAY))
    before = len(mail_server.deliveries)
    assert run_all().sent == len(mail_server.deliveries) - before > 0
    clock.move_to(at(TUESDAY, 12))
    restore(tmp_path / "backup", now=timezone.now(), replace=True)
    return mail_server


def test_after_a_restore_the_workers_send_nothing(restored, clock):
    sent = ids(restored)
    for day in (TUESDAY, WEDNESDAY):
        clock.move_to(at(day, 13))
        assert run_all().sent == 0
        call_command("send_reminders")
    assert ids(restored) == sent


def test_released_with_a_day_nothing_is_sent_again_and_tomorrow_s_goes(restored, clock):
    sent = ids(restored)
    assert release(by=None, skip_before=WEDNESDAY) > 0
    assert run_all().sent == 0
    assert ids(restored) == sent
    clock.move_to(at(WEDNESDAY))
    assert run_all().sent > 0
    assert len(set(ids(restored))) == len(ids(restored)) > len(sent)
    (last,) = [
        one for one in restored.deliveries[len(sent) :] if "Due on Wednesday" in one.message.get_body().get_content()
    ]
    assert "Due on Tuesday" not in last.message["Subject"]


def test_released_without_one_today_s_is_sent_again(restored):
    """The control: it is the choice that keeps it back."""
    sent = ids(restored)
    release(by=None, skip_before=None)
    assert run_all().sent > 0
    assert set(ids(restored)[len(sent) :]) & set(sent)


def test_a_day_that_had_not_begun_when_the_site_was_lost_is_told(people, clock, tmp_path, mail_server):
    """Lost on Tuesday before anything went out: Tuesday's are sent, Monday's are not."""
    clock.move_to(at(MONDAY, 2))
    making.make(tmp_path / "backup", now=timezone.now())
    clock.move_to(at(MONDAY))
    run_all()
    sent = ids(mail_server)
    clock.move_to(at(TUESDAY, 7))
    restore(tmp_path / "backup", now=timezone.now(), replace=True)
    release(by=None, skip_before=TUESDAY)
    clock.move_to(at(TUESDAY))
    assert run_all().sent > 0
    again = ids(mail_server)
    assert len(set(again)) == len(again) > len(sent) > 0


def test_what_people_have_caused_since_goes_out_and_what_waited_is_skipped(restored, clock):
    held_since = MailTransport.objects.the_one().held_since or timezone.now()
    put("waited", created_at=held_since - timedelta(minutes=1))
    put("later", created_at=timezone.now())
    release(by=None, skip_before=WEDNESDAY)
    run_all()
    waited, later = (OutgoingMail.objects.get(key=key) for key in ("waited", "later"))
    assert (waited.state, waited.reason, later.state) == (MailState.WITHHELD, SKIPPED, MailState.SENT)


def put(key, **columns):
    return OutgoingMail.objects.create(
        key=key,
        kind="test",
        to_address="a@b.example",
        subject="Hello",
        text_body="x",
        message_id=f"<{key}@x>",
        **columns,
    )


def test_looking_at_what_is_in_doubt_changes_nothing(restored):
    before = (OutgoingMail.objects.count(), Reminder.objects.count(), MailTransport.objects.get().held_since)
    assert {one.day for one in in_doubt(today=TUESDAY)} == {TUESDAY}
    assert (OutgoingMail.objects.count(), Reminder.objects.count(), MailTransport.objects.get().held_since) == before


def test_every_app_that_tells_of_something_is_known(db):
    assert sorted(key for teller in tellers for key in teller.keys) == [
        "brief-chased:", "digest:", "media-chase:", "paper-deadline:", "survey:", "survey_reminder:", "weekly:",
    ]  # fmt: skip


# The command


def test_the_command_lists_what_is_in_doubt_and_waits_for_a_choice(restored, capsys):
    with pytest.raises(CommandError, match="Say --skip-before DATE"):
        call_command("release_sending", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["released"], told["skipped"]) == (False, 0)
    assert {one["day"] for one in told["in_doubt"]} == {"2026-03-24"}
    call_command("release_sending", "--skip-before", "2026-03-25", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["released"], told["on_hold"]) == (True, None)
    assert told["skipped"] == len(told["in_doubt"])
    call_command("release_sending")
    assert capsys.readouterr().out == "Sending is not on hold.\n"
    event = AuditEvent.objects.get(verb="released sending")
    assert (event.actor_name, event.after["skipped"]) == ("manage.py release_sending", told["skipped"])


def test_where_nothing_is_in_doubt_it_is_released_at_once(db, capsys):
    MailTransport.objects.the_one().hold(timezone.now(), reason="Restored.")
    call_command("release_sending")
    assert capsys.readouterr().out == "Sending is released. 0 skipped.\n"


def test_the_queue_is_locked_while_it_is_decided(restored):
    with pytest.raises(Exception, match="not on hold"), transaction.atomic():
        release(by=None, skip_before=WEDNESDAY)
        release(by=None, skip_before=WEDNESDAY)
    assert MailTransport.objects.the_one().held_since


# The page


def sent_form(**facts):
    return {"form_token": str(uuid4()), **facts}


def test_the_page_shows_it_and_skips_it(restored, people, client):
    client.force_login(people.users["admin"])
    assert f'href="{ADDRESS}"' in said(client.get(reverse("people:mail")))
    page = said(client.get(ADDRESS))
    assert "24 March 2026" in page
    assert "from the backup of 23 March 2026" in page
    answer = client.post(ADDRESS, sent_form(choice="skip", skip_before="25/3/2026"), follow=True)
    assert "E-mail goes out again." in said(answer)
    assert run_all().sent == 0
    assert AuditEvent.objects.get(verb="released sending").actor == people.users["admin"]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Choose whether e-mails that may have been sent are skipped or sent."),
        ({"choice": "skip"}, "Give the day before which e-mails are skipped."),
    ],
)
def test_a_choice_is_asked_for(restored, people, client, facts, sentence):
    client.force_login(people.users["admin"])
    answer = client.post(ADDRESS, sent_form(**facts))
    assert (answer.status_code, sentence in said(answer)) == (400, True)
    assert MailTransport.objects.the_one().held_since


def test_who_administers_one_council_may_not(restored, people, client):
    client.force_login(people.users["plan.manager"])
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, sent_form(choice="send")).status_code == 403
    assert MailTransport.objects.the_one().held_since


def test_while_nothing_is_held_the_page_says_so(people, client):
    client.force_login(people.users["admin"])
    assert "Sending is not on hold." in said(client.get(ADDRESS))
    assert "Sending is not on hold." in said(client.post(ADDRESS, sent_form(choice="send")))
