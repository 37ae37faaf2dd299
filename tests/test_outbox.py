"""The outbox without a mail server: what may be queued, how a row moves, and what a drain does with each state."""

import json
import logging
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery, current_app
from django.core import mail as django_mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from people import outbox, smtp, tasks
from people.doorbell import bell
from people.models.mail import LEASE, MAX_ATTEMPTS, NOT_KEPT, MailState, MailTransport, OutgoingMail

NOW = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def put(key="digest:1:2026-03-27", **changes):
    fields = {"kind": "notice", "to": "officer@demo.example", "subject": "Two actions are due", "text": "Hello"}
    with transaction.atomic():
        return outbox.queue(key=key, **{**fields, **changes})


def state_of(mail):
    mail.refresh_from_db()
    return MailState(mail.state)


@pytest.fixture
def registered():
    """Checks registered by a test are gone after it."""
    before = dict(outbox.checks)
    yield outbox.register_check
    outbox.checks.clear()
    outbox.checks.update(before)


# Queueing


@pytest.mark.django_db
def test_the_same_key_is_queued_once():
    first = put(subject="First")
    assert put(subject="Second") is None
    assert list(OutgoingMail.objects.values_list("pk", "subject")) == [(first.pk, "First")]


@pytest.mark.django_db(transaction=True)
def test_the_loser_of_a_race_for_the_key_gets_none_and_keeps_its_transaction():
    """PostgreSQL lets both look before either has committed, so there the second insert is refused; SQLite queues."""
    first_has_written = threading.Event()

    def second():
        first_has_written.wait(10)
        try:
            with transaction.atomic():
                lost = outbox.queue(key="k", kind="notice", to="second@demo.example", subject="", text="")
                return lost, OutgoingMail.objects.count()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            outbox.queue(key="k", kind="notice", to="first@demo.example", subject="", text="")
            answer = pool.submit(second)
            first_has_written.set()
            time.sleep(0.3)
        assert answer.result(20) == (None, 1)
    assert OutgoingMail.objects.get().to_address == "first@demo.example"


@pytest.mark.django_db(transaction=True)
def test_a_mail_cannot_be_queued_outside_a_transaction():
    with pytest.raises(RuntimeError, match="in the transaction of its cause"):
        outbox.queue(key="k", kind="notice", to="a@b.example", subject="s", text="t")


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_not_queued_when_its_cause_is_rolled_back():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        put()
        1 / 0  # noqa: B018
    assert OutgoingMail.objects.count() == 0


@pytest.mark.django_db
def test_the_message_id_is_made_of_the_key(settings):
    settings.SITE_URL = "https://plans.demo.example:8443/"
    assert put("digest:1").message_id == (
        "<e42c85396fd02bd87a556024578bdab79a80961e682720e5ef04907c74c2e161@plans.demo.example>"
    )


@pytest.mark.parametrize(
    "address",
    [
        "officer@demo.example",
        "o'neill+plan@demo.example",
        "officer@bücher.example",
        "a" * 64 + "@" + ".".join(["b" * 61] * 3) + ".uk",
    ],
)
@pytest.mark.django_db
def test_an_address_of_one_mailbox_is_taken_as_it_is(address):
    assert put(to=address).to_address == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "officer",
        "officer@demo.example\r\nBcc: other@demo.example",
        "officer@demo.example\n",
        "officer@demo.example\x0bother@demo.example",
        "officer@demo.example\u2028other@demo.example",
        "officer@demo.example,other@demo.example",
        "officer@demo.example;other@demo.example",
        "officer@demo.example other@demo.example",
        "officer@other@demo.example",
        "officer@demo.example\uff20other.example",
        "officer@demo.example\uff0cother.example",
        "officer@demo\u3002example",
        "Officer <officer@demo.example>",
        "<officer@demo.example>",
        '"officer,other"@demo.example',
        "officer(other@demo.example)@demo.example",
        "group:officer@demo.example;",
        "officer\x00@demo.example",
        "officer\ud800@demo.example",
        "offi\u0107er@demo.example",
        "officer@-demo.example",
        "a" * 64 + "@" + ".".join(["b" * 62] * 3) + ".uk",
        "a" * 300 + "@demo.example",
    ],
)
@pytest.mark.django_db
def test_anything_else_is_refused_with_a_sentence(address):
    with pytest.raises(ValueError, match=r"^[A-Z].+\.$"):
        put(to=address)
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("key", ["", "k" * 201])
@pytest.mark.django_db
def test_a_key_has_1_to_200_characters(key):
    with pytest.raises(ValueError, match="1 to 200 characters"):
        put(key)


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        ("Due:\r\nBcc: other@demo.example", "Due: Bcc: other@demo.example"),
        ("Due\x00 \ud800today\u2028now", "Due today now"),
        ("é" * 251, "é" * 249 + "…"),
    ],
)
@pytest.mark.django_db
def test_a_subject_is_one_line(subject, kept):
    assert put(subject=subject).subject == kept


