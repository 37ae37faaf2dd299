"""The site by the Procfile's own commands on PostgreSQL and Redis, each process killed in turn while somebody posts."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import urllib.parse
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from actions.models import Action, ProgressUpdate
from actions.services.structure import add_action
from actions.timing import parse_timing
from commsplan.serve import stop_with_parent
from people import outbox
from people.models import OutgoingMail
from people.models.mail import MailState
from plans.models import Plan
from tests.demo import seed
from tests.servers import free_port
from tests.smtp_sink import wait_until
from tests.test_units import procfile
from tests.workers import ROOT, database_url

MAILS = 60
CSRF = "c" * 32


class Process:
    """One line of the Procfile, as systemd would keep it: killed outright and started again."""

    def __init__(self, name: str, environment: dict[str, str], log: Path) -> None:
        program, *words = procfile()[name]
        self.command = [str(Path(sys.executable).parent / program), *words]
        self.environment, self.log = environment, log
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "commsplan.settings", **self.environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                preexec_fn=stop_with_parent,
            )

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def says(self, words: bytes) -> int:
        return self.log.read_bytes().count(words)


def ask(port, method, path, body=None, headers=None):
    there = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        there.request(method, path, body, headers or {})
        answer = there.getresponse()
        assert not answer.getheader("Location", "").startswith("/sign-in/")
        return answer.status
    finally:
        there.close()


def answers(port) -> bool:
    try:
        return ask(port, "GET", "/healthz") == 200
    except OSError:
        return False


def post_updates(ports, user, action, stop, acknowledged, faults):
    """Post one update after the other, each until it is acknowledged: as a browser does whose proxy asks the other one."""
    try:
        client = Client()
        client.force_login(user)
        cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={CSRF}"
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        number = 0
        while not stop.wait(0.2):
            action.refresh_from_db()
            done = f"Posted {number}"
            form = {
                "csrfmiddlewaretoken": CSRF, "form_token": str(uuid4()), "version": action.version, "rag": "amber",
                "done": done, "explanation": "Nobody is named for it.",
            }  # fmt: skip
            for port in ports * 50:
                try:
                    status = ask(port, "POST", f"/actions/{action.pk}/update/", urllib.parse.urlencode(form), headers)
                except (OSError, http.client.HTTPException):
                    stop.wait(0.2)
                    continue
                if status == 302:
                    acknowledged.append(done)
                    break
                faults.append((done, status))
                return
            number += 1
    except Exception as fault:
        faults.append(fault)
    finally:
        connections.close_all()


def put_mails():
    for number in range(MAILS):
        OutgoingMail.objects.create(
            key=f"reminder:{number}", kind="test", to_address=f"o{number}@b.example", subject=f"Reminder {number}",
            text_body="Due", message_id=f"<reminder-{number}@x>", created_at=timezone.now(),
        )  # fmt: skip
    outbox.ring()


@pytest.fixture
def site(transactional_db, redis_url, smtp_sink, tmp_path, settings):
    """Two web servers, a worker and a scheduler on this test's database."""
    shared = {
        "DATABASE_URL": database_url(connection.settings_dict), "CELERY_BROKER_URL": redis_url, "CACHE_URL": "", "PLAIN_STATIC": "1",
        "COMMSPLAN_DATA": str(tmp_path), "SECRET_KEY": settings.SECRET_KEY, "BEAT_SCHEDULE": str(tmp_path / "beat"), "WEB_CONCURRENCY": "1", **smtp_sink.environment(),
    }  # fmt: skip
    ports = [free_port(), free_port()]
    started = {
        f"web-{port}": Process("web", shared | {"BIND": f"127.0.0.1:{port}"}, tmp_path / f"web-{port}.log")
        for port in ports
    }
    started |= {name: Process(name, shared, tmp_path / f"{name}.log") for name in ("worker", "scheduler")}
    try:
        wait_until(lambda: all(map(answers, ports)) and started["worker"].says(b" ready.") > 0, "site", seconds=120)
        yield ports, started
    finally:
        for process in started.values():
            process.kill()


def test_each_process_is_killed_and_nothing_acknowledged_is_lost(site, smtp_sink):
    ports, started = site
    people = seed(as_written=False, today=timezone.localdate())
    plan, by = Plan.objects.get(slug="mkip-2015-16"), people.users["plan.manager"]
    action = add_action(plan=plan, by=by, title="Posted on", timing=parse_timing("31 December 2030"))
    stop, acknowledged, faults = threading.Event(), [], []
    arguments = (ports, by, Action.objects.get(pk=action.pk), stop, acknowledged, faults)
    poster = threading.Thread(target=post_updates, args=arguments)
    poster.start()
    try:
        for port in ports:
            had = len(acknowledged)
            started[f"web-{port}"].kill()
            wait_until(lambda had=had: len(acknowledged) > had + 2 or bool(faults), "update by the other", seconds=60)
            started[f"web-{port}"].start()
            wait_until(lambda port=port: answers(port), "answer", seconds=60)
        smtp_sink.slow = 0.05
        put_mails()
        smtp_sink.wait_for(5, seconds=60)
        started["worker"].kill()
        started["scheduler"].kill()
        at_the_kill, heard = len(smtp_sink.deliveries), started["worker"].says(b"people.drain_outbox")
        started["worker"].start()
        started["scheduler"].start()
        # Nobody rings again: it is the scheduler that has the rest sent, and what was on the wire once its lease is over.
        OutgoingMail.objects.filter(state=MailState.CLAIMED).update(lease_until=timezone.now())
        wait_until(lambda: settled() == MAILS, "end of the queue", seconds=150)
        assert at_the_kill < MAILS
        assert started["worker"].says(b"people.drain_outbox") > heard
    finally:
        stop.set()
        poster.join()
    assert faults == []
    kept = Counter(ProgressUpdate.objects.filter(done__startswith="Posted").values_list("done", flat=True))
    assert set(acknowledged) <= kept.keys()
    assert set(kept.values()) == {1}
    sent = Counter(one.message["Message-ID"] for one in smtp_sink.deliveries)
    assert len(sent) == MAILS
    # What was on the wire at the kill may come twice, and only that: a pool of two was killed once.
    assert sum(sent.values()) - MAILS <= 2


def settled():
    return OutgoingMail.objects.filter(state=MailState.SENT, key__startswith="reminder:").count()
