"""The outbox against a real mail server that can be told to misbehave, with rivals, and with its sender killed."""

import asyncio
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from urllib.parse import quote, urlencode

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from django.core.mail import EmailMessage
from django.db import connection, connections, transaction

from people import outbox, smtp
from people.models.mail import LEASE, MailState, MailTransport, OutgoingMail, OutgoingMailQuerySet

NOW = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DROP, HANG = "drop the line", "say nothing"


@dataclass
class Behaviour:
    """What the server does. `to`: its answer to RCPT by address; `at`: its answer (or DROP, HANG) by command."""

    to: dict[str, str] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    connections: int = 0
    tries: int = 0
    stop_at: int | None = None
    pause: float = 60
    stopped: threading.Event = field(default_factory=threading.Event)

    async def answer(self, session_server, command, default):
        answer = self.at.get(command, default)
        if answer == DROP:
            session_server.transport.abort()
        while answer == HANG:
            await asyncio.sleep(0.05)
            answer = self.at.get(command, default)
        return answer

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.tries += 1
        answer = await self.answer(server, "MAIL", "250 OK")
        envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.to.get(address) or await self.answer(server, "RCPT", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = await self.answer(server, "DOT", "250 OK")
        if answer == "250 OK" or answer == DROP:
            message_id = message_from_bytes(envelope.content)["Message-ID"]
            self.taken.append((message_id, tuple(envelope.rcpt_tos)))
            self.messages.append(envelope.content)
        if len(self.taken) == self.stop_at:
            self.stopped.set()
            await asyncio.sleep(self.pause)
        return answer

    def repeats(self):
        return sum(number - 1 for number in Counter(self.taken).values())


class Server(Controller):
    def factory(self):
        self.handler.connections += 1
        options = {"authenticator": lambda *_: AuthResult(success=False, handled=False)}
        return SMTP(self.handler, hostname="mail.example", auth_require_tls=False, **options)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def server(settings):
    behaviour = Behaviour()
    controller = Server(behaviour, hostname="127.0.0.1", port=free_port())
    controller.start()
    behaviour.connections = 0  # the controller has knocked to see whether it is up
    settings.EMAIL_BACKEND = "people.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield behaviour
    behaviour.at.clear()
    controller.stop(no_assert=True)


def put(number=1, to="officer@demo.example", **changes):
    with transaction.atomic():
        return outbox.queue(
            key=f"digest:{number}", kind="notice", to=to, subject="Due", text=f"Mail {number}", **changes
        )


def row(mail):
    mail.refresh_from_db()
    return MailState(mail.state), mail.attempts, mail.reason


# One mail, one answer


@pytest.mark.django_db
def test_five_mails_go_over_one_connection_with_one_recipient_each(server):
    mails = [put(number, to=f"officer{number}@demo.example") for number in range(5)]
    assert outbox.drain(now=NOW) == outbox.DrainResult(sent=5)
    assert server.taken == [(mail.message_id, (mail.to_address,)) for mail in mails]
    assert server.connections == 1


@pytest.mark.django_db
def test_django_s_own_backend_is_replaced_by_the_watched_one(server, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    server.at["DOT"] = DROP
    put()
    assert outbox.drain(now=NOW).uncertain == 1


@pytest.mark.parametrize(
    ("to", "envelope"),
    [
        ("o'neill+plan@demo.example", "o'neill+plan@demo.example"),
        ("officer@bücher.example", "officer@xn--bcher-kva.example"),
    ],
)
@pytest.mark.django_db
def test_an_odd_address_is_delivered_to_exactly_that_mailbox(server, to, envelope):
    put(to=to)
    outbox.drain(now=NOW)
    assert [recipients for _, recipients in server.taken] == [(envelope,)]


@pytest.mark.django_db
def test_hostile_texts_add_no_header_and_no_recipient(server):
    with transaction.atomic():
        outbox.queue(
            key="k",
            kind="notice",
            to="officer@demo.example",
            subject="Due\r\nBcc: other@demo.example\r\n\r\nBody",
            text="Hello\r\n.\r\nRCPT TO:<other@demo.example>\r\n",
        )
    outbox.drain(now=NOW)
    ((_, recipients),) = server.taken
    parsed = message_from_bytes(server.messages[0])
    assert recipients == ("officer@demo.example",)
    assert (parsed["Bcc"], parsed["Subject"]) == (None, "Due Bcc: other@demo.example Body")
    assert parsed["To"] == "officer@demo.example"


@pytest.mark.django_db
def test_bad_recipients_fail_at_once_with_the_server_s_words_and_hold_up_nobody(server):
    good, bad = [], []
    for number in range(10):
        to = f"officer{number}@demo.example"
        if number % 2:
            server.to[to] = "550 5.1.1 No such officer"
            bad.append(put(number, to=to))
        else:
            good.append(put(number, to=to))
    assert outbox.drain(now=NOW) == outbox.DrainResult(sent=5, failed=5)
    assert [recipients for _, recipients in server.taken] == [(mail.to_address,) for mail in good]
    assert {row(mail) for mail in bad} == {(MailState.FAILED, 1, "550 5.1.1 No such officer")}
    assert outbox.drain(now=NOW + timedelta(days=1)) == outbox.DrainResult()


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [
        ("RCPT", "450 4.2.1 Mailbox busy", MailState.RETRY),
        ("RCPT", "451 4.3.0 Try later", MailState.RETRY),
        ("RCPT", "421 4.7.0 Closing", MailState.RETRY),
        ("MAIL", "451 4.3.0 Try later", MailState.RETRY),
        ("MAIL", "552 5.3.4 Too large", MailState.FAILED),
        ("DOT", "451 4.3.0 Try later", MailState.RETRY),
        ("DOT", "554 5.7.1 Looks like spam", MailState.FAILED),
        ("RCPT", "554 5.7.1 Not here", MailState.FAILED),
    ],
)
@pytest.mark.django_db
def test_what_an_answer_means_for_the_mail(server, command, answer, state):
    server.at[command] = answer
    mail = put()
    outbox.drain(now=NOW)
    assert row(mail) == (state, 1, answer)
    assert server.taken == []


@pytest.mark.django_db
def test_a_mail_that_is_always_put_off_is_tried_eight_times_with_growing_gaps(server):
    server.at["RCPT"] = "450 4.2.1 Mailbox busy"
    mail, now, gaps = put(), NOW, []
    for _ in range(7):
        outbox.drain(now=now)
        mail.refresh_from_db()
        gaps.append((mail.retry_at - now) / MINUTE)
        assert outbox.drain(now=mail.retry_at - timedelta(seconds=1)) == outbox.DrainResult()
        now = mail.retry_at
    assert [least <= gap <= least * 1.2 for least, gap in zip((1, 5, 10, 20, 30, 30, 30), gaps, strict=True)] == [
        True
    ] * 7
    assert outbox.drain(now=now) == outbox.DrainResult(failed=1)
    assert row(mail) == (MailState.FAILED, 8, "Given up after 8 tries: 450 4.2.1 Mailbox busy")
    assert server.tries == 8


@pytest.mark.django_db
def test_mails_that_fail_together_do_not_come_back_together(server):
    server.at["RCPT"] = "450 Busy"
    for number in range(5):
        put(number)
    outbox.drain(now=NOW)
    assert OutgoingMail.objects.values("retry_at").distinct().count() == 5


@pytest.mark.django_db
def test_after_a_put_off_the_mail_is_sent_once_under_the_same_message_id(server):
    server.at["RCPT"] = "450 Busy"
    mail = put()
    outbox.drain(now=NOW)
    server.at.clear()
    assert outbox.drain(now=NOW + 2 * MINUTE) == outbox.DrainResult(sent=1)
    assert server.taken == [(mail.message_id, ("officer@demo.example",))]
    assert row(mail) == (MailState.SENT, 2, "")


# The line drops


@pytest.mark.django_db
def test_a_line_dropped_before_the_dot_cannot_have_delivered(server):
    server.at["RCPT"] = DROP
    mail = put()
    assert outbox.drain(now=NOW).retry == 1
    assert row(mail)[:2] == (MailState.RETRY, 1)


@pytest.mark.django_db
def test_a_line_dropped_after_the_dot_is_uncertain_and_tried_once_more(server):
    server.at["DOT"] = DROP
    mail = put()
    assert outbox.drain(now=NOW).uncertain == 1
    assert row(mail)[:2] == (MailState.UNCERTAIN, 1)
    assert outbox.drain(now=NOW + 2 * MINUTE).failed == 1
    state, attempts, reason = row(mail)
    assert (state, attempts, reason.split(":")[0]) == (MailState.FAILED, 2, "It may have arrived; twice no answer came")
    assert server.taken == [(mail.message_id, ("officer@demo.example",))] * 2
    assert outbox.drain(now=NOW + timedelta(days=1)) == outbox.DrainResult()


@pytest.mark.django_db
def test_an_uncertain_mail_that_is_taken_the_second_time_is_sent(server):
    server.at["DOT"] = DROP
    mail = put()
    outbox.drain(now=NOW)
    server.at.clear()
    assert outbox.drain(now=NOW + 2 * MINUTE) == outbox.DrainResult(sent=1)
    assert row(mail) == (MailState.SENT, 2, "")
    assert MailTransport.objects.the_one().failures == 0


@pytest.mark.django_db
def test_a_dropped_line_is_opened_again_a_second_later_and_the_rest_is_sent(server):
    server.to["first@demo.example"] = "421 4.7.0 Closing"
    put(1, to="first@demo.example")
    put(2)
    assert outbox.drain() == outbox.DrainResult(sent=1, retry=1)
    assert server.connections == 2
    assert MailTransport.objects.the_one().paused_until is None


@pytest.mark.django_db
def test_within_that_second_nobody_opens_a_line(server):
    server.at["RCPT"] = DROP
    for number in range(3):
        put(number)
    assert outbox.drain(now=NOW).retry == 1
    assert outbox.drain(now=NOW + timedelta(milliseconds=999)).retry == 0
    assert server.connections == 1
    assert outbox.drain(now=NOW + timedelta(seconds=1)).retry == 1
    assert server.connections == 2


# The server, and not the mail, is at fault


def refused(settings, server):
    settings.EMAIL_PORT = free_port()


def unknown_host(settings, server):
    settings.EMAIL_HOST = "no-such-host.invalid"


def impossible_host(settings, server):
    settings.EMAIL_HOST = "a" * 64 + ".example"


def wrong_password(settings, server):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "someone", "wrong"


def no_starttls(settings, server):
    settings.EMAIL_USE_TLS = True


def no_tls(settings, server):
    settings.EMAIL_USE_SSL = True


def sender_refused(settings, server):
    server.at["MAIL"] = "550 5.7.1 You may not send as commsplan"


def sign_in_wanted(settings, server):
    server.at["MAIL"] = "530 5.7.0 Authentication required"


FAULTS = [refused, unknown_host, impossible_host, wrong_password, no_starttls, no_tls, sender_refused, sign_in_wanted]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.django_db
def test_a_fault_of_the_server_pauses_the_transport_and_costs_no_mail_a_try(server, settings, fault):
    fault(settings, server)
    mails = [put(number) for number in range(3)]
    result = outbox.drain(now=NOW)
    transport = MailTransport.objects.the_one()
    assert (result.sent, result.failed, result.stopped) == (0, 0, transport.reason)
    assert (transport.paused_until, transport.failures) == (NOW + MINUTE, 1)
    assert {(state in (MailState.QUEUED, MailState.RETRY), tries) for state, tries, _ in map(row, mails)} == {(True, 0)}


@pytest.mark.django_db
def test_while_paused_one_try_a_minute_is_made_and_none_by_a_rival(server):
    server.at["MAIL"] = "530 5.7.0 Authentication required"
    for number in range(5):
        put(number)
    for second in range(0, 181, 10):
        outbox.drain(now=NOW + timedelta(seconds=second))
    assert server.tries == 4
    transport, rival = MailTransport.objects.the_one(), MailTransport.objects.the_one()
    assert transport.may_open(NOW + 10 * MINUTE) is True
    assert rival.may_open(NOW + 10 * MINUTE) is False


@pytest.mark.django_db
def test_when_the_server_is_back_everything_is_sent_and_the_pause_forgotten(server):
    server.at["MAIL"] = "530 5.7.0 Authentication required"
    for number in range(3):
        put(number)
    outbox.drain(now=NOW)
    server.at.clear()
    assert outbox.drain(now=NOW + MINUTE) == outbox.DrainResult(sent=3)
    transport = MailTransport.objects.the_one()
    assert (transport.paused_until, transport.reason, transport.failures) == (None, "", 0)


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
@pytest.mark.django_db
def test_a_server_that_hangs_pauses_the_transport_and_lets_another_mail_go_first(server, monkeypatch, command):
    monkeypatch.setattr(smtp, "STEP_SECONDS", 0.2)
    server.at[command] = HANG
    first, second = put(1), put(2)
    outbox.drain(now=NOW)
    assert MailTransport.objects.the_one().paused_until == NOW + MINUTE
    assert row(first)[:2] == (MailState.RETRY, 0)
    assert row(second)[:2] == (MailState.QUEUED, 0)
    server.at.clear()
    assert outbox.drain(now=NOW + MINUTE) == outbox.DrainResult(sent=1)
    assert outbox.drain(now=NOW + 5 * MINUTE) == outbox.DrainResult(sent=1)
    assert server.repeats() == 0


@pytest.mark.django_db
def test_a_server_that_hangs_after_the_dot_leaves_the_mail_uncertain(server, monkeypatch):
    monkeypatch.setattr(smtp, "STEP_SECONDS", 0.2)
    server.at["DOT"] = HANG
    mail = put()
    outbox.drain(now=NOW)
    assert row(mail)[:2] == (MailState.UNCERTAIN, 1)
    assert MailTransport.objects.the_one().paused_until == NOW + MINUTE


@pytest.mark.django_db
def test_a_server_that_never_greets_costs_no_mail_a_try(server, settings, monkeypatch):
    monkeypatch.setattr(smtp, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(smtp, "STEP_SECONDS", 0.2)
    mail = put()
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.EMAIL_PORT = deaf.getsockname()[1]
        outbox.drain(now=NOW)
    assert row(mail) == (MailState.QUEUED, 0, "")
    assert MailTransport.objects.the_one().paused_until == NOW + MINUTE


@pytest.mark.django_db
def test_a_try_has_one_deadline_for_all_its_steps(server, monkeypatch):
    """Each step of a server that dawdles is in time, and all of them together are not."""
    monkeypatch.setattr(smtp, "TRY_SECONDS", 0.3)
    real = Behaviour.answer

    async def dawdle(self, *args):
        await asyncio.sleep(0.2)
        return await real(self, *args)

    monkeypatch.setattr(Behaviour, "answer", dawdle)
    put()
    assert outbox.drain(now=NOW).sent == 0
    assert server.taken == []


def test_a_backend_that_is_not_smtp_leaves_no_doubt(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    line = smtp.Line()
    line.open()
    line.send(EmailMessage("Due", "Hello", to=["officer@demo.example"]))
    assert (line.past_dot, line.drop_if_lost(), line.is_open) == (False, False, False)


@pytest.mark.parametrize(
    ("error", "past_dot", "kind"),
    [
        (smtplib.SMTPServerDisconnected("gone"), False, smtp.FaultKind.TEMPORARY),
        (smtplib.SMTPServerDisconnected("gone"), True, smtp.FaultKind.UNCERTAIN),
        (smtplib.SMTPDataError(-1, b"?"), False, smtp.FaultKind.UNCERTAIN),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), False, smtp.FaultKind.REFUSED),
        (ConnectionResetError(), False, smtp.FaultKind.TEMPORARY),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (535, b"Who?")}), False, smtp.FaultKind.TRANSPORT),
        (LookupError("some other backend's"), False, smtp.FaultKind.TEMPORARY),
    ],
)
def test_what_an_error_means(error, past_dot, kind):
    assert smtp.diagnose(error, past_dot=past_dot).kind is kind


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (smtplib.SMTPDataError(554, b"5.7.1 One\n5.7.1 two\x00\r\nthree"), "554 5.7.1 One 5.7.1 two three"),
        (smtplib.SMTPDataError(550, b"\xff" + b"x" * 600), "550 \ufffd" + "x" * 495),
        (ConnectionRefusedError(111, "Connection refused"), "ConnectionRefusedError: [Errno 111] Connection refused"),
    ],
)
def test_the_server_s_words_are_one_line(error, words):
    assert smtp.words_of(error) == words