@pytest.mark.django_db
def test_a_body_loses_what_no_mail_or_database_can_carry():
    assert put(text="a\x00b\n\tc\ud800d").text_body == "ab\n\tcd"


# What the table refuses


def row(**columns):
    mail = {"key": "k", "kind": "notice", "to_address": "a@b.example", "subject": "s", "text_body": "t"}
    return OutgoingMail.objects.create(**mail, message_id="<m@h>", created_at=NOW, **columns)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"state": "sent"}, "mail_sent_has_sent_at"),
        ({"state": "queued", "sent_at": NOW}, "mail_sent_has_sent_at"),
        ({"state": "claimed"}, "mail_claimed_has_lease_until"),
        ({"state": "queued", "lease_until": NOW}, "mail_claimed_has_lease_until"),
        ({"state": "retry", "reason": "450"}, "mail_postponed_has_retry_at"),
        ({"state": "uncertain", "reason": "lost"}, "mail_postponed_has_retry_at"),
        ({"state": "queued", "retry_at": NOW}, "mail_postponed_has_retry_at"),
        ({"state": "failed"}, "mail_undelivered_has_reason"),
        ({"state": "withheld"}, "mail_undelivered_has_reason"),
        ({"state": "posted", "reason": "x"}, "mail_state_is_known"),
    ],
)
@pytest.mark.django_db
def test_half_a_pair_of_columns_is_refused(columns, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row(**columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "queued"},
        {"state": "sent", "sent_at": NOW},
        {"state": "claimed", "lease_until": NOW},
        {"state": "retry", "retry_at": NOW, "reason": "450"},
        {"state": "uncertain", "retry_at": NOW, "reason": "lost"},
        {"state": "failed", "reason": "550"},
    ],
)
@pytest.mark.django_db
def test_a_whole_pair_is_taken(columns):
    assert row(**columns).pk is not None


# Draining


