"""The log: one line of JSON for each event, and in it nothing that anybody wrote and nothing that opens a door."""

import http.client
import json
import logging
import os
import smtplib
import subprocess
import sys
import time
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, UpdateLink
from commsplan.celery import begin_lines, end_lines
from people.emails import password_link
from people.log_lines import Line, Plain
from tests.demo import seed
from tests.servers import free_port
from tests.workers import ROOT, database_url

SECRETS = {
    "password": "Correct-Horse-7-Battery", "guess": "wrongguess4711", "comment": "Mrs Wilberforce is on sick leave",
    "query": "Quillfeather", "header": "evil-host.example", "path": "secretpath4711", "agent": "AgentNobodyKnows",
    "forged": '{"level": "INFO", "message": "forged"}', "address": "officer@demo.example", "cookie": "cookie4711secret",
}  # fmt: skip


@pytest.fixture
def people(transactional_db):
    found = seed(as_written=False, today=timezone.localdate())
    user = found.users["officer"]
    user.set_password(SECRETS["password"])
    user.save()
    return found


@pytest.fixture
def site(people, tmp_path):
    """(port, the file that the log of a real web server goes to)."""
    log, port = tmp_path / "log", free_port()
    command = [sys.executable, "-m", "gunicorn", "commsplan.wsgi", f"--bind=127.0.0.1:{port}", "--workers=1"]
    options = ["--config=python:commsplan.webserver", "--no-control-socket", "--worker-class=gthread", "--threads=2"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    # The settings of the tests give a SQLite database by its TEST name; the site is told where it is.
    environment["DATABASE_URL"] = database_url(connection.settings_dict)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        for _ in range(300):
            try:
                if ask(port, "GET", "/healthz").status == 200:
                    break
            except OSError:
                time.sleep(0.2)
        yield port, log
    finally:
        process.terminate()
        process.wait(20)


def ask(port, method, path, fields=None, **headers):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = urlencode(fields, encoding="utf-8") if fields else None
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request(method, path, body, {"Host": "localhost", **kind, **named})
    answer = line.getresponse()
    answer.said = answer.read()
    line.close()
    return answer


def test_a_log_of_a_real_server_holds_no_secret_and_every_line_is_json(site, people):
    port, log = site
    user, action = people.users["officer"], Action.objects.filter(plan__slug="mkip-2015-16").first()
    officer = people.officers["Jane Clarke"]
    link = UpdateLink.objects.create(
        officer=officer,
        action=action,
        sent_to=user.email,
        made_on=timezone.localdate(),
        expires_on=timezone.localdate() + timedelta(days=3),
    )
    browser = Client()
    browser.force_login(user)
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    crlf = f"{SECRETS['comment']}\r\n{SECRETS['forged']}\r\n"
    signed_in = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; other={SECRETS['cookie']}"}
    token = ask(port, "GET", "/sign-in/")
    csrf = token.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    forged_cookie = {"Cookie": f"{signed_in['Cookie']}; {settings.CSRF_COOKIE_NAME}={csrf}"}
    password = password_link(user).partition("localhost")[2].partition("/")[2]
    asked = [
        ask(port, "POST", "/sign-in/", {"login": SECRETS["address"], "password": SECRETS["guess"], "csrfmiddlewaretoken": csrf}, **forged_cookie),
        ask(port, "POST", "/sign-in/", {"login": SECRETS["address"], "password": SECRETS["password"]}),
        ask(port, "GET", f"/?q={SECRETS['query']}%0d%0a{SECRETS['query']}", **signed_in),
        ask(port, "GET", "/start/", **signed_in),
        ask(port, "GET", reverse("actions:by-link", kwargs={"token": link.token})),
        ask(port, "GET", f"/u/{SECRETS['path']}/"),
        ask(port, "GET", f"/{password}"),
        ask(port, "POST", f"/s/{SECRETS['path']}/", {"q1": SECRETS["comment"]}),
        ask(port, "POST", f"/actions/{action.pk}/comment/", {"text": crlf, "csrfmiddlewaretoken": csrf}, **forged_cookie),
        ask(port, "GET", f"/{SECRETS['path']}%0d%0a{{%22level%22:1}}"),
        ask(port, "GET", f"/{SECRETS['path']}", User_Agent=SECRETS["agent"], X_Request_ID=SECRETS["forged"]),
        ask(port, SECRETS["query"].upper(), "/sign-in/"),
        ask(port, "GET", "/sign-in/", Host=SECRETS["header"]),
        ask(port, "GET", "/static/css/commsplan.css"),
    ]  # fmt: skip
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.connect()
    line.sock.sendall(f"{SECRETS['path']} no request\r\n\r\n".encode())
    line.sock.recv(100)
    time.sleep(0.5)
    said = log.read_text()
    lines = [json.loads(one) for one in said.splitlines()]  # every line
    secrets = [*SECRETS.values(), session, csrf, link.token, password.rpartition("-")[2].strip("/"), "%0d", "forged"]
    assert [secret for secret in secrets if secret.lower() in said.lower()] == []
    seen = [one for one in lines if one["logger"] == "commsplan.access" and one["route"] != "/healthz"]
    assert len(seen) == len(asked) + 1  # the first look at the page to sign in
    assert {answer.status for answer in asked} >= {200, 400, 403, 404}
    assert all(one["request"] and isinstance(one["ms"], int) and one["at"].endswith("Z") for one in seen)
    assert {"/u/<str:token>/", "/sign-in/", "(no such page)", "(static)"} <= {one["route"] for one in seen}
    assert {one.get("user") for one in seen} == {None, user.pk}
    assert "OTHER" in {one["method"] for one in seen}
    ids = [answer.headers["X-Request-ID"] for answer in asked]
    assert {one["request"] for one in seen} >= set(ids) and len(set(ids)) == len(ids)


def record(name, words, *arguments, error=None):
    kind = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.ERROR, "x.py", 1, words, arguments, kind)


