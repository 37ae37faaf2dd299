"""D1, D3, D5, D6, D8, D9, D11: what a mail server, a clock and several at once can do to reminders."""

import io
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from actions.models import Reminder
from actions.tasks import send_reminders
from people import outbox, smtp
from people.models import MailTransport, OutgoingMail
from people.tasks import drain_outbox, sweep_outbox
from tests.delivery import message_ids, register, run_at_once, told
from tests.faults.figures import figure, only_in_full
from tests.servers import free_port
from tests.smtp_sink import SmtpSink
from tests.workers import database_url

MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def put(count: int) -> list[str]:
    """So many e-mails in the outbox; their addresses."""
    addresses = [f"officer{number}@demo.example" for number in range(count)]
    with transaction.atomic():
        for address in addresses:
            outbox.queue(key=address, kind="notice", to=address, subject="Due", text="Hello")
    return addresses


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A clock that stands, but for what a drain waits after a lost line."""
    with time_machine.travel(MORNING, tick=False) as clock:
        monkeypatch.setattr(outbox.time, "sleep", lambda seconds: clock.shift(timedelta(seconds=seconds)))
        yield clock


def repeats(sink: SmtpSink) -> int:
    return sum(number - 1 for number in told(sink).values())


# D1


@only_in_full
def test_all_who_are_due_are_reminded_once_by_one_sender(transactional_db: None, smtp_sink: SmtpSink) -> None:
    count = 5000
    addresses = set(register({f"officer{n}": [MONDAY] for n in range(count)}).values())
    environment = {"DATABASE_URL": database_url(connection.settings_dict), **smtp_sink.environment()}
    run_at_once(1, MORNING, "send_reminders", environment=environment, seconds=900)
    begun = time.monotonic()
    run_at_once(1, MORNING, "drain_outbox", "--once", environment=environment, seconds=900)
    seconds = time.monotonic() - begun
    printed = io.StringIO()
    call_command("outbox", "--json", stdout=printed)
    counts = {state: number for state, number in json.loads(printed.getvalue())["counts"].items() if number}
    figure(
        "D1",
        required=f"{count} reminders sent, 0 repeats, ≥ 10/s by one sender, < 10 min",
        found=f"{counts}, {repeats(smtp_sink)} repeats, {count / seconds:.0f}/s, {seconds:.0f} s with the start",
    )
    assert told(smtp_sink) == dict.fromkeys(addresses, 1)
    assert counts == {"sent": count}
    assert count / seconds >= 10 and seconds < 600


# D3


def test_lines_dropped_after_the_data_lose_nothing_and_repeat_each_at_most_once(
    db: None, mail_server: SmtpSink, clock: Any
) -> None:
    addresses = put(20)
    mail_server.drop_after_data = True
    outbox.drain()
    seen = Counter(OutgoingMail.objects.values_list("state", flat=True))
    mail_server.behave()
    for _ in range(12):
        clock.shift(MINUTE)
        outbox.sweep()
        outbox.drain()
    attempts = max(OutgoingMail.objects.values_list("attempts", flat=True))
    figure(
        "D3",
        required="of 20 lost 0, repeats ≤ 20, ≤ 2 attempts each, visibly uncertain meanwhile",
        found=f"{dict(seen)} meanwhile; {len(set(addresses) - set(told(mail_server)))} lost, "
        f"{repeats(mail_server)} repeats, ≤ {attempts} attempts",
    )
    assert seen == {"uncertain": 20}
    assert set(told(mail_server)) == set(addresses) and repeats(mail_server) <= 20 and attempts <= 2
    assert {len(ids) for ids in message_ids(mail_server).values()} == {1}
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}


# D5


@only_in_full
def test_five_rounds_of_schedulers_and_senders_at_once_repeat_nothing(
    transactional_db: None, smtp_sink: SmtpSink
) -> None:
    mondays = [MONDAY + timedelta(weeks=number) for number in range(5)]
    addresses = set(register({f"officer{n}": mondays for n in range(500)}).values())
    environment = {"DATABASE_URL": database_url(connection.settings_dict), **smtp_sink.environment()}
    for number, monday in enumerate(mondays):
        before, moment = told(smtp_sink), MORNING + (monday - MONDAY)
        run_at_once(2 + number % 2, moment, "send_reminders", environment=environment, seconds=600)
        run_at_once(8, moment, "drain_outbox", "--once", environment=environment, seconds=600)
        sent = told(smtp_sink) - before
        figure(
            "D5",
            required="500 distinct, 0 repeats",
            found=f"round {number + 1}, {2 + number % 2} schedulers and 8 senders: {len(sent)} distinct, "
            f"{sum(sent.values()) - len(sent)} repeats",
        )
        assert sent == dict.fromkeys(addresses, 1)


# D6


@pytest.mark.parametrize("answer", ["421 4.3.2 Closing", "450 4.2.1 Mailbox busy", "451 4.3.0 Try later"])
def test_a_server_that_puts_off_for_ten_minutes_is_tried_at_growing_gaps(
    db: None, mail_server: SmtpSink, clock: Any, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    addresses = put(5)
    mail_server.replies = dict.fromkeys(addresses, answer)
    opened: list[datetime] = []
    at_rcpt: dict[str, list[datetime]] = defaultdict(list)
    monkeypatch.setattr(smtp.Line, "open", noting(smtp.Line.open, opened))
    while timezone.now() < MORNING + 30 * MINUTE:
        if timezone.now() >= MORNING + 10 * MINUTE:
            mail_server.behave()
        before = len(mail_server.attempts)
        outbox.sweep()
        outbox.drain()
        for address in mail_server.attempts[before:]:
            at_rcpt[address].append(timezone.now())
        clock.shift(10 * SECOND)
    tries = max(map(len, at_rcpt.values()))
    gaps = [[(b - a) / MINUTE for a, b in zip(at, at[1:], strict=False)] for at in at_rcpt.values()]
    per_second = max(Counter(moment.replace(microsecond=0) for moment in opened).values())
    figure(
        f"D6 {answer[:3]}",
        required="lost 0, repeats 0, ≤ 8 attempts each, growing gaps, ≤ 1 new connection/s",
        found=f"{len(set(addresses) - set(told(mail_server)))} lost, {repeats(mail_server)} repeats, ≤ {tries} attempts, "
        f"gaps of the first {[round(gap, 1) for gap in gaps[0]]} min, {per_second} new connection/s",
    )
    assert told(mail_server) == dict.fromkeys(addresses, 1)
    assert tries <= 8 and per_second <= 1
    assert all(later > sooner for of_one in gaps for sooner, later in zip(of_one, of_one[1:], strict=False))


def noting(done: Callable[..., None], moments: list[datetime]) -> Callable[..., None]:
    def noted(self: object) -> None:
        moments.append(timezone.now())
        done(self)

    return noted


# D8


def test_of_a_hundred_of_whom_half_are_refused_the_others_are_sent_without_delay(
    db: None, mail_server: SmtpSink
) -> None:
    addresses = put(100)
    mail_server.replies = dict.fromkeys(addresses[::2], "550 5.1.1 No such officer")
    begun = time.monotonic()
    outbox.drain()
    seconds = time.monotonic() - begun
    states = Counter(OutgoingMail.objects.values_list("state", flat=True))
    figure(
        "D8",
        required="50 sent once, 50 failed, one recipient a message, good ones not delayed > 60 s",
        found=f"{dict(states)}, ≤ {max(len(one.recipients) for one in mail_server.deliveries)} recipient a message, "
        f"all within {seconds:.1f} s",
    )
    assert told(mail_server) == dict.fromkeys(addresses[1::2], 1)
    assert states == {"sent": 50, "failed": 50}
    assert {len(one.recipients) for one in mail_server.deliveries} == {1}


# D9


def hangs(sink: SmtpSink, settings: Any) -> None:
    sink.hang = 60


def refuses_the_password(sink: SmtpSink, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "commsplan", "wrong"


def has_no_tls(sink: SmtpSink, settings: Any) -> None:
    settings.EMAIL_USE_TLS = True


def does_not_resolve(sink: SmtpSink, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.council.invalid"


def is_not_there(sink: SmtpSink, settings: Any) -> None:
    settings.EMAIL_PORT = free_port()


@pytest.mark.parametrize(
    "fault", [pytest.param(hangs, marks=only_in_full), refuses_the_password, has_no_tls, does_not_resolve, is_not_there]
)
def test_a_server_that_cannot_be_used_costs_fifteen_seconds_a_try_at_most_and_no_mail(
    db: None, mail_server: SmtpSink, settings: Any, fault: Callable[[SmtpSink, Any], None]
) -> None:
    put(5)
    fault(mail_server, settings)
    begun, attempts = time.monotonic(), mail_server.connections
    result = outbox.drain()
    seconds = time.monotonic() - begun
    again = outbox.drain()  # within the same minute
    states = set(OutgoingMail.objects.values_list("state", flat=True))
    figure(
        f"D9 {fault.__name__}",
        required="a try ends ≤ 15 s, ≤ 1 try/min, nothing failed for good, said to the administrator",
        found=f"{seconds:.1f} s, “{result.stopped}”, {sorted(states)}; again within the minute: {again.stopped != ''}",
    )
    assert result.stopped and again.stopped and states <= {"queued", "retry"}
    assert mail_server.connections - attempts <= 1
    assert MailTransport.objects.the_one().is_paused(timezone.now())
    if fault is hangs:
        assert seconds <= 15


# D11


def work(moment: datetime) -> None:
    """What worker and scheduler do at that moment, by the clock of their machine."""
    with time_machine.travel(moment, tick=False):
        send_reminders()
        sweep_outbox()
        drain_outbox()


CLOCKS = {
    "two days ahead, and back": [0, 0, 48, 48, 0, 0, 24, 48, 72],
    "an hour slow": [-1, -1, 23, 47, 71],
    "ahead, back, ahead": [0, 24, 72, 24, 72, 48, 72],
}  # hours after Monday morning, as the machine's clock says them


@pytest.mark.parametrize("name", CLOCKS)
def test_a_clock_that_is_wrong_tells_nobody_twice(transactional_db: None, mail_server: SmtpSink, name: str) -> None:
    due = {
        "today": [MONDAY], "tomorrow": [MONDAY + DAY], "both": [MONDAY, MONDAY + DAY], "soon": [MONDAY + 3 * DAY],
    }  # fmt: skip
    register(due)
    for hours in CLOCKS[name]:
        work(MORNING + timedelta(hours=hours))
    said_of = Counter(Reminder.objects.exclude(mail=None).values_list("key", "rung", "officer"))
    texts = Counter((one.recipients[0], one.message["Message-ID"]) for one in mail_server.deliveries)
    a_day = Counter(
        (mail.to_address, timezone.localdate(mail.sent_at)) for mail in OutgoingMail.objects.filter(state="sent")
    )
    figure(
        f"D11 {name}",
        required="0 repeats, ≤ 1 e-mail a person and day",
        found=f"{len(mail_server.deliveries)} e-mails, {sum(texts.values()) - len(texts)} repeats, "
        f"≤ {max(said_of.values())} time each rung, ≤ {max(a_day.values())} a day",
    )
    assert max(texts.values()) == max(said_of.values()) == max(a_day.values()) == 1
    assert {one.recipients[0] for one in mail_server.deliveries} == {f"{officer}@demo.example" for officer in due}