@pytest.mark.django_db
def test_a_due_mail_is_sent_as_text_and_html_to_one_person():
    mail = put(html="<p>Hello</p>")
    assert outbox.drain(now=NOW) == outbox.DrainResult(sent=1)
    (message,) = django_mail.outbox
    assert (message.to, message.cc, message.bcc) == (["officer@demo.example"], [], [])
    assert message.subject == "Two actions are due"
    assert [part.get_content_type() for part in message.message().walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert message.message().get_all("Message-ID") == [mail.message_id]
    assert state_of(mail) is MailState.SENT
    assert (mail.sent_at, mail.attempts, mail.reason) == (NOW, 1, "")


@pytest.mark.django_db
def test_a_way_in_is_not_kept_once_it_is_sent():
    mail = put(kind="set-password", text="https://plans.example/password/choose/1-secret/", html="<a>secret</a>")
    assert outbox.drain().sent == 1
    mail.refresh_from_db()
    assert (mail.text_body, mail.html_body) == (NOT_KEPT, "")


@pytest.mark.django_db
def test_a_sent_mail_is_not_sent_again():
    put()
    outbox.drain(now=NOW)
    assert outbox.drain(now=NOW + timedelta(days=2)) == outbox.DrainResult()
    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize(
    ("columns", "due"),
    [
        ({"state": "queued"}, True),
        ({"state": "queued", "expires_at": NOW + MINUTE}, True),
        ({"state": "queued", "expires_at": NOW}, False),
        ({"state": "retry", "retry_at": NOW, "reason": "450"}, True),
        ({"state": "retry", "retry_at": NOW + MINUTE, "reason": "450"}, False),
        ({"state": "uncertain", "retry_at": NOW, "reason": "lost"}, True),
        ({"state": "claimed", "lease_until": NOW}, True),
        ({"state": "claimed", "lease_until": NOW + MINUTE}, False),
        ({"state": "sent", "sent_at": NOW}, False),
        ({"state": "failed", "reason": "550"}, False),
        ({"state": "withheld", "reason": "done"}, False),
        ({"state": "expired", "reason": "late"}, False),
    ],
)
@pytest.mark.django_db
def test_what_is_due(columns, due):
    mail = row(**columns)
    assert list(OutgoingMail.objects.due(NOW)) == ([mail] if due else [])
    assert outbox.drain(now=NOW).sent == int(due)


@pytest.mark.django_db
def test_a_run_takes_no_more_than_its_limit_and_says_that_there_is_more():
    for number in range(3):
        put(f"k{number}")
    assert outbox.drain(now=NOW, limit=2) == outbox.DrainResult(sent=2, more=True)
    assert outbox.drain(now=NOW, limit=2) == outbox.DrainResult(sent=1)


@pytest.mark.django_db
def test_a_mail_that_is_no_longer_right_is_withheld_with_the_reason(registered):
    registered("notice", lambda mail: "The action is complete." if mail.key == "done" else None)
    done, still = put("done"), put("still", to="other@demo.example")
    assert outbox.drain(now=NOW) == outbox.DrainResult(sent=1, withheld=1)
    assert (state_of(done), done.reason) == (MailState.WITHHELD, "The action is complete.")
    assert state_of(still) is MailState.SENT
    assert [message.to for message in django_mail.outbox] == [["other@demo.example"]]


@pytest.mark.django_db
def test_a_check_that_breaks_postpones_its_own_mail_only(registered, caplog):
    registered("notice", lambda mail: 1 / 0 if mail.key == "odd" else None)
    odd = put("odd")
    put("even")
    with caplog.at_level(logging.CRITICAL):
        assert outbox.drain(now=NOW) == outbox.DrainResult(sent=1, retry=1)
    assert (state_of(odd), odd.reason) == (MailState.RETRY, "The check before sending failed: ZeroDivisionError.")


@pytest.mark.django_db
def test_a_mail_that_cannot_be_composed_fails_alone(settings):
    bad = row(state="queued")
    OutgoingMail.objects.filter(pk=bad.pk).update(subject="two\nlines")
    put("good")
    assert outbox.drain(now=NOW) == outbox.DrainResult(sent=1, failed=1)
    assert state_of(bad) is MailState.FAILED


@pytest.mark.django_db
def test_nothing_is_sent_while_sending_is_on_hold():
    mail = put()
    transport = MailTransport.objects.the_one()
    transport.hold(NOW, reason="Restored from a backup.")
    assert outbox.drain(now=NOW) == outbox.DrainResult(stopped="Restored from a backup.")
    assert (state_of(mail), mail.attempts) == (MailState.QUEUED, 0)
    transport.release()
    assert outbox.drain(now=NOW) == outbox.DrainResult(sent=1)


@pytest.mark.django_db
def test_a_hold_put_on_during_a_run_stops_it(registered):
    def hold(mail):
        MailTransport.objects.the_one().hold(NOW, reason="Restored.")

    registered("notice", hold)
    for number in range(3):
        put(f"k{number}")
    assert outbox.drain(now=NOW).sent == 1
    assert OutgoingMail.objects.filter(state=MailState.QUEUED, attempts=0).count() == 2


@pytest.mark.django_db
def test_of_two_that_read_the_same_row_one_claims_it():
    put()
    mine, theirs = OutgoingMail.objects.get(), OutgoingMail.objects.get()
    assert OutgoingMail.objects.claim(mine, now=NOW) is True
    assert OutgoingMail.objects.claim(theirs, now=NOW) is False
    assert (mine.state, mine.attempts, mine.lease_until) == (MailState.CLAIMED, 1, NOW + LEASE)


@pytest.mark.django_db
def test_one_whose_lease_has_passed_to_another_cannot_settle():
    put()
    slow = OutgoingMail.objects.get()
    OutgoingMail.objects.claim(slow, now=NOW)
    quick = OutgoingMail.objects.get()
    assert OutgoingMail.objects.claim(quick, now=NOW + LEASE) is True
    assert OutgoingMail.objects.settle(slow, MailState.FAILED, reason="late") is False
    assert OutgoingMail.objects.settle(quick, MailState.SENT, sent_at=NOW) is True


# Sweeping


@pytest.mark.django_db
def test_a_lapsed_lease_goes_back_to_the_queue_and_a_running_one_does_not():
    lapsed, running = put("lapsed"), put("running")
    OutgoingMail.objects.claim(lapsed, now=NOW - LEASE)
    OutgoingMail.objects.claim(running, now=NOW)
    assert outbox.sweep(NOW) == outbox.SweepResult(freed=1, expired=0, failed=0, due=1)
    assert [state_of(lapsed), state_of(running)] == [MailState.QUEUED, MailState.CLAIMED]


@pytest.mark.django_db
def test_a_mail_that_kills_its_sender_is_given_up_in_the_end():
    mail = row(state="claimed", lease_until=NOW, attempts=MAX_ATTEMPTS)
    assert outbox.sweep(NOW) == outbox.SweepResult(freed=0, expired=0, failed=1, due=0)
    assert (state_of(mail), mail.reason) == (MailState.FAILED, "Sending was cut short 8 times.")


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"state": "queued"}, "It could not be sent in time."),
        (
            {"state": "retry", "retry_at": NOW, "reason": "450 Later"},
            "It could not be sent in time. Last answer: 450 Later",
        ),
    ],
)
@pytest.mark.django_db
def test_what_is_past_its_time_expires_and_keeps_the_last_answer(columns, reason):
    mail = row(expires_at=NOW, **columns)
    assert outbox.sweep(NOW) == outbox.SweepResult(freed=0, expired=1, failed=0, due=0)
    assert (state_of(mail), mail.reason) == (MailState.EXPIRED, reason)
    assert outbox.drain(now=NOW) == outbox.DrainResult()


