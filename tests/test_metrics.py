"""/metrics: who may read it, what it says, what it costs, and that it tells nothing of anybody."""

import os
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from commsplan import metrics
from commsplan.serve import stop_with_parent
from people.health import Health
from people.models.mail import MailTransport
from tests.demo import seed
from tests.servers import free_port
from tests.smtp_sink import wait_until
from tests.workers import ROOT

TOKEN = "a token of the tests, long enough"
LABELS = {"route", "method", "status", "state", "kind", "le"}


@pytest.fixture
def people(db):
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def read(client):
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return samples(answer.content.decode())


def samples(text):
    """{(name, labels): value}."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def count(found, route, method="GET", status="2xx"):
    labels = (("method", method), ("route", route), ("status", status))
    return found.get(("commsplan_request_seconds_count", labels), 0)


def test_it_counts_requests_by_their_route(people, client):
    client.force_login(people.users["officer"])
    before = read(client)
    action = people.users["officer"].pk
    for _ in range(3):
        client.get("/plans/mkip-2015-16/")
    client.get(f"/nowhere/{action}/")
    found = read(client)
    assert count(found, "plans/<slug:slug>/") == count(before, "plans/<slug:slug>/") + 3
    assert count(found, "none", status="4xx") == count(before, "none", status="4xx") + 1


def test_it_says_whether_what_is_to_be_done_gets_done(people, client):
    found = read(client)
    assert found["commsplan_database_up", ()] == 1
    assert found["commsplan_outbox_mails", (("state", "queued"),)] == 0
    assert found["commsplan_jobs_waiting", (("kind", "papers"),)] >= 0
    assert ("commsplan_scheduler_tick_age_seconds", ()) not in found
    transport = MailTransport.objects.the_one()
    transport.tick(timezone.now())
    transport.hold(timezone.now(), reason="Restored.")
    found = read(client)
    assert found["commsplan_sending_held", ()] == 1
    assert 0 <= found["commsplan_scheduler_tick_age_seconds", ()] < 60


def test_without_the_database_it_says_so(people, client, monkeypatch):
    def away(now):
        raise OperationalError("gone")

    monkeypatch.setattr(Health, "at", away)
    assert read(client)["commsplan_database_up", ()] == 0


def test_its_labels_are_ours_alone(people, client):
    client.force_login(people.users["officer"])
    client.get("/plans/mkip-2015-16/?q=Jane+Clarke")
    client.generic("SPY", "/plans/mkip-2015-16/")
    found = read(client)
    assert {name for _, labels in found for name, _ in labels} <= LABELS
    text = repr(found)
    assert [word for word in ("mkip", "Clarke", "demo.example", "SPY") if word in text] == []


@pytest.mark.parametrize(
    ("who", "header", "configured", "status"),
    [
        (None, "", TOKEN, 302), (None, "Bearer wrong", TOKEN, 401), (None, TOKEN, TOKEN, 401), (None, "Bearer ", "", 404),
        ("admin", "", "", 200), ("plan.manager", "", TOKEN, 403), ("admin", "Bearer wrong", TOKEN, 401),
    ],
)  # fmt: skip
def test_who_may_read_it(people, client, settings, who, header, configured, status):
    settings.METRICS_TOKEN = configured
    if who:
        client.force_login(people.users[who])
    headers = {"Authorization": header} if header else {}
    assert client.get("/metrics", headers=headers).status_code == status


def test_counting_asks_the_database_nothing(people, client, settings):
    client.force_login(people.users["officer"])
    client.get("/plans/mkip-2015-16/")
    counted = []
    for middleware in (
        settings.MIDDLEWARE,
        [one for one in settings.MIDDLEWARE if one != "commsplan.metrics.measured"],
    ):
        settings.MIDDLEWARE = middleware
        with CaptureQueriesContext(connection) as queries:
            client.get("/plans/mkip-2015-16/")
        counted.append(len(queries))
    assert counted[0] == counted[1]


@contextmanager
def gunicorn(tmp_path, port):
    environment = {
        "COMMSPLAN_DATA": str(tmp_path), "BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2", "METRICS_TOKEN": TOKEN, "TMPDIR": str(tmp_path),
        "DATABASE_URL": "", "CELERY_BROKER_URL": "", "CACHE_URL": "", "PLAIN_STATIC": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--config=python:commsplan.webserver", "commsplan.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, preexec_fn=stop_with_parent)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def ask(port, path):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def answers(port):
    try:
        return bool(ask(port, "/healthz"))
    except OSError:
        return False


def test_all_processes_of_a_gunicorn_count_together(tmp_path):
    port = free_port()
    with gunicorn(tmp_path, port):
        wait_until(lambda: answers(port), "answer", seconds=60)
        before = count(samples(ask(port, "/metrics")), "healthz")
        for _ in range(40):
            ask(port, "/healthz")
        # Whoever has answered is killed: another process tells what it had counted.
        for path in tmp_path.glob("commsplan-metrics-*/histogram_*.db"):
            os.kill(int(path.stem.partition("_")[2]), signal.SIGKILL)
        wait_until(lambda: answers(port), "answer", seconds=60)
        found = samples(ask(port, "/metrics"))
        assert count(found, "healthz") > before + 40
        # Without a register the database is there and its tables are not.
        assert found["commsplan_database_up", ()] == 0
    assert list(tmp_path.glob("commsplan-metrics-*")) == []


def test_the_time_of_a_request_is_in_a_bucket():
    assert tuple(sorted(metrics.SECONDS)) == metrics.SECONDS