# Rivals


@pytest.fixture
def shared_database(transactional_db):
    """A database that other threads and processes can open: PostgreSQL, or SQLite in a file."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.fail('This test needs SQLite in a file: set DATABASES["default"]["TEST"] = {"NAME": a path}.')


def drain_with_rivals(rivals):
    start = threading.Barrier(rivals)

    def drain():
        start.wait(10)
        try:
            return outbox.drain()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(rivals) as pool:
        return [future.result(60) for future in [pool.submit(drain) for _ in range(rivals)]]


def test_eight_drains_at_once_deliver_200_mails_once_each(server, shared_database):
    with transaction.atomic():
        expected = {put(number, to=f"officer{number}@demo.example").message_id for number in range(200)}
    results = drain_with_rivals(8)
    assert sum(result.sent for result in results) == 200
    assert {message_id for message_id, _ in server.taken} == expected
    assert (len(server.taken), server.repeats()) == (200, 0)
    assert OutgoingMail.objects.count_by_state()["sent"] == 200
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {1}


def test_with_a_plain_read_for_the_compare_and_set_the_same_test_shows_repeats(server, shared_database, monkeypatch):
    everybody_has_read = threading.Barrier(8)
    first_claim = threading.local()

    def claim_by_plain_read(mails, mail, *, now):
        still_due = mails.filter(pk=mail.pk).due(now).exists()
        if not hasattr(first_claim, "done"):
            first_claim.done = everybody_has_read.wait(10)
        if still_due:
            mail.state, mail.attempts, mail.lease_until = MailState.CLAIMED, mail.attempts + 1, now + LEASE
            columns = {"state": mail.state, "attempts": mail.attempts, "lease_until": mail.lease_until}
            mails.filter(pk=mail.pk).update(sent_at=None, **columns)
        return still_due

    monkeypatch.setattr(OutgoingMailQuerySet, "claim", claim_by_plain_read)
    with transaction.atomic():
        for number in range(20):
            put(number)
    drain_with_rivals(8)
    assert server.repeats() > 0


# The sender is killed


def database_url():
    """The test database as another process can open it."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    who = ":".join(quote(str(database[part]), safe="") for part in ("USER", "PASSWORD") if database[part])
    where = urlencode({name.lower(): database[name] for name in ("HOST", "PORT") if database[name]})
    return f"postgresql://{who}@/{database['NAME']}?{where}"


