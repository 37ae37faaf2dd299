"""The sign of life to a watcher outside: given while mail goes out, and by its absence the alarm."""

import logging
import re
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from commsplan.environment import refuse_unsafe
from people import heartbeat, tasks
from people.heartbeat import heart
from people.models import OutgoingMail
from people.models.mail import MailTransport
from tests.servers import free_port

SECRET_PATH = "/ping/0c5a9e1e-secret"


class Watcher(ThreadingHTTPServer):
    """A dead man's switch: counts what comes, and does `on_call` before it answers."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.heard, self.status, self.on_call = [], 200, lambda: None

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802  http.server looks for this name
            self.server.heard.append(self.path)
            self.server.on_call()
            self.send_response(self.server.status)
            self.send_header("Content-Length", "0")
            if 300 <= self.server.status < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *arguments):
            """Not among what the tests print."""


@pytest.fixture
def watcher(settings):
    server = Watcher()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.HEARTBEAT_URL = f"http://127.0.0.1:{server.server_port}{SECRET_PATH}"
    heart.is_heard = True
    yield server
    server.shutdown()
    server.server_close()
    heart.is_heard = True


def mail(**columns):
    details = {"key": "k", "kind": "notice", "to_address": "a@b.example", "subject": "Due", "text_body": "x"}
    return OutgoingMail.objects.create(**details, message_id="<m@h>", **{"created_at": timezone.now(), **columns})


@pytest.mark.django_db
def test_a_sweep_gives_one_sign_when_all_is_well(watcher):
    tasks.sweep_outbox()
    assert watcher.heard == [SECRET_PATH]


@pytest.mark.django_db(transaction=True)
def test_a_worker_without_celery_gives_it_too(watcher):
    call_command("drain_outbox", "--once")
    assert watcher.heard == [SECRET_PATH]


@pytest.mark.django_db
def test_without_an_address_nothing_is_called(watcher, settings):
    settings.HEARTBEAT_URL = ""
    tasks.sweep_outbox()
    assert watcher.heard == []


def on_hold():
    MailTransport.objects.the_one().hold(timezone.now(), reason="Restored from a backup.")


def paused():
    MailTransport.objects.the_one().pause(timezone.now() + timedelta(minutes=1), reason="535 Who are you?")


def paused_until_just_now_with_a_mail_still_waiting():
    """Between two tries of a server that is down."""
    MailTransport.objects.the_one().pause(timezone.now() - timedelta(seconds=1), reason="535 Who are you?")
    mail(state="retry", retry_at=timezone.now() + timedelta(minutes=5), reason="535 Who are you?")


def mail_that_waits():
    mail(created_at=timezone.now() - timedelta(minutes=16))


@pytest.mark.parametrize("trouble", [on_hold, paused, paused_until_just_now_with_a_mail_still_waiting, mail_that_waits])
@pytest.mark.django_db
def test_in_trouble_no_sign_is_given(watcher, trouble):
    trouble()
    tasks.sweep_outbox()
    assert watcher.heard == []


@pytest.mark.django_db
def test_after_a_fault_with_nothing_left_to_send_the_sign_is_given(watcher):
    MailTransport.objects.the_one().pause(timezone.now() - timedelta(seconds=1), reason="421 Closing")
    tasks.sweep_outbox()
    assert watcher.heard == [SECRET_PATH]


@pytest.mark.parametrize("status", [301, 302, 404, 500])
@pytest.mark.django_db
def test_an_answer_that_is_no_yes_is_logged_once_and_not_followed(watcher, caplog, status):
    watcher.status = status
    for _ in range(3):
        tasks.sweep_outbox()
    assert [record.getMessage() for record in caplog.records if record.name == "people.heartbeat"] == [
        f"the heartbeat was not taken, and this is not said again until it is: answered-{status}"
    ]
    assert watcher.heard == [SECRET_PATH] * 3


@pytest.mark.django_db
def test_a_watcher_that_is_away_raises_nothing_and_is_said_once_each_time_it_goes(watcher, settings, caplog):
    caplog.set_level(logging.INFO, logger="people.heartbeat")
    there, away = settings.HEARTBEAT_URL, f"http://127.0.0.1:{free_port()}{SECRET_PATH}"
    for settings.HEARTBEAT_URL in (away, away, there, there, away):
        tasks.sweep_outbox()
    said = [record.levelname for record in caplog.records if record.name == "people.heartbeat"]
    assert said == ["WARNING", "INFO", "WARNING"]
    assert SECRET_PATH not in caplog.text


@pytest.mark.django_db
def test_a_watcher_that_hangs_is_left_after_the_time_set(watcher, monkeypatch, caplog):
    monkeypatch.setattr(heartbeat, "SECONDS", 0.3)
    over = threading.Event()
    watcher.on_call = lambda: over.wait(20)
    tasks.sweep_outbox()
    over.set()
    assert "TimeoutError" in caplog.text
    assert heartbeat.SECONDS <= 5


@pytest.mark.django_db(transaction=True)
def test_while_the_watcher_is_called_the_database_is_free_and_the_sweep_is_written(watcher):
    """The watcher itself writes to the row that the sweep has just written, over a line of its own."""
    found = []

    def write():
        try:
            transport = MailTransport.objects.get(pk=MailTransport.THE_ONE)
            found.append(transport.swept_at is not None)
            transport.hold(timezone.now(), reason="Written while the sweep waited.")
        finally:
            connection.close()

    watcher.on_call = write
    tasks.sweep_outbox()
    assert found == [True]
    assert MailTransport.objects.the_one().hold_reason == "Written while the sweep waited."


# The start


@contextmanager
def refused(sentence):
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)) as stopped:
        yield stopped


@pytest.mark.parametrize(
    "address",
    [
        "http://watcher.example/ping/secret", "ftp://watcher.example/secret", "file:///etc/passwd", "watcher.example/secret",
        "https://", "https://watcher.example:port/secret", "https://watcher.example:0/secret", "https://watcher.example/se cret",
        "https://watcher.example/secret\r\nX: y", "https://user:word@watcher.example/secret", "https://watcher.example/#secret",
        "https://[::1/secret", "https://wätcher.example/secret", "http://localhost.watcher.example/secret",
    ],
)  # fmt: skip
def test_an_address_that_is_not_safe_to_call_stops_the_start_and_is_not_repeated(address):
    env = {"SECRET_KEY": "0123456789" * 5, "HEARTBEAT_URL": address}
    with refused("HEARTBEAT_URL is not an https address") as stopped:
        refuse_unsafe(env, https=False, debug=False, allowed_hosts=["localhost"])
    assert "secret" not in str(stopped.value)


@pytest.mark.parametrize(
    "address",
    [
        "", "https://watcher.example/ping/1-2", "https://watcher.example:8443/?id=1", "http://localhost:9/x", "http://127.0.0.1/x",
        "http://[::1]:9/",
    ],
)  # fmt: skip
def test_a_safe_one_starts(address):
    refuse_unsafe({"HEARTBEAT_URL": address}, https=False, debug=False, allowed_hosts=["localhost"])
