"""What a person sees of a mail server that misbehaves: the administrator's page, its banner, and `manage.py outbox`."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from commsplan.demo import cast
from people import outbox, smtp
from people.models import MailTransport
from tests.delivery import told
from tests.demo import said
from tests.smtp_sink import SmtpSink

MORNING = datetime(2026, 3, 26, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAUSED = "E-mail does not go out at present, and is tried again every minute:"
MAILS = 10
ADDRESSES = [f"officer{number}@demo.example" for number in range(MAILS)]


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def administrator(db: None, clock: Any, mail_server: SmtpSink) -> Client:
    """admin@demo.example, signed in, with ten mails waiting and a scheduler that is well."""
    people = cast.gather("a password of the demo", as_written=False)
    with transaction.atomic():
        for address in ADDRESSES:
            council = people.councils["maidstone"]
            outbox.queue(key=address, kind="notice", to=address, subject="Due", text="Hello", organisation=council)
    client = Client()
    client.force_login(people.users["admin"])
    return client


def drain() -> None:
    """As the worker and the scheduler do."""
    outbox.sweep()
    outbox.drain()


def drain_until_settled(clock: Any, hours: int = 4) -> None:
    """Every ten minutes, as long as it takes."""
    for _ in range(hours * 6):
        drain()
        clock.shift(10 * MINUTE)
    outbox.sweep()


def command() -> dict[str, tuple[str, str]]:
    """{address: (state, the words of the server)} as `manage.py outbox --json` prints them."""
    printed = io.StringIO()
    call_command("outbox", "--json", stdout=printed)
    found = json.loads(printed.getvalue())
    states = [message["state"] for message in found["messages"]]
    assert {state: states.count(state) for state in found["counts"]} == found["counts"]
    return {message["to"]: (message["state"], message["reason"]) for message in found["messages"]}


def page(administrator: Client, everything: bool = False) -> str:
    return said(administrator.get("/people/mail/", {"show": "all"} if everything else {}))


def listed(text: str) -> set[str]:
    return {address for address in ADDRESSES if f">{address}<" in text}


@pytest.mark.parametrize("answer", ["421 4.3.2 Closing for maintenance", "450 4.2.1 Mailboxes busy"])
def test_a_server_that_puts_off_for_a_while_is_seen_waiting_and_then_gone(
    administrator: Client, mail_server: SmtpSink, clock: Any, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(outbox.time, "sleep", clock.shift)  # after a lost line a drain waits a second
    mail_server.refuse = answer
    drain()
    put_off = {address for address, (state, _) in command().items() if state == "retry"}
    assert put_off
    assert {command()[address] for address in put_off} == {("retry", answer)}
    assert page(administrator, everything=True).count(f'To be tried again<span class="sub">{answer}') == len(put_off)
    assert listed(page(administrator)) == set()
    mail_server.behave()
    drain_until_settled(clock, hours=1)
    assert told(mail_server) == dict.fromkeys(ADDRESSES, 1)
    assert set(command().values()) == {("sent", "")}
    assert PAUSED not in page(administrator)


def test_a_server_that_puts_off_for_ever_ends_as_not_delivered(
    administrator: Client, mail_server: SmtpSink, clock: Any
) -> None:
    mail_server.refuse = "450 4.2.1 Mailboxes busy"
    drain_until_settled(clock)
    words = "Given up after 8 tries: 450 4.2.1 Mailboxes busy"
    assert command() == dict.fromkeys(ADDRESSES, ("failed", words))
    shown = page(administrator)
    assert listed(shown) == set(ADDRESSES)
    assert shown.count(words) == MAILS
    assert "10 e-mails of the last week could not be delivered" in shown


@pytest.mark.parametrize(
    "bad",
    [
        {ADDRESSES[0]: "550 5.1.1 No such officer", ADDRESSES[7]: "550 5.7.1 Blocked by policy"},
        {address: f"550 5.1.1 Nobody is called {address[:8]}" for address in ADDRESSES[::2]},
    ],
)
def test_recipients_that_are_refused_are_listed_with_the_server_s_words_and_the_rest_is_sent(
    administrator: Client, mail_server: SmtpSink, clock: Any, bad: dict[str, str]
) -> None:
    mail_server.replies = bad
    drain()
    good = set(ADDRESSES) - set(bad)
    assert told(mail_server) == dict.fromkeys(good, 1)
    assert command() == {**dict.fromkeys(good, ("sent", "")), **{to: ("failed", words) for to, words in bad.items()}}
    shown = page(administrator)
    assert listed(shown) == set(bad)
    assert all(f'Not delivered<span class="sub">{words}' in shown for words in bad.values())
    assert f"{len(bad)} e-mails of the last week could not be delivered" in said(administrator.get("/people/"))
    assert PAUSED not in shown


def hang(sink: SmtpSink, settings: Any) -> None:
    sink.hang = 2


def refuse_the_password(sink: SmtpSink, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "commsplan", "wrong"


@pytest.mark.parametrize(
    ("fault", "words"), [(hang, "timed out"), (refuse_the_password, "535 5.7.8 Authentication credentials invalid")]
)
def test_a_server_that_takes_nothing_is_said_in_a_banner_and_costs_no_mail(
    administrator: Client,
    mail_server: SmtpSink,
    clock: Any,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[SmtpSink, Any], None],
    words: str,
) -> None:
    monkeypatch.setattr(smtp, "STEP_SECONDS", 0.3)  # ten in earnest
    fault(mail_server, settings)
    for _ in range(3):
        drain()
        assert PAUSED in (shown := page(administrator, everything=True))
        assert words in shown
        assert words in MailTransport.objects.the_one().reason
        assert listed(shown) == set(ADDRESSES)
        assert {state for state, _ in command().values()} <= {"queued", "retry"}
        assert "Paused until" in outbox_in_words()
        assert words in outbox_in_words()
        clock.shift(2 * MINUTE)
    assert told(mail_server) == {}
    mail_server.behave()
    settings.EMAIL_HOST_USER = ""
    drain_until_settled(clock, hours=1)
    assert told(mail_server) == dict.fromkeys(ADDRESSES, 1)
    assert set(command().values()) == {("sent", "")}
    assert PAUSED not in page(administrator)


def outbox_in_words() -> str:
    printed = io.StringIO()
    call_command("outbox", stdout=printed)
    return printed.getvalue()