@pytest.mark.django_db
def test_since_when_the_oldest_due_mail_waits():
    assert OutgoingMail.objects.waiting_since(NOW) is None
    row(state="retry", retry_at=NOW - 7 * MINUTE, reason="450")
    OutgoingMail.objects.filter(key="k").update(created_at=NOW - 90 * MINUTE)
    assert OutgoingMail.objects.waiting_since(NOW) == NOW - 7 * MINUTE
    assert OutgoingMail.objects.waiting_since(NOW - 8 * MINUTE) is None


@pytest.mark.django_db
def test_the_due_mails_are_found_by_index():
    plan = OutgoingMail.objects.due(NOW).order_by("id")[:50].explain()
    if connection.vendor == "sqlite":  # PostgreSQL rightly prefers to read a table as small as this
        assert "USING INDEX mail_by_state" in plan


@pytest.mark.django_db
def test_what_was_not_delivered_can_be_listed():
    put()
    failed = row(state="failed", reason="550 No such user")
    assert list(OutgoingMail.objects.not_delivered()) == [failed]


# Commands


@pytest.mark.django_db
def test_the_outbox_command_prints_counts_and_messages(capsys):
    mail = put()
    row(state="failed", reason="550 No such user")
    call_command("outbox", "--json")
    none = dict.fromkeys(MailState.values, 0)
    assert json.loads(capsys.readouterr().out) == {
        "counts": {**none, "queued": 1, "failed": 1},
        "messages": [
            {
                "to": "officer@demo.example",
                "kind": "notice",
                "state": "queued",
                "attempts": 0,
                "message_id": mail.message_id,
                "reason": "",
            },
            {
                "to": "a@b.example",
                "kind": "notice",
                "state": "failed",
                "attempts": 0,
                "message_id": "<m@h>",
                "reason": "550 No such user",
            },
        ],
    }


