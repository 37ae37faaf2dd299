"""Forty people at work at once: `.venv/bin/python benchmarks/load.py [--minutes 10] [--users 40] [--beside] [--sqlite]`.

A register of 5,000 actions over ten councils on PostgreSQL and Redis, two web workers, a Celery worker and the scheduler.
Each person is signed in, looks at pages or posts an update, and thinks for 5 to 15 seconds in between: three officers to
one director. With `--beside`, 5,000 reminders go out to a real mail server, two papers of 5,000 rows are taken in through
the site, and ten PDFs are made meanwhile. Prints how many requests there were, the median, 95th and 99th percentile and
the slowest by page, and all errors. Exit 1 where a bound is passed: 500 ms at the 95th percentile, 1 s with `--beside`,
and no error.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.browsing import ROOT, Browser, ClashError, hidden, manage, site  # noqa: E402
from tests.servers import Redis, postgres  # noqa: E402
from tests.smtp_sink import SmtpSink, start_sink  # noqa: E402

ACTIONS, COUNCILS, ADMINISTRATOR = 5_000, 10, "admin@demo.example"
THINKING = (5.0, 15.0)
OFTEN_OFFICER = {
    "My actions": 4,
    "an action": 3,
    "posting an update": 2,
    "list of a plan": 2,
    "calendar": 1,
    "search": 1,
}
OFTEN_DIRECTOR = {
    "portfolio": 3,
    "list of a plan": 1,
    "plan dashboard": 4,
    "an action": 2,
    "actions that are red": 2,
    "what changed": 1,
}
BOUND, BOUND_BESIDE = 0.5, 1.0
REMINDED, ROWS, PAPERS = 5_000, 5_000, 10

PREPARE = """
from django.utils import timezone
from commsplan.demo.scale import owe_reminders
print(owe_reminders({count}, today=timezone.localdate()))
"""
ORDER = """
from people.models import Membership, User
from plans.models import Plan
from reports.services.papers import draft_report
by, _ = User.objects.get_or_create(email="papers@demo.example", defaults={{"name": "Maker of papers"}})
for plan in Plan.objects.filter(slug__startswith="scale-").order_by("pk")[:{count}]:
    Membership.objects.get_or_create(user=by, organisation=plan.organisation, role="democratic_services")
    by = User.objects.get(pk=by.pk)
    draft_report(plan=plan, by=by, title="Progress", report_of="Head of Communications")
"""


@dataclass
class Book:
    """What everybody saw. Threads write to it."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    clashes: int = 0  # where somebody else saved the same action between form and post
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, page: str, status: int, taken: float, *, right: tuple[int, ...] = (200,)) -> None:
        with self.lock:
            self.seconds[page].append(taken)
            if status not in right:
                self.errors.append(f"{page} answered {status}")


class Person:
    """Somebody who works until the time is up."""

    def __init__(self, number: int, port: int, book: Book) -> None:
        self.lot, self.book = Random(number), book  # noqa: S311  alike every time
        council = number % COUNCILS + 1
        self.plan = f"scale-{(council - 1) * 10 + number % 10 + 1}"
        self.is_director = number % 4 == 3
        who = f"scale-director-{council}" if self.is_director else f"scale-{council}"
        self.browser = Browser(port, f"{who}@demo.example")
        self.actions: list[str] = []  # theirs, or those last looked at

    def work(self, until: float) -> None:
        often = OFTEN_DIRECTOR if self.is_director else OFTEN_OFFICER
        time.sleep(self.lot.uniform(0, THINKING[1]))
        while time.monotonic() < until:
            (what,) = self.lot.choices(list(often), list(often.values()))
            try:
                self.do(what)
            except ClashError:
                with self.book.lock:
                    self.book.clashes += 1
            except (OSError, ValueError, SystemExit) as broken:  # no answer, no form where one should be, a refusal
                with self.book.lock:
                    self.book.errors.append(f"{what}: {broken!r}")
            time.sleep(self.lot.uniform(*THINKING))

    def do(self, what: str) -> None:
        if what == "posting an update" and self.actions:
            taken, _ = self.browser.post_update(self.lot.choice(self.actions))
            self.book.note(what, 200, taken)
            return
        if what in ("an action", "posting an update") and not self.actions:
            what = "list of a plan" if self.is_director else "My actions"
        address = {
            "My actions": "/",
            "an action": f"/actions/{self.lot.choice(self.actions or ['0'])}/",
            "list of a plan": f"/actions/?plan={self.plan}",
            "calendar": "/calendar/",
            "search": "/search/?q=newsletter",
            "portfolio": "/plans/",
            "plan dashboard": f"/plans/{self.plan}/",
            "actions that are red": "/actions/?colour=red",
            "what changed": f"/plans/{self.plan}/changes/",
        }[what]
        answer, body, taken = self.browser.ask("GET", address)
        self.book.note(what, answer.status, taken)
        if what == ("list of a plan" if self.is_director else "My actions"):
            self.actions = re.findall(r'href="/actions/(\d+)/"', body.decode()) or self.actions


