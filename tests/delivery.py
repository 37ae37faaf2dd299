"""What the tests of delivery share: a register that is due, manage.py under another clock, a site and its worker.

`python -m tests.delivery COUNT MOMENT COMMAND …` is manage.py in COUNT processes with their clock started at MOMENT. It
says `ready` when it has loaded; sent a line, it forks, and all of them begin at once. Each prints one line of JSON.
"""

import http.client
import io
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import time_machine
from celery import Celery

from tests.smtp_sink import SmtpSink
from tests.workers import ROOT

END = date(2027, 12, 31)  # before an action's own time begins nothing is asked about it but what falls due
HANG_GUARD = 60.0  # seconds; no test measures time with it, it only keeps a hang from being endless


def register(due: Mapping[str, Sequence[date]]) -> dict[str, str]:
    """An adopted plan in which each of these officers has an action due on each of these days; their addresses."""
    from actions.models import Action, Assignment, Occurrence
    from actions.timing import Timing
    from people.models import Officer, Organisation
    from plans.models import Plan

    council = Organisation.objects.create(name="Demo Council", slug="demo")
    plan = Plan.objects.create(
        organisation=council, title="Plan", slug="plan", first_year=2025, last_year=2027, status=Plan.Status.ADOPTED,
        adopted_on=date(2025, 4, 1),
    )  # fmt: skip
    officers = Officer.objects.bulk_create(
        Officer(organisation=council, name=name, email=f"{name}@demo.example") for name in due
    )
    held = [(officer, day) for officer in officers for day in due[officer.name]]
    actions = Action.objects.bulk_create(
        Action(
            plan=plan, title=f"{officer.name}, {day:%-d %B}", position=number, added_on=plan.adopted_on,
            timing=Timing(f"{END:%-d %B %Y}", "day", earliest=END, latest=END),
        )
        for number, (officer, day) in enumerate(held)
    )  # fmt: skip
    pairs = list(zip(actions, held, strict=True))
    Occurrence.objects.bulk_create(Occurrence(action=action, due=day, first_due=day) for action, (_, day) in pairs)
    Assignment.objects.bulk_create(
        Assignment(action=action, officer=officer, is_accountable=True) for action, (officer, _) in pairs
    )
    return {officer.name: officer.email for officer in officers}


def begin(count: int, moment: datetime, *words: str, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """manage.py with these words under that clock, loaded and waiting for its line."""
    command = [sys.executable, "-m", "tests.delivery", str(count), moment.isoformat(), *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdin=pipe, stdout=pipe, text=True)


def run_at_once(
    count: int, moment: datetime, *words: str, environment: Mapping[str, str], seconds: float = HANG_GUARD
) -> list[str]:
    """What so many processes print that run this command of manage.py and begin together; within so many seconds.

    Raises:
        RuntimeError: one of them failed.
    """
    with begin(count, moment, *words, environment=environment) as process:
        try:
            ready, *printed = process.communicate("\n", timeout=seconds)[0].splitlines()
        finally:
            process.kill()
    if process.returncode or (ready, len(printed)) != ("ready", count):
        raise RuntimeError(f"manage.py {' '.join(words)} failed")
    return [json.loads(line) for line in printed]


def run(count: int, moment: datetime, *words: str) -> int:
    """Load, wait for the line, and be so many processes; the exit code of whichever of them this is."""
    import django
    from django.core.management import call_command
    from django.urls import get_resolver

    with time_machine.travel(moment):
        django.setup()
        get_resolver().url_patterns  # noqa: B018  the views, which otherwise each of the processes would load
        print("ready", flush=True)
        sys.stdin.readline()
        gate, opener = os.pipe()
        children = []
        for _ in range(count):
            child = os.fork()
            if not child:
                os.close(opener)
                os.read(gate, 1)  # which ends when the last of those who could write has closed its end
                printed = io.StringIO()
                call_command(*words, stdout=printed)
                os.write(1, f"{json.dumps(printed.getvalue())}\n".encode())  # in one piece: the others write as well
                return 0
            children.append(child)
        os.close(opener)
        return int(any([os.waitpid(child, 0)[1] for child in children]))


def told(sink: SmtpSink) -> Counter[str]:
    """How many e-mails each address has been sent."""
    return Counter(delivery.recipients[0] for delivery in sink.deliveries)


def message_ids(sink: SmtpSink) -> dict[str, set[str]]:
    """The Message-IDs that each address has seen: one, however often the mail was repeated."""
    seen: dict[str, set[str]] = defaultdict(set)
    for delivery in sink.deliveries:
        seen[delivery.recipients[0]].add(delivery.message["Message-ID"])
    return seen


def tell(task: str, *, broker: str, folder: Path) -> None:
    """Do as the scheduler does: leave a task for the worker, at that Redis or else in the queue of that data folder."""
    app = Celery("scheduler-of-the-test", set_as_current=False)
    if not broker:
        folders = dict.fromkeys(("data_folder_in", "data_folder_out"), str(folder / "queue"))
        app.conf.broker_transport_options = {**folders, "control_folder": str(folder / "control")}
    with app.connection(broker or "filesystem://") as connection:  # not the app's: CELERY_BROKER_URL would overrule it
        app.send_task(task, connection=connection, ignore_result=True)
    app.close()


class Visitor:
    """A browser of the plainest kind: keeps cookies, follows nothing, waits half a minute for an answer."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: SimpleCookie = SimpleCookie()

    def get(self, address: str) -> tuple[int, str]:
        return self.ask("GET", address)

    def post(self, address: str, form: Mapping[str, object]) -> tuple[int, str]:
        token = {"csrfmiddlewaretoken": self.cookies["csrftoken"].value}
        return self.ask("POST", address, urlencode({**token, **form}))

    def ask(
        self,
        method: str,
        address: str,
        body: str | bytes | None = None,
        kind: str = "application/x-www-form-urlencoded",
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = kind
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies.load(line)
            return answer.status, answer.read().decode()
        finally:
            connection.close()


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), *sys.argv[3:]))
