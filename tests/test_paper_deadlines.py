"""E-mails about the deadlines of papers: who is told what, when, and once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Membership, OutgoingMail, Role, User
from people.outbox import NotNow
from plans.models import Meeting
from reports.deadline_mail import check_before_sending, due_on, queue_due
from reports.models import Implication
from reports.services import front as services
from tests.committee import TODAY, answer, cover_report, issued, sign_all
from tests.demo import seed

MEETING = date(2027, 2, 3)  # a Wednesday; agenda 26 January, safe 25, clearance 21, notice 5 January


@pytest.fixture
def people(db):
    with time_machine.travel("2026-11-25 09:00+00:00", tick=False):
        yield seed(as_written=False, today=TODAY)


@pytest.fixture
def clerk(people):
    return people.users["democratic.services"]


@pytest.fixture
def report(people, clerk):
    found = cover_report(people)
    meeting = Meeting.objects.create(organisation=found.plan.organisation, body="Cabinet", date=MEETING)
    found.refresh_from_db()
    services.edit_head(
        report=found, by=clerk, version=found.version, title=found.title, report_of=found.report_of, meeting=meeting
    )
    Implication.objects.filter(front__report=found, kind="legal").update(cleared_by="", cleared_on=None)
    return found


def told(on, report):
    return [(one.deadline.key, one.rung) for one in due_on(on) if one.report == report]


TOLD = [
    ("2026-12-23", []),
    ("2026-12-30", [("notice", "before")]),  # three working days before Tuesday the 5th, New Year between
    ("2027-01-05", [("notice", "day")]),
    ("2027-01-06", [("notice", "passed")]),
    ("2027-01-14", []),
    ("2027-01-18", [("clearance", "before")]),
    ("2027-01-20", [("clearance", "before"), ("safe", "before")]),
    ("2027-01-22", [("clearance", "passed"), ("safe", "before"), ("agenda", "before")]),
    ("2027-01-23", []),  # a Saturday
    ("2027-01-26", [("clearance", "passed"), ("safe", "passed"), ("agenda", "day")]),
    ("2027-02-04", []),
]


def test_each_deadline_is_told_before_on_its_day_and_when_it_has_passed(report):
    assert [(day, told(date.fromisoformat(day), report)) for day, _ in TOLD] == TOLD


def test_what_is_done_is_told_no_more(report, clerk):
    answer(report, clerk, key_decision="no", wards="None")
    assert told(date(2027, 1, 5), report) == []
    Implication.objects.filter(front__report=report).update(cleared_by="Somebody", cleared_on=TODAY)
    assert told(date(2027, 1, 20), report) == [("safe", "before")]
    sign_all(report, clerk)
    issued(report, clerk)
    assert told(date(2027, 1, 20), report) == []


def test_it_is_told_once_to_democratic_services_and_to_whoever_made_it(report, people):
    maker = people.users["plan.manager"]
    report.made_by = maker
    report.save(update_fields=["made_by"])
    stranger = User.objects.create_user("clerk@kent.example", "x", name="Clerk")
    Membership.objects.create(user=stranger, organisation=people.councils["kent"], role=Role.DEMOCRATIC_SERVICES)
    on = date(2027, 1, 5)
    first = [one for one in queue_due(on=on) if one.report == report]
    assert sorted(one.to.email for one in first) == ["democratic.services@demo.example", "plan.manager@demo.example"]
    assert queue_due(on=on) == [] and queue_due(on=on, dry_run=True) == []
    mail = OutgoingMail.objects.get(key=first[0].key)
    assert mail.subject.startswith("Notice of a key decision by Tuesday 5 January: ")
    assert "28 clear days (calendar); regulation 9" in mail.text_body and f"/reports/{report.pk}/" in mail.text_body


def test_before_it_is_sent_it_is_looked_at_again(report, clerk):
    with time_machine.travel("2027-01-05 09:00+00:00", tick=False):
        (due,) = [one for one in queue_due(on=date(2027, 1, 5)) if one.report == report]
        mail = OutgoingMail.objects.get(key=due.key)
        assert check_before_sending(mail) is None
    with time_machine.travel("2027-01-09 09:00+00:00", tick=False), pytest.raises(NotNow):
        check_before_sending(mail)
    with time_machine.travel("2027-01-05 09:10+00:00", tick=False):
        answer(report, clerk, key_decision="no", wards="None")
        assert check_before_sending(mail).startswith("The paper has been issued, its meeting moved")


def test_the_number_of_queries_is_the_same_for_one_paper_and_for_three(report, clerk):
    one = asked()
    for _ in range(2):
        report.pk, report._state.adding = None, True
        report.save()
    assert asked() == one


def asked():
    with CaptureQueriesContext(connection) as captured:
        assert list(due_on(date(2027, 1, 5)))
    return len(captured)


def test_the_command_says_what_it_would_queue(report, capsys):
    call_command("paper_reminders", on=date(2027, 1, 5), dry_run=True)
    assert "notice 2027-01-05 (day)" in capsys.readouterr().out
    assert not OutgoingMail.objects.filter(kind="paper-deadline").exists()
    assert (MEETING - timedelta(days=29)).isoformat() == "2027-01-05"