def start_sender(settings, *arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", "drain_outbox", *arguments],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "EMAIL_HOST": settings.EMAIL_HOST,
            "EMAIL_PORT": str(settings.EMAIL_PORT),
        },
        stdout=subprocess.DEVNULL,
    )


def test_a_sender_killed_three_times_loses_nothing_and_repeats_only_what_was_on_the_wire(
    server, shared_database, settings
):
    """Killed when the server has the mail and has not answered: the one moment at which a repeat cannot be avoided."""
    with transaction.atomic():
        mails = [put(number, to=f"officer{number}@demo.example") for number in range(30)]
    for kills, taken in enumerate((5, 12, 20), start=1):
        server.stopped.clear()
        server.stop_at = taken
        sender = start_sender(settings, "--once")
        assert server.stopped.wait(30)
        os.kill(sender.pid, signal.SIGKILL)
        sender.wait(10)
        assert OutgoingMail.objects.count_by_state()["claimed"] == kills
    server.stop_at = None
    later = datetime.now(UTC) + LEASE
    assert outbox.sweep(later).freed == 3
    assert outbox.drain(now=later).sent == 13
    assert {message_id for message_id, _ in server.taken} == {mail.message_id for mail in mails}
    assert server.repeats() == 3
    assert OutgoingMail.objects.count_by_state()["sent"] == 30


def test_a_sender_process_sends_what_is_due_and_ends(server, shared_database, settings):
    put()
    assert start_sender(settings, "--once").wait(30) == 0
    assert len(server.taken) == 1
    assert OutgoingMail.objects.get().state == MailState.SENT


def test_a_sender_without_once_stays_until_it_is_told_to_stop(server, shared_database, settings):
    put()
    server.stop_at, server.pause = 1, 0
    sender = start_sender(settings)
    assert server.stopped.wait(30)
    assert sender.poll() is None
    sender.terminate()
    assert sender.wait(30) == 0
    assert OutgoingMail.objects.get().state == MailState.SENT
