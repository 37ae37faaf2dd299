"""Reminders end to end: ledger, outbox, worker and a real mail server; each officer is told once."""

import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection

from actions import reminders
from actions.models import Action, Occurrence, Reminder
from people import outbox
from people.models import OutgoingMail
from plans.models import Plan
from tests.demo import seed
from tests.workers import database_url

MONDAY = date(2026, 11, 23)


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


def test_what_has_been_done_meanwhile_is_not_sent(due):
    _, survey = due
    reminders.queue_due(on=MONDAY)
    Reminder.objects.exclude(action=survey).delete()
    Occurrence.objects.filter(action=survey).update(delivered_on=MONDAY, delivered_by="Somebody")
    mail = OutgoingMail.objects.get(to_address="officer@demo.example", kind="digest")
    assert (
        reminders.check_digest(mail)
        == "Everything it reminded of has been done, moved, given to somebody else, or is too long ago."
    )


def test_a_closed_plan_is_quiet(due):
    Plan.objects.update(status=Plan.Status.CLOSED)
    assert reminders.queue_due(on=MONDAY) == []


@pytest.mark.services
def test_three_schedulers_at_once_send_one_e_mail_each(transactional_db, celery_worker, smtp_sink):
    seed(as_written=False, today=MONDAY)
    survey = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    Occurrence.objects.filter(action=survey).update(due=MONDAY + timedelta(days=3))
    celery_worker("--concurrency=2", **smtp_sink.environment())
    environment = os.environ | smtp_sink.environment() | {"DATABASE_URL": database_url(connection.settings_dict)}
    command = [sys.executable, "manage.py", "send_reminders", "--on", MONDAY.isoformat()]
    running = [subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    wanted = sorted(OutgoingMail.objects.values_list("to_address", flat=True))
    smtp_sink.wait_for(len(wanted))
    outbox.drain()  # whoever drains again finds nothing to send
    assert sorted(delivery.recipients[0] for delivery in smtp_sink.deliveries) == wanted
    assert len(set(wanted)) == len(wanted)
    assert "officer@demo.example" in wanted
