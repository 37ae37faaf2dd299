"""Several schedulers, several senders, and senders that are killed: nobody is forgotten, and nobody is told twice.

Everything is real and in processes of its own; what counts is what the mail server was given.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import SystemRandom

import pytest
import redis
import time_machine
from django.db import connection, connections, transaction
from django.utils import timezone

from actions import digests, emails, reminders
from actions.models import Reminder
from commsplan import serve
from people import outbox
from people.models import OutgoingMail
from tests.delivery import message_ids, register, run_at_once, tell, told
from tests.smtp_sink import SmtpSink, wait_until
from tests.workers import Worker, database_url, start_worker

MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
IN_THREE_DAYS, ON_THE_DAY = date(2026, 11, 26), MONDAY
MAILS = 40

by_lot = SystemRandom()


# Schedulers and drainers at once


def test_three_schedulers_and_eight_drainers_send_each_officer_one_e_mail(
    transactional_db: None, smtp_sink: SmtpSink
) -> None:
    smtp_sink.slow = 0.03
    due = {f"officer{n}": [IN_THREE_DAYS] + [ON_THE_DAY] * (n % 2) for n in range(48)}
    addresses = set(register(due).values())
    environment = {"DATABASE_URL": database_url(connection.settings_dict), **smtp_sink.environment()}

    queued = [int(said.split()[0]) for said in run_at_once(3, MORNING, "send_reminders", environment=environment)]
    assert sum(queued) == OutgoingMail.objects.count() == 48
    assert Reminder.objects.exclude(mail=None).count() == 72
    assert smtp_sink.deliveries == []

    said = run_at_once(8, MORNING, "drain_outbox", "--once", environment=environment)
    sent = [
        sum(int(line.split()[1].rstrip(",")) for line in one.splitlines() if line.startswith("sent")) for one in said
    ]
    print(f"queued by each scheduler {queued}, sent by each drainer {sent}")
    assert sum(sent) == 48
    assert told(smtp_sink) == dict.fromkeys(addresses, 1)
    assert OutgoingMail.objects.count_by_state()["sent"] == 48
    assert reminders.queue_due(on=MONDAY) == []


def queue_in_three_threads() -> None:
    """Three schedulers in threads, each of which has read the ledger before any has written."""
    everybody_has_read = threading.Barrier(3)

    def scan() -> None:
        found = reminders.digests(MONDAY)
        everybody_has_read.wait(20)
        for officer, lines in found.items():
            reminders.queue_digest(officer, lines, MONDAY)
        connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        for running in [pool.submit(scan) for _ in range(3)]:
            running.result(60)


@contextmanager
def ledger_without_its_key() -> Iterator[None]:
    constraints = Reminder._meta.constraints
    (told_once,) = (constraint for constraint in constraints if constraint.name == "told_once")
    Reminder._meta.constraints = [constraint for constraint in constraints if constraint is not told_once]
    with connection.schema_editor() as editor:  # SQLite's makes the table anew from what Meta says
        editor.remove_constraint(Reminder, told_once)
    try:
        yield
    finally:
        Reminder.objects.all().delete()
        Reminder._meta.constraints = constraints
        with connection.schema_editor() as editor:
            editor.add_constraint(Reminder, told_once)


@pytest.mark.parametrize(
    ("switched_off", "times"),
    [
        ("", 1),
        ("ledger, joining, once a day", 1),
        ("outbox, joining, once a day", 1),
        ("ledger, outbox, once a day", 1),
        ("ledger, outbox, joining", 1),
        ("ledger, outbox, joining, once a day", 3),
    ],
)
def test_either_unique_key_is_enough_and_without_both_the_same_count_shows_repeats(
    transactional_db: None, mail_server: SmtpSink, monkeypatch: pytest.MonkeyPatch, switched_off: str, times: int
) -> None:
    """The negative control. Four guards, and as long as one of them stands nobody is told twice."""
    queue = outbox.queue
    with ExitStack() as without:
        if "ledger" in switched_off:
            without.enter_context(ledger_without_its_key())
        if "outbox" in switched_off:
            of_this_run = lambda *, key, **fields: queue(key=f"{key} {threading.get_ident()}", **fields)  # noqa: E731
            monkeypatch.setattr(emails.outbox, "queue", of_this_run)
        if "joining" in switched_off:
            monkeypatch.setattr(digests, "joined_with_a_later_one", lambda mail, rows: False)
        if "once a day" in switched_off:
            monkeypatch.setattr(digests, "written_to_today", lambda mail, officer, today: False)
            monkeypatch.setattr(digests, "told_later", lambda reminders: {})
        addresses = set(register({f"officer{n}": [IN_THREE_DAYS] for n in range(5)}).values())
        with time_machine.travel(MORNING):
            queue_in_three_threads()
            outbox.drain()
        assert told(mail_server) == dict.fromkeys(addresses, times)


# The sender is killed


@dataclass
class Killing:
    """A worker as the site runs it, on the test's database and on the broker of that leg."""

    sink: SmtpSink
    folder: Path
    broker: str
    worker: Worker | None = None
    on_the_wire: int = 0
    kills: int = 0

    @property
    def options(self) -> list[str]:
        words = serve.commands(port=1, broker=self.broker)["worker"]
        return [word for word in words if word.startswith(("--pool", "--beat", "--concurrency"))]

    def start(self) -> Worker:
        environment = {"DATABASE_URL": database_url(connection.settings_dict), "COMMSPLAN_DATA": str(self.folder)}
        log = self.folder / f"worker-{self.kills}.log"
        self.worker = start_worker({**environment, **self.sink.environment()}, log=log, options=self.options)
        return self.worker

    def tell(self, task: str) -> None:
        tell(task, broker=self.broker, folder=self.folder)

    def count(self) -> None:
        """Of those just killed, what they had claimed was on the wire. Then two minutes pass, in the database only."""
        held = OutgoingMail.objects.filter(state="claimed")
        self.kills += 1
        self.on_the_wire += held.count()
        held.update(lease_until=timezone.now() - timedelta(seconds=1))

    def let_it_send(self) -> float:
        """Have the worker begin, and wait for a moment that nobody could have foreseen."""
        before = len(self.sink.deliveries)
        self.tell("people.sweep_outbox")
        self.tell("people.drain_outbox")
        self.sink.wait_for(before + 1, seconds=30)
        moment = by_lot.uniform(0, 0.3)
        time.sleep(moment)
        return moment

    def finish(self) -> int:
        """Sweep and send the rest; how many mails were repeated."""
        self.tell("people.sweep_outbox")
        wait_until(lambda: OutgoingMail.objects.count_by_state()["sent"] == MAILS, "end of the queue", seconds=30)
        counted = told(self.sink)
        assert set(counted) == {f"officer{number}@demo.example" for number in range(MAILS)}
        assert {len(seen) for seen in message_ids(self.sink).values()} == {1}
        repeats = sum(counted.values()) - MAILS
        print(f"{self.kills} kills, {self.on_the_wire} mails on the wire, {repeats} repeats")
        assert repeats <= self.on_the_wire
        return repeats


