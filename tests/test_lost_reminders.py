"""An action says on its own page which reminder of it did not arrive, to those who can do something about it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Reminder
from people.models import OutgoingMail
from tests.demo import queries, said, seed


@pytest.fixture
def people(db):
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def action(people):
    return Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")


def lost(people, action, *, days=0, key="1", rungs=("on-the-day",), **columns):
    """A digest that did not arrive, with a line of the ledger for each rung."""
    officer = people.officers["Jane Clarke"]
    details = {
        "key": f"digest:{key}",
        "kind": "digest",
        "to_address": officer.email,
        "subject": "Due",
        "text_body": "x",
    }
    state = {"state": "failed", "reason": "550 5.1.1 No such person", "message_id": "<1@x>"} | columns
    mail = OutgoingMail.objects.create(
        **details, organisation=officer.organisation, created_at=timezone.now() - timedelta(days=days), **state
    )
    for rung in rungs:
        Reminder.objects.create(
            officer=officer, action=action, key=f"{key}:{rung}", rung=rung, due=timezone.localdate(), mail=mail
        )
    return mail


def page(client, people, action, who="officer"):
    client.force_login(people.users[who])
    return said(client.get(reverse("actions:action", kwargs={"pk": action.pk})))


def sentence(people, mail):
    on = timezone.localtime(mail.created_at)
    name = people.officers["Jane Clarke"].name
    return f"A reminder to {name} was not delivered on {on.day} {on:%B %Y}: {mail.reason}"


@pytest.mark.parametrize("who", ["officer", "plan.manager", "admin"])
@pytest.mark.parametrize("columns", [{}, {"state": "expired", "reason": "It could not be sent in time."}])
def test_who_may_post_or_manage_reads_it_in_the_server_s_words(people, action, client, who, columns):
    mail = lost(people, action, days=3, **columns)
    assert sentence(people, mail) in page(client, people, action, who)


@pytest.mark.parametrize("who", ["director", "democratic.services"])
def test_who_may_only_look_does_not(people, action, client, who):
    lost(people, action)
    assert "was not delivered" not in page(client, people, action, who)


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "sent", "sent_at": timezone.now(), "reason": ""},
        {"state": "queued", "reason": ""},
        {"state": "withheld", "reason": "It has been done."},
        {"days": 31},
    ],
)
def test_what_arrived_or_is_on_its_way_or_is_long_ago_is_not_told(people, action, client, columns):
    lost(people, action, **columns)
    assert "was not delivered" not in page(client, people, action)


def test_another_action_s_reminder_is_not_told_here(people, action, client):
    lost(people, Action.objects.exclude(pk=action.pk).filter(plan=action.plan).first())
    assert "was not delivered" not in page(client, people, action)


def test_one_e_mail_with_two_lines_is_told_once_and_the_newest_stands_first(people, action, client):
    older = lost(people, action, days=9, key="1", rungs=("before-14", "on-the-day"))
    newer = lost(people, action, days=2, key="2", reason="554 5.7.1 Refused")
    found = page(client, people, action)
    assert found.count("was not delivered") == 2
    assert found.index(sentence(people, newer)) < found.index(sentence(people, older))


def test_a_server_s_words_are_text(people, action, client):
    lost(people, action, reason="550 <script>alert(1)</script>")
    assert "<script>alert(1)" not in page(client, people, action)


def test_it_takes_one_query_however_many_there_are(people, action, client):
    page(client, people, action)
    address = reverse("actions:action", kwargs={"pk": action.pk})
    none = queries(client, address)
    for number in range(3):
        lost(people, action, key=str(number))
    assert queries(client, address) == none
    with CaptureQueriesContext(connection) as captured:
        assert len(action.reminders.not_delivered(since=timezone.now() - timedelta(days=30))) == 3
    assert len(captured) == 1