@pytest.mark.django_db
def test_drain_outbox_once_frees_sends_and_ends(capsys):
    put()
    row(state="claimed", lease_until=NOW - LEASE, attempts=1)
    call_command("drain_outbox", "--once")
    assert capsys.readouterr().out == "sent 2, to be tried again 0, failed 0, withheld 0\n"
    assert len(django_mail.outbox) == 2


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        ({}, []),
        ({"held_since": NOW, "hold_reason": "Restored."}, ["Sending is on hold: Restored."]),
        (
            {"paused_until": datetime(2999, 1, 1, tzinfo=UTC), "reason": "535 Wrong password", "failures": 3},
            ["Paused until 00:00:00 UTC: 535 Wrong password"],
        ),
        ({"paused_until": NOW, "reason": "535 Wrong password", "failures": 3}, []),
    ],
)
@pytest.mark.django_db
def test_the_outbox_command_says_why_nothing_goes_out(capsys, columns, line):
    MailTransport.objects.create(pk=MailTransport.THE_ONE, **columns)
    call_command("outbox")
    assert capsys.readouterr().out.splitlines()[len(MailState.values) :] == line


@pytest.mark.parametrize("backend", ["filebased", "console"])
@pytest.mark.django_db
def test_the_demo_s_backends_send_as_well(settings, tmp_path, capsys, backend):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    mails = [put(f"k{number}") for number in range(2)]
    assert outbox.drain(now=NOW) == outbox.DrainResult(sent=2)
    written = "".join(path.read_text() for path in tmp_path.iterdir()) + capsys.readouterr().out
    assert [written.count(f"Message-ID: {mail.message_id}\n") for mail in mails] == [1, 1]


# The doorbell


@pytest.fixture
def broker(tmp_path, monkeypatch):
    """An app of our own, current for the test, on the folder broker that the install without servers uses."""
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)  # Celery would let it overrule ours
    was = current_app._get_current_object()
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path / "c")}
    app = Celery("doorbell-test", broker="filesystem://", set_as_current=False)
    app.conf.broker_transport_options = folders
    app.set_current()
    bell.wait(10)
    bell.missed = 0
    yield app
    was.set_current()


@pytest.mark.django_db(transaction=True)
def test_a_ring_reaches_the_broker_after_commit_and_not_before(broker, tmp_path):
    with transaction.atomic():
        outbox.ring()
        bell.wait(10)
        assert list(tmp_path.glob("*.msg")) == []
    bell.wait(10)
    (letter,) = tmp_path.glob("*.msg")
    headers = json.loads(letter.read_text())["headers"]
    assert (headers["task"], headers["eta"], headers["expires"] is None) == ("people.drain_outbox", None, False)
    assert bell.missed == 0


@pytest.mark.django_db(transaction=True)
def test_a_ring_is_not_rung_when_the_cause_is_rolled_back(broker, tmp_path):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.ring()
        1 / 0  # noqa: B018
    bell.wait(10)
    assert list(tmp_path.glob("*.msg")) == []


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_hangs_holds_up_the_bell_and_not_the_caller(broker):
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # takes connections and never says a word, as a frozen Redis
        broker.conf.broker_url = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        broker.conf.broker_transport_options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 1}
        outbox.ring()
        assert bell.is_ringing
        outbox.ring()
    bell.wait(30)
    assert not bell.is_ringing
    assert bell.missed > 0


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_is_counted_and_never_raised(broker):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    broker.conf.broker_url = f"redis://127.0.0.1:{port}/0"
    broker.conf.broker_transport_options = {"max_retries": 1}
    outbox.ring()
    bell.wait(30)
    assert bell.missed == 1


# The tasks


@pytest.mark.django_db(transaction=True)
def test_the_sweeping_task_rings_for_what_no_ring_was_heard_for(broker, tmp_path):
    tasks.sweep_outbox()
    bell.wait(10)
    assert list(tmp_path.glob("*.msg")) == []
    put()
    tasks.sweep_outbox()
    bell.wait(10)
    assert len(list(tmp_path.glob("*.msg"))) == 1


@pytest.mark.django_db(transaction=True)
def test_the_draining_task_sends_and_has_no_reason_to_ring(broker, tmp_path):
    mail = put()
    tasks.drain_outbox()
    bell.wait(10)
    assert state_of(mail) is MailState.SENT
    assert list(tmp_path.glob("*.msg")) == []


@pytest.mark.parametrize("task", [tasks.drain_outbox, tasks.sweep_outbox])
def test_a_task_whose_worker_dies_is_run_again(task):
    assert (task.acks_late, task.reject_on_worker_lost, task.ignore_result) == (True, True, True)
    assert task.time_limit > outbox.RUN_SECONDS + smtp.TRY_SECONDS
