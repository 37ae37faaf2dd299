"""Mail by GOV.UK Notify, against a stand-in: what each answer means, and what is asked before a repeat."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from people import notify, outbox
from people.models.mail import LEASE, MailState, MailTransport, OutgoingMail
from tests.notify_stand_in import KEY, SECRET, SERVICE, TEMPLATE
from tests.servers import free_port

NOW = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TRIAL = "Can't send to this recipient when service is in trial mode"


def put(number=1, to="officer@demo.example", **changes):
    words = {"subject": "Due", "text": f"Mail {number}"} | changes
    with transaction.atomic():
        return outbox.queue(key=f"digest:{number}", kind="notice", to=to, **words)


def row(mail):
    mail.refresh_from_db()
    return MailState(mail.state), mail.attempts, mail.reason


# One mail, one answer


@pytest.mark.django_db
def test_a_mail_is_one_call_with_its_words_and_its_message_id(stand_in):
    mail = put(text="Hello Jane,\n\nhttps://plans.example/actions/12/\n", html="<p>Hello</p>")
    assert outbox.drain(now=NOW) == outbox.DrainResult(sent=1)
    assert stand_in.taken == [
        {
            "email_address": "officer@demo.example",
            "template_id": TEMPLATE,
            "reference": mail.message_id,
            "personalisation": {"subject": "Due", "body": "Hello Jane,\n\nhttps://plans.example/actions/12/"},
        }
    ]
    assert stand_in.calls == [("POST", "/v2/notifications/email")]
    assert row(mail) == (MailState.SENT, 1, "")


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ((400, "email_address Not a valid email address"), MailState.FAILED, "400 email_address Not a valid email address"),
        ((400, TRIAL), MailState.FAILED, f"400 {TRIAL}"),
        ((400, "Your message is empty."), MailState.FAILED, "400 Your message is empty."),
        ((413, "Too large"), MailState.FAILED, "413 Too large"),
        ((429, "Exceeded send limits (250) for today"), MailState.RETRY, "429 Exceeded send limits (250) for today"),
        ((500, "Internal server error"), MailState.RETRY, "500 Internal server error"),
        ((503, "Unavailable"), MailState.RETRY, "503 Unavailable"),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_what_an_answer_means_for_the_mail(stand_in, answer, state, reason):
    stand_in.always = answer
    mail = put()
    outbox.drain(now=NOW)
    assert row(mail) == (state, 1, reason)
    assert stand_in.taken == []
    assert MailTransport.objects.the_one().failures == 0


def wrong_key(settings, stand_in):
    settings.NOTIFY_API_KEY = KEY.replace(SECRET, TEMPLATE)
    return "403 Invalid token: signature, api token not found"


def another_service(settings, stand_in):
    settings.NOTIFY_API_KEY = KEY.replace(SERVICE, TEMPLATE)
    return "403 Invalid token: service not found"


def wrong_clock(settings, stand_in):
    stand_in.ahead = 31
    return "403 Error: Your system clock must be accurate to within 30 seconds"


def wrong_template(settings, stand_in):
    settings.NOTIFY_TEMPLATE_ID = SERVICE
    return "400 Template not found"


def another_template(settings, stand_in):
    stand_in.always = (400, "Missing personalisation: name")
    return "400 Missing personalisation: name"


def wrong_path(settings, stand_in):
    settings.NOTIFY_URL += "/elsewhere"
    return "404 Not found"


def somebody_else(settings, stand_in):
    stand_in.raw = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello"
    return "200 an answer that is not GOV.UK Notify's"


def moved(settings, stand_in):
    stand_in.raw = b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n"
    return "302 an answer that is not GOV.UK Notify's"


def a_guard_of_the_network(settings, stand_in):
    stand_in.raw = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 8\r\n\r\nno entry"
    return "400 an answer that is not GOV.UK Notify's"


def refused(settings, stand_in):
    settings.NOTIFY_URL = f"http://127.0.0.1:{free_port()}"
    return "GOV.UK Notify could not be reached: ConnectionRefusedError"


def unknown_host(settings, stand_in):
    settings.NOTIFY_URL = "http://no-such-host.invalid"
    return "GOV.UK Notify could not be reached: gaierror"


def not_encrypted(settings, stand_in):
    settings.NOTIFY_URL = stand_in.url.replace("http:", "https:")
    return "GOV.UK Notify could not be reached: SSL"


FAULTS = [
    wrong_key, another_service, wrong_clock, wrong_template, another_template, wrong_path, somebody_else, moved,
    a_guard_of_the_network, refused, unknown_host, not_encrypted,
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.django_db
def test_a_fault_of_the_service_pauses_sending_and_costs_no_mail_a_try(stand_in, settings, fault):
    words = fault(settings, stand_in)
    mails = [put(number) for number in range(3)]
    result = outbox.drain(now=NOW)
    transport = MailTransport.objects.the_one()
    assert (result.sent, result.failed, result.stopped) == (0, 0, transport.reason)
    assert transport.reason.startswith(words)
    assert transport.paused_until == NOW + MINUTE
    assert {(state in (MailState.QUEUED, MailState.RETRY), tries) for state, tries, _ in map(row, mails)} == {(True, 0)}
    assert len(stand_in.calls) <= 1


@pytest.mark.django_db
def test_when_the_service_is_back_everything_is_sent_and_the_pause_forgotten(stand_in):
    stand_in.ahead = -60
    for number in range(3):
        put(number)
    outbox.drain(now=NOW)
    stand_in.behave()
    assert outbox.drain(now=NOW + MINUTE) == outbox.DrainResult(sent=3)
    transport = MailTransport.objects.the_one()
    assert (transport.paused_until, transport.reason, transport.failures) == (None, "", 0)


@pytest.mark.django_db
def test_of_fifty_mails_half_are_bad_and_the_good_ones_are_sent_once(stand_in):
    good, bad = [], []
    for number in range(50):
        to = f"officer{number}@demo.example"
        if number % 2:
            stand_in.at[to] = (400, "email_address Not a valid email address")
        (bad if number % 2 else good).append(put(number, to=to))
    assert outbox.drain(now=NOW) == outbox.DrainResult(sent=25, failed=25)
    assert [mail["email_address"] for mail in stand_in.taken] == [mail.to_address for mail in good]
    assert {row(mail) for mail in bad} == {(MailState.FAILED, 1, "400 email_address Not a valid email address")}
    assert outbox.drain(now=NOW + timedelta(days=1)) == outbox.DrainResult()
    assert len(stand_in.calls) == 50


# The answer does not come


@pytest.mark.django_db
def test_a_mail_that_was_taken_without_an_answer_is_asked_about_and_not_repeated(stand_in):
    stand_in.before_answer = "drop"
    mail = put()
    assert outbox.drain(now=NOW) == outbox.DrainResult(uncertain=1)
    assert row(mail)[:2] == (MailState.UNCERTAIN, 1)
    stand_in.behave()
    assert outbox.drain(now=NOW + 2 * MINUTE) == outbox.DrainResult(sent=1)
    assert stand_in.references() == [mail.message_id]
    assert stand_in.calls == [("POST", "/v2/notifications/email"), ("GET", "/v2/notifications")]


@pytest.mark.django_db
def test_without_the_question_that_mail_is_repeated(stand_in, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(notify.EmailBackend, "has_taken", lambda self, message: False)
    stand_in.before_answer = "drop"
    mail = put()
    outbox.drain(now=NOW)
    stand_in.behave()
    outbox.drain(now=NOW + 2 * MINUTE)
    assert stand_in.references() == [mail.message_id] * 2


@pytest.mark.django_db
def test_a_mail_that_was_not_taken_is_asked_about_and_sent(stand_in):
    stand_in.before_answer, stand_in.forgets = "drop", True
    mail = put()
    outbox.drain(now=NOW)
    stand_in.before_answer, stand_in.forgets = "", False
    assert outbox.drain(now=NOW + 2 * MINUTE) == outbox.DrainResult(sent=1)
    assert stand_in.references() == [mail.message_id]


@pytest.mark.django_db
def test_a_server_error_after_the_mail_was_taken_leads_to_no_repeat(stand_in):
    """As a gateway answers that has lost patience with what is behind it."""
    stand_in.raw = b"HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n"
    mail = put()
    assert outbox.drain(now=NOW) == outbox.DrainResult(retry=1)
    stand_in.behave()
    assert outbox.drain(now=NOW + 2 * MINUTE) == outbox.DrainResult(sent=1)
    assert stand_in.references() == [mail.message_id]


@pytest.mark.django_db
def test_a_mail_whose_sender_was_killed_after_it_was_taken_is_not_repeated(stand_in):
    mail = put()
    claimed = OutgoingMail.objects.get()
    OutgoingMail.objects.claim(claimed, now=NOW)
    notify.EmailBackend().send_messages([outbox.compose(claimed)])
    outbox.sweep(NOW + LEASE)
    assert outbox.drain(now=NOW + LEASE) == outbox.DrainResult(sent=1)
    assert stand_in.references() == [mail.message_id]


@pytest.mark.django_db
def test_a_service_that_hangs_leaves_the_mail_uncertain_and_pauses_sending(stand_in, monkeypatch):
    monkeypatch.setattr(notify, "CALL_SECONDS", 0.3)
    stand_in.before_answer = "hang"
    first, second = put(1), put(2)
    assert outbox.drain(now=NOW).uncertain == 1
    assert (row(first)[:2], row(second)[:2]) == ((MailState.UNCERTAIN, 1), (MailState.QUEUED, 0))
    assert MailTransport.objects.the_one().paused_until == NOW + MINUTE


@pytest.mark.parametrize(
    ("answer", "state", "attempts"),
    [
        ((500, "Internal server error"), MailState.RETRY, 2),
        ((429, "Exceeded rate limit"), MailState.RETRY, 2),
        ((400, "reference is too long"), MailState.RETRY, 2),
        ((403, "Invalid token"), MailState.UNCERTAIN, 1),
    ],
)
@pytest.mark.django_db
def test_while_the_question_is_not_answered_the_mail_is_not_repeated(stand_in, answer, state, attempts):
    stand_in.before_answer = "drop"
    mail = put()
    outbox.drain(now=NOW)
    stand_in.before_answer, stand_in.lookup = "", answer
    outbox.drain(now=NOW + 2 * MINUTE)
    assert row(mail)[:2] == (state, attempts)
    stand_in.lookup = None
    assert outbox.drain(now=NOW + timedelta(hours=1)).sent == 1
    assert stand_in.references() == [mail.message_id]


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{\"notifications\": \"x\"}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe",
        b"\x16\x03\x01",
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_an_answer_that_is_no_list_is_no_leave_to_send_again(stand_in, raw):
    stand_in.before_answer = "drop"
    mail = put()
    outbox.drain(now=NOW)
    stand_in.before_answer, stand_in.raw = "", raw
    outbox.drain(now=NOW + 2 * MINUTE)
    assert row(mail)[:2] == (MailState.UNCERTAIN, 1)
    assert stand_in.references() == [mail.message_id]


# Secrets


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.django_db
def test_no_secret_reaches_the_log_or_what_is_kept(stand_in, settings, caplog, fault):
    fault(settings, stand_in)
    put()
    with caplog.at_level(logging.DEBUG):
        outbox.drain(now=NOW)
    kept = " ".join([caplog.text, MailTransport.objects.the_one().reason, OutgoingMail.objects.get().reason])
    assert [secret for secret in (settings.NOTIFY_API_KEY[-36:], "Bearer") if secret in kept] == []