@pytest.fixture
def killing(transactional_db: None, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Killing]:
    broker = os.environ.get("CELERY_BROKER_URL", "")
    if broker:
        redis.Redis.from_url(broker).flushall()
    smtp_sink.slow = 0.05
    with transaction.atomic():
        for number in range(MAILS):
            to = f"officer{number}@demo.example"
            outbox.queue(key=f"notice:{number}", kind="notice", to=to, subject="Due", text=f"Mail {number}")
    scene = Killing(smtp_sink, tmp_path, broker)
    yield scene
    if scene.worker:
        scene.worker.kill()


def test_a_worker_killed_whole_in_the_middle_of_sending_loses_nothing(killing: Killing) -> None:
    moments = []
    for _ in range(3):
        worker = killing.start()
        moments.append(killing.let_it_send())
        worker.kill()
        killing.count()
    print("killed after", [f"{moment:.3f} s" for moment in moments])
    killing.start()
    killing.finish()
    assert killing.on_the_wire <= killing.kills * (2 if killing.broker else 1)


def children_of(process: int) -> list[int]:
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [int(pid) for pid, parent in map(str.split, listing.splitlines()) if int(parent) == process]


def test_a_worker_whose_pool_process_is_killed_goes_on_and_loses_nothing(killing: Killing, redis_url: str) -> None:
    """Only with Redis: the worker of an install without one has no pool."""
    worker = killing.start()
    for _ in range(5):
        killing.let_it_send()
        pool = children_of(worker.process.pid)
        # Both at once, for which of them is sending cannot be seen from here.
        for child in pool:
            os.kill(child, signal.SIGKILL)
        wait_until(lambda pool=pool: not set(pool) & set(children_of(worker.process.pid)), "end of the pool")
        killing.count()
    killing.finish()
    assert worker.process.poll() is None
    assert killing.on_the_wire <= killing.kills * 2
