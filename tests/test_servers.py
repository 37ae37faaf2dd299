"""The tests' own servers do what other tests rely on: refuse, hang, drop, freeze, and start empty."""

import os
import smtplib
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage

import psycopg2
import pytest
import redis
from django.db import connection

from tests.servers import Redis, execute
from tests.smtp_sink import SmtpSink, wait_until
from tests.workers import ROOT, Worker, database_url


def letter(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "plans@demo.example", to, "Due on Friday: Llŷn newsletter"
    message.set_content("Newsletter – £500\n")
    return message


def send(sink: SmtpSink, to: str, *, timeout: float = 10) -> None:
    with smtplib.SMTP(sink.host, sink.port, timeout=timeout) as client:
        client.send_message(letter(to))


def test_the_sink_keeps_envelope_and_message(smtp_sink: SmtpSink) -> None:
    send(smtp_sink, "officer@demo.example")
    (delivery,) = smtp_sink.wait_for(1)
    assert (delivery.sender, delivery.recipients) == ("plans@demo.example", ("officer@demo.example",))
    assert delivery.message["Subject"] == "Due on Friday: Llŷn newsletter"
    assert delivery.message.get_content() == "Newsletter – £500\r\n"
    assert (smtp_sink.connections, smtp_sink.attempts) == (1, ["officer@demo.example"])


def test_the_sink_refuses_one_address_and_takes_another(smtp_sink: SmtpSink) -> None:
    smtp_sink.replies = {"gone@demo.example": "550 5.1.1 No such person"}
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(smtp_sink, "gone@demo.example")
    assert refused.value.recipients == {"gone@demo.example": (550, b"5.1.1 No such person")}
    send(smtp_sink, "officer@demo.example")
    assert [delivery.recipients for delivery in smtp_sink.deliveries] == [("officer@demo.example",)]


def test_the_sink_refuses_everything_until_it_behaves(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse = "451 4.3.0 Try later"
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        send(smtp_sink, "officer@demo.example")
    assert refused.value.smtp_code == 451
    smtp_sink.behave()
    send(smtp_sink, "officer@demo.example")
    assert len(smtp_sink.deliveries) == 1


def test_the_sink_takes_a_message_and_drops_the_line(smtp_sink: SmtpSink) -> None:
    smtp_sink.drop_after_data = True
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_sink, "officer@demo.example")
    assert [delivery.recipients for delivery in smtp_sink.deliveries] == [("officer@demo.example",)]


def test_the_sink_hangs(smtp_sink: SmtpSink) -> None:
    smtp_sink.hang = 60
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(smtp_sink, "officer@demo.example", timeout=0.3)
    assert smtp_sink.deliveries == []


def test_waiting_for_mail_that_never_comes_says_so(smtp_sink: SmtpSink) -> None:
    with pytest.raises(TimeoutError, match=r"no 1 deliveries within 0\.1 s"):
        smtp_sink.wait_for(1, seconds=0.1)


def test_redis_freezes_thaws_and_comes_back_empty(own_redis: Redis) -> None:
    with redis.Redis.from_url(own_redis.url, socket_timeout=0.3, retry=None) as client:
        client.set("waiting", "task")
        own_redis.freeze()
        with pytest.raises(redis.TimeoutError):
            client.get("waiting")
        own_redis.thaw()
        assert client.get("waiting") == b"task"
        own_redis.stop()
        with pytest.raises(redis.ConnectionError):
            client.get("waiting")
        own_redis.start()
        assert client.get("waiting") is None


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        (
            {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "test_x",
                "USER": "a b",
                "PASSWORD": "p@:/",
                "PORT": 5433,
            },
            "postgresql://a%20b:p%40%3A%2F@127.0.0.1:5433/test_x",
        ),
        ({"ENGINE": "django.db.backends.sqlite3", "NAME": "/tmp/x.sqlite3"}, "sqlite:////tmp/x.sqlite3"),  # noqa: S108
    ],
)
def test_another_process_is_given_the_same_database(settings: dict[str, object], url: str) -> None:
    assert database_url({"HOST": "127.0.0.1", "PORT": "", "USER": "", "PASSWORD": "", **settings}) == url


def test_a_database_in_memory_has_no_url() -> None:
    name = "file:memorydb_default?mode=memory&cache=shared"
    with pytest.raises(ValueError, match="cannot be reached from another process"):
        database_url({"ENGINE": "django.db.backends.sqlite3", "NAME": name, "HOST": "", "PORT": "", "USER": ""})


def test_each_database_is_empty_and_its_role_has_no_privileges(postgres_url: str) -> None:
    execute(postgres_url, "CREATE TABLE kept (id int)")
    with closing(psycopg2.connect(postgres_url)) as session, session.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        assert cursor.fetchall() == [("kept",)]
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchall() == [(False,)]


@pytest.mark.parametrize(("program", "told"), [(["manage.py", "shell", "-v0", "-c"], "0"), (["-c"], "15s")])
def test_a_statement_may_take_its_time_only_where_somebody_types_a_command(postgres_url, tmp_path, program, told):
    code = "from django.db import connection as c; k = c.cursor(); k.execute('SHOW statement_timeout'); print(k.fetchone()[0])"
    code = code if "shell" in program else f"import django; django.setup(); {code}"
    ours = {
        "DATABASE_URL": postgres_url,
        "COMMSPLAN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "commsplan.settings",
    }
    done = subprocess.run(
        [sys.executable, *program, code],
        cwd=ROOT,
        env={**os.environ, **ours},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [told]


def test_a_worker_starts_on_the_tests_database_and_is_killed_whole(celery_worker: Callable[..., Worker]) -> None:
    worker = celery_worker("--concurrency=1")
    assert worker.process.poll() is None
    worker.kill()
    assert worker.process.returncode == -9
    second = celery_worker("--pool=solo")
    second.stop()
    assert second.process.returncode == 0
    assert connection.settings_dict["NAME"] == "test_commsplan"


def test_a_worker_that_cannot_start_says_why(celery_worker: Callable[..., Worker]) -> None:
    with pytest.raises(RuntimeError, match="No such option.*--no-such-option"):
        celery_worker("--no-such-option")


def test_waiting_ends_when_the_thing_is_so() -> None:
    looks = iter([False, False, True])
    wait_until(lambda: next(looks), "third look", seconds=5)
    assert list(looks) == []
