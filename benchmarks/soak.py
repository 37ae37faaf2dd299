"""Two hours of four times as much work: `.venv/bin/python benchmarks/soak.py [--minutes 120] [--faster 4]`.

The people and the site of `load.py`, thinking a quarter of the time; every ten minutes a plan of 500 rows is taken in,
two papers are made and the reminders go out. After a tenth of the time, and at the end, it is measured what each process
holds, how many connections PostgreSQL has open, and what is stuck: e-mail or papers that were begun and are not ended.
Exit 1 where a process has grown by more than a tenth in between, connections have become more, anything is stuck, or any
answer was an error.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import load  # noqa: E402
from benchmarks.browsing import ROOT, held, manage, site  # noqa: E402
from tests.servers import Redis, postgres  # noqa: E402
from tests.smtp_sink import start_sink  # noqa: E402

MOST_GROWTH = 1.1
ROUND = 600  # seconds from one import, two papers and the reminders to the next
COUNT = """
from datetime import timedelta
from django.db import connection
from django.utils import timezone
from people.models import OutgoingMail
from reports.models import Report
late = timezone.now() - timedelta(minutes=10)
stuck = OutgoingMail.objects.filter(state__in=("queued", "claimed"), created_at__lt=late).count()
stuck += Report.objects.filter(state="waiting", lease_until__lt=late).count()
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
    print(stuck, cursor.fetchone()[0])
"""


@dataclass(frozen=True)
class State:
    """What is held at a moment: {process: MB}, rows that are stuck, connections that are open."""

    memory: dict[str, float]
    stuck: int
    connections: int


def state(environment: dict[str, str], processes: list[int]) -> State:
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", COUNT]
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    stuck, connections = map(int, said.split()[-2:])
    return State({f"{command_of(one)} {one}": held(one, "VmRSS") for one in processes}, stuck, connections)


def command_of(process: int) -> str:
    """What it is: the first words of its command that say so."""
    listed = Path(f"/proc/{process}/cmdline")
    words = listed.read_text().split("\0") if listed.exists() else []
    return next(
        (name for name in ("gunicorn", "beat", "worker", "redis-server") if any(name in one for one in words)),
        "process",
    )


def heavy_work(port: int, environment: dict[str, str], book: load.Book, until: float) -> None:
    """Rounds of what the worker does for somebody, one plan after the other, until then."""
    number = 0
    while time.monotonic() < until:
        number += 1
        rest = time.monotonic() + ROUND
        try:
            manage(environment, "send_reminders")
            load.shell(environment, load.ORDER.format(count=2))
            load.take_in(port, f"scale-{number}", book)
        except (OSError, ValueError, SystemExit, subprocess.CalledProcessError) as broken:
            book.errors.append(f"round {number}: {broken!r}")
        while time.monotonic() < min(rest, until):
            time.sleep(1)
    print(f"{number} rounds of an import, two papers and the reminders")


def children_of(process: int) -> list[int]:
    """The processes below it, at any depth."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    below = [int(word) for word in listed.read_text().split()] if listed.exists() else []
    return [*below, *(deeper for one in below for deeper in children_of(one))]


def measure(minutes: float, environment: dict[str, str]) -> list[str]:
    for command in (("migrate",), ("collectstatic", "--noinput"), ("seed_demo",)):
        manage(environment, *command)
    manage(environment, "scale_data", "--actions", str(load.ACTIONS))
    book = load.Book()
    with ExitStack() as stack:
        port, _ = stack.enter_context(site(environment, workers=2))
        stack.enter_context(load.process(environment, "worker", "--concurrency=2", "--loglevel=ERROR"))
        stack.enter_context(load.process(environment, "beat", "--pidfile=", "--loglevel=ERROR"))
        until = time.monotonic() + minutes * 60
        people = [load.Person(number, port, book) for number in range(40)]
        threads = [threading.Thread(target=one.work, args=(until,)) for one in people]
        threads.append(threading.Thread(target=heavy_work, args=(port, environment, book, until)))
        for thread in threads:
            thread.start()
        time.sleep(minutes * 6)
        running = children_of(os.getpid())
        first = state(environment, running)
        for thread in threads:
            thread.join()
        time.sleep(5)
        last = state(environment, running)
    load.report(book, [*book.seconds], f"{minutes:g} minutes, ms")
    wrong = list(book.errors)
    for one, before in first.memory.items():
        now = last.memory.get(one, 0.0)
        print(f"{one}: {before:.0f} MB, then {now:.0f}")
        if now > before * MOST_GROWTH:
            wrong.append(f"{one} grew from {before:.0f} to {now:.0f} MB")
    print(f"stuck: {first.stuck}, then {last.stuck}; connections: {first.connections}, then {last.connections}")
    if last.stuck:
        wrong.append(f"{last.stuck} rows are stuck")
    if last.connections > first.connections:
        wrong.append(f"{last.connections} connections are open, and {first.connections} were")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--faster", type=float, default=4)
    options = parser.parse_args()
    load.ROWS = 500
    load.THINKING = (load.THINKING[0] / options.faster, load.THINKING[1] / options.faster)
    sink, controller = start_sink()
    with tempfile.TemporaryDirectory() as folder, postgres() as url, Redis() as broker:
        environment = {**os.environ, "COMMSPLAN_DATA": folder, **sink.environment(), "DATABASE_URL": url}
        wrong = measure(options.minutes, environment | {"CACHE_URL": broker.url, "CELERY_BROKER_URL": broker.url})
    controller.stop()
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