def raised(error, cause=None):
    try:
        try:
            raise cause or ValueError("first secret")
        except Exception as first:
            raise error from first
    except Exception as caught:
        return caught


@pytest.mark.parametrize(
    ("logger", "words", "arguments", "said"),
    [
        ("people.outbox", "outbox mail %s became %s", (7, "sent"), "outbox mail 7 became sent"),
        ("people.outbox", "refused: %s", ("550 <a@b.example> no",), "refused: [str]"),
        ("people.outbox", "of %(who)s: %(n)d%%", ({"who": "a@b.example", "n": 3},), "of [str]: 3%"),
        ("people.x", "key %s", ("a1b2c3d4e5f6a7b8c9d0e1f2",), "key [str]"),
        ("people.x", "%s", (ValueError("secret"),), "[ValueError]"),
        ("people.x", "%s and %s", (1,), "1 and [?]"),
        ("django.request", "%s: %s", ("Not Found", "/u/secret"), "[str]: [str]"),
        ("django.request", "%s", ("secretword",), "[str]"),
        ("django.security.DisallowedHost", "Invalid HTTP_HOST header: 'x'", (), "[text]"),
        ("django.db", "all well", (), "[text]"),
        ("celery.worker", "mingle: all alone", (), "[text]"),
        ("celery.beat", "beat: Starting...", (), "[text]"),
        ("celery.worker", "Warm shutdown", (), "Warm shutdown"),
        ("gunicorn.error", "Booting worker with pid: %s", (12,), "Booting worker with pid: 12"),
        ("celery.app.trace", "Task %(name)s[%(id)s] done", ({"name": "people.x", "id": "0b5d9b43-0b1c-4d39-93c3-8ad8f1f2a6f1"},), "Task people.x[0b5d9b43-0b1c-4d39-93c3-8ad8f1f2a6f1] done"),
    ],
)  # fmt: skip
def test_what_is_filled_in_is_only_numbers_and_names_of_things(logger, words, arguments, said):
    assert json.loads(Line().format(record(logger, words, *arguments)))["message"] == said
    assert said in Plain().format(record(logger, words, *arguments))


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError("duplicate key (email)=(secret@a.example)\nDETAIL: secret"),
        smtplib.SMTPRecipientsRefused({"secret@a.example": (550, b"secret")}),
        KeyError("secret"),
    ],
)
def test_of_an_exception_only_its_kind_and_place_is_logged(error):
    for formatter in (Line(), Plain()):
        said = formatter.format(record("people.x", "it failed", error=raised(error)))
        assert "secret" not in said and type(error).__name__ in said and "test_logs.py" in said
    facts = json.loads(Line().format(record("people.x", "it failed", error=raised(error))))
    assert facts["exception"].endswith("< ValueError") and "raised" in facts["frames"][-1]
    # Negative control: the library's own formatter tells it.
    assert "secret" in logging.Formatter().format(record("people.x", "it failed", error=raised(error)))


def test_a_line_is_one_line_and_a_task_has_its_id():
    begin_lines(task_id="t-1")
    said = Line().format(record("people.x", "broken\r\nin\u2028two\x85", date(2026, 1, 1)))
    end_lines()
    assert len(said.splitlines()) == 1 and json.loads(said)["request"] == "t-1"
    assert len(Plain().format(record("people.x", "broken\r\nin\u2028two")).splitlines()) == 1
    assert "request" not in json.loads(Line().format(record("people.x", "x")))