@contextmanager
def process(environment: dict[str, str], *command: str) -> Iterator[None]:
    """Something of the site's that runs beside the web workers."""
    running = subprocess.Popen([sys.executable, "-m", "celery", "--quiet", "--app=commsplan.celery:app", *command],
                               cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        yield
    finally:
        running.terminate()
        running.wait(60)


def shell(environment: dict[str, str], code: str) -> None:
    subprocess.run([sys.executable, "manage.py", "shell", "-v0", "-c", code], cwd=ROOT, env=environment, check=True)


def take_in(port: int, plan: str, book: Book) -> None:
    """A paper of 5,000 rows into a plan, as a plan manager does it: sent, read by the worker, looked at, imported."""
    rows = "".join(f"Leaflet {n},{1 + n % 28} May 2027,Officer {n % 20},Leaflet\n" for n in range(ROWS))
    browser, upload = Browser(port, ADMINISTRATOR), f"/plans/{plan}/import/"
    form = browser.ask("GET", upload)[1].decode()
    sent = hidden(form[form.index('enctype="multipart/form-data"') :])
    answer, _, _ = browser.ask("POST", upload, sent, f"Action,Date,Owner,Method\n{rows}")
    where = answer.headers.get("Location", "")
    page, patience = "", time.monotonic() + 300
    while ">Import " not in page:
        if time.monotonic() > patience:
            raise ValueError(f"{where} offers nothing to import")
        time.sleep(1)
        page = browser.ask("GET", where)[1].decode()
    answer, _, taken = browser.ask("POST", where, hidden(page[page.rindex("<form", 0, page.index(">Import ")) :]))
    book.note(f"importing {ROWS:,} rows", answer.status, taken, right=(302,))


def work_beside(port: int, environment: dict[str, str], sink: SmtpSink, book: Book) -> list[threading.Thread]:
    """Reminders, imports and papers, begun together."""
    commands: list[Callable[[], None]] = [
        lambda: manage(environment, "send_reminders"),
        lambda: shell(environment, ORDER.format(count=PAPERS)),
        lambda: take_in(port, "scale-1", book),
        lambda: take_in(port, "scale-11", book),
    ]
    threads = [threading.Thread(target=command) for command in commands]
    for thread in threads:
        thread.start()
    return threads


def percentile(values: list[float], share: float) -> float:
    """The smallest value that so large a share of them does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def report(book: Book, names: list[str], heading: str) -> float:
    """Print the table; the 95th percentile of all of these pages, in seconds."""
    print(f"\n{heading:28}{'requests':>10}{'median':>10}{'95th':>10}{'99th':>10}{'slowest':>10}")
    everything: list[float] = []
    for name in sorted(names):
        everything += book.seconds[name]
        print(f"{name:28}{row(book.seconds[name])}")
    print(f"{'all of these':28}{row(everything)}")
    if book.clashes:
        print(f"{book.clashes} updates met one that somebody else had saved meanwhile, and were asked about")
    return percentile(everything, 0.95)


def row(values: list[float]) -> str:
    figures = (median(values), percentile(values, 0.95), percentile(values, 0.99), max(values))
    return f"{len(values):>10}" + "".join(f"{figure * 1000:>10.0f}" for figure in figures)


def measure(options: argparse.Namespace, environment: dict[str, str], sink: SmtpSink) -> int:
    manage(environment, "migrate")
    manage(environment, "collectstatic", "--noinput")
    manage(environment, "seed_demo")
    manage(environment, "scale_data", "--actions", str(ACTIONS))
    if options.beside:
        shell(environment, PREPARE.format(count=REMINDED))
    book = Book()
    with ExitStack() as stack:
        port, _ = stack.enter_context(site(environment, workers=2))
        if environment.get("CELERY_BROKER_URL"):
            stack.enter_context(process(environment, "worker", "--concurrency=2", "--loglevel=ERROR"))
            stack.enter_context(process(environment, "beat", "--pidfile=", "--loglevel=ERROR"))
        else:
            stack.enter_context(process(environment, "worker", "--pool=solo", "--beat", "--loglevel=ERROR"))
        people = [Person(number, port, book) for number in range(options.users)]
        until = time.monotonic() + options.minutes * 60
        threads = [threading.Thread(target=person.work, args=(until,)) for person in people]
        for thread in threads:
            thread.start()
        beside = work_beside(port, environment, sink, book) if options.beside else []
        for thread in (*threads, *beside):
            thread.join()
        delivered, made = len(sink.deliveries), papers_made(environment) if options.beside else 0
    mine = {*OFTEN_OFFICER, *OFTEN_DIRECTOR} & {*book.seconds}
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    found = report(book, list(mine), f"{options.users} people, ms")
    if others := list({*book.seconds} - mine):
        report(book, others, "beside them, ms")
        print(f"{delivered:,} e-mails delivered, {made} papers made")
    bound = BOUND_BESIDE if options.beside else BOUND
    wrong = [f"the 95th percentile is {found * 1000:.0f} ms, more than {bound * 1000:.0f}"] if found > bound else []
    if options.beside and (delivered < REMINDED or made < PAPERS):
        wrong.append(f"{delivered:,} of {REMINDED:,} e-mails and {made} of {PAPERS} papers in that time")
    print(*book.errors, *wrong, sep="\n")
    return 1 if wrong or book.errors else 0


def papers_made(environment: dict[str, str]) -> int:
    code = "from reports.models import Report; print(Report.objects.filter(title='Progress').exclude(pdf='').count())"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    return int(subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--users", type=int, default=40)
    parser.add_argument("--beside", action="store_true", help="reminders, imports and papers meanwhile")
    parser.add_argument("--sqlite", action="store_true", help="SQLite and a folder as broker, as ./run has it")
    options = parser.parse_args()
    sink, controller = start_sink()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        environment = {**os.environ, "COMMSPLAN_DATA": folder, **sink.environment()}
        if not options.sqlite:
            url, broker = stack.enter_context(postgres()), stack.enter_context(Redis()).url
            environment |= {"DATABASE_URL": url, "CACHE_URL": broker, "CELERY_BROKER_URL": broker}
        try:
            return measure(options, environment, sink)
        finally:
            controller.stop()


if __name__ == "__main__":
    sys.exit(main())
