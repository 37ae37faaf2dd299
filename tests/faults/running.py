"""The site as `./run` serves it, web, worker and scheduler, in processes that a test may kill; and people who use it."""

import http.client
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import psycopg2
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from commsplan import serve
from tests.delivery import Visitor
from tests.servers import free_port
from tests.smtp_sink import SmtpSink, wait_until
from tests.workers import ROOT

PASSWORD = "a password of the demo"
ERROR = re.compile(r'href="#[^"]*">([^<]*)</a></li>|<h1>([^<]*)')
VERSION = re.compile(r'name="version" value="(\d+)"')


class Site:
    """`python -m commsplan.serve`, a context manager. `folder` is its data, `environment` names its servers."""

    def __init__(self, folder: Path, sink: SmtpSink, environment: Mapping[str, str]) -> None:
        self.port, self.folder, self.log = free_port(), folder, folder / "serve.log"
        own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "COMMSPLAN_TEST_DATA": str(folder), "PORT": str(self.port)}
        self.environment = {**os.environ, **sink.environment(), **own, **environment}

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "commsplan.serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
            preexec_fn=serve.stop_with_parent,
        )
        try:
            wait_until(lambda: b"commsplan is at" in self.log.read_bytes() or self.ended, "answer", seconds=90)
            assert not self.ended, self.log.read_text()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.wait(60)

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def below(self, parent: int) -> dict[int, str]:
        """The processes that this one has started, and the words of each."""
        command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="]
        listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rows = (line.split(None, 3) for line in listing.splitlines())
        return {int(pid): words for pid, above, state, words in rows if int(above) == parent and state[0] != "Z"}

    def leader(self, word: str) -> int:
        """The process of the web server ("gunicorn"), the worker (" worker") or the scheduler (" beat")."""
        wait_until(lambda: any(word in words for words in self.below(self.process.pid).values()), word, seconds=90)
        return next(pid for pid, words in self.below(self.process.pid).items() if word in words)

    def kill(self, word: str) -> None:
        """kill -9 of the whole of it: of the process that leads, and of all that it has started."""
        os.killpg(self.leader(word), signal.SIGKILL)

    def kill_child(self, word: str) -> None:
        """kill -9 of one process that it has started: one of gunicorn's workers, or of the worker's pool."""
        leader = self.leader(word)
        wait_until(lambda: bool(self.below(leader)), f"child of {word}", seconds=90)
        os.kill(next(iter(self.below(leader))), signal.SIGKILL)

    def visitor(self, email: str) -> "Officer":
        """Somebody who has signed in."""
        found = Officer(self.port)
        assert found.get("/sign-in/")[0] == 200
        code, body = found.post("/sign-in/", {"login": email, "password": PASSWORD})
        assert code == 302, body
        return found


class Officer(Visitor):
    """A browser for which a broken line is an answer too: 0."""

    def ask(self, *request: Any) -> tuple[int, str]:
        try:
            return super().ask(*request)
        except (OSError, http.client.HTTPException) as lost:
            return 0, repr(lost)

    def post_files(self, address: str, form: Mapping[str, object]) -> tuple[int, str]:
        """The same with files (Django's SimpleUploadedFile) among what is sent."""
        token = {"csrfmiddlewaretoken": self.cookies["csrftoken"].value}
        return self.ask("POST", address, encode_multipart(BOUNDARY, {**token, **form}), MULTIPART_CONTENT)


@dataclass
class Saver:
    """Somebody who posts one update after the other on one action, and keeps what the site has acknowledged.

    `answers` are the moment, code and page of each.
    """

    officer: Officer
    action: int
    name: str
    version: int = 0
    number: int = 0
    acknowledged: list[str] = field(default_factory=list)
    answers: list[tuple[float, int, str]] = field(default_factory=list)

    @property
    def page(self) -> str:
        return f"/actions/{self.action}/"

    def look(self) -> int:
        """Open the action, as somebody does who does not know whether it was saved."""
        code, body = self.officer.get(self.page)
        self.answers.append((time.monotonic(), code, body))
        found = VERSION.search(body)
        self.version = int(found[1]) if code == 200 and found else 0
        return code

    def save(self, **form: object) -> int:
        """Post the next update; the code."""
        if not self.version and self.look() != 200:
            return 0
        self.number += 1
        words = f"{self.name} {self.number}"
        sent = {
            "form_token": uuid4(),
            "version": self.version,
            "rag": "amber",
            "explanation": "Slow.",
            "done": words,
            **form,
        }
        code, body = self.officer.post(f"{self.page}update/", sent)
        self.answers.append((time.monotonic(), code, body))
        assert code not in (400, 403, 404, 409, 500), ERROR.findall(body) or body
        if code == 302:
            self.acknowledged.append(words)
        self.version = self.version + 1 if code == 302 else 0
        return code


def all_at_once(*works: Callable[[], None]) -> None:
    """Run these in threads, and raise what one of them raised."""
    raised: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


class Outside:
    """The database of a site, asked from outside: the test's own connection may be to another. Opened before a fault,
    for while its disk is full PostgreSQL may let nobody in anew."""

    def __init__(self, url: str) -> None:
        self.path = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else ""
        self.session = None if self.path else psycopg2.connect(url)
        if self.session:
            self.session.autocommit = True

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        if self.session:
            with self.session.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()
        with closing(sqlite3.connect(self.path, timeout=30)) as session:
            return session.execute(statement).fetchall()
