"""A stand-in for GOV.UK Notify on the loopback address: what its published documentation says of the calls we make.

It is not Notify: it was written from https://docs.notifications.service.gov.uk/rest-api.html, and nothing here shows
what the real service does. It keeps what it takes, and misbehaves when told to.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE = "6cd1b3e2-0f0a-4b6e-9a51-8c2f6a7b1d10"
SECRET = "1f0e2d3c-4b5a-4697-8877-665544332211"
KEY = f"plans-live-{SERVICE}-{SECRET}"
TEMPLATE = "0d9c8b7a-6f5e-4d3c-8b2a-190817263544"
CLOCK_SECONDS = 30


@dataclass
class NotifyStandIn:
    """What was taken, and how it answers. `at`: (status, message) by address; `always`: the same for every mail.

    before_answer: "drop" cuts the line and "hang" says nothing, instead of answering a mail; with `forgets` it has
    not taken it either. lookup: (status, message) for every question whether a mail was taken. raw: these bytes as the
    answer to anything. ahead: seconds by which its clock goes before ours.
    """

    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    at: dict[str, tuple[int, str]] = field(default_factory=dict)
    always: tuple[int, str] | None = None
    before_answer: str = ""
    forgets: bool = False
    lookup: tuple[int, str] | None = None
    raw: bytes = b""
    ahead: float = 0.0
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def behave(self) -> None:
        """From now on take everything at once."""
        self.at, self.always, self.before_answer, self.lookup, self.raw, self.ahead = {}, None, "", None, b"", 0.0

    def references(self) -> list[str]:
        return [mail["reference"] for mail in self.taken]


class Handler(BaseHTTPRequestHandler):
    server: Any

    def log_message(self, format: str, *arguments: Any) -> None:
        """Not among what the tests print."""

    @property
    def notify(self) -> NotifyStandIn:
        return self.server.notify

    def refusal(self) -> tuple[int, str] | None:
        """Whether the token is signed with the secret of a service that is known, half a minute ago at most."""
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(given, SECRET, algorithms=["HS256"], options={"verify_iat": False})
        except jwt.InvalidTokenError:
            return 403, "Invalid token: signature, api token not found"
        if claims["iss"] != SERVICE:
            return 403, "Invalid token: service not found"
        if abs(time.time() + self.notify.ahead - claims["iat"]) > CLOCK_SECONDS:
            return 403, "Error: Your system clock must be accurate to within 30 seconds"
        return None

    def do_POST(self) -> None:  # noqa: N802  http.server looks for this name
        mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.notify.calls.append(("POST", self.path))
        refused = self.refusal() or self.notify.always or self.notify.at.get(mail["email_address"])
        if not refused and self.path != "/v2/notifications/email":
            refused = 404, "Not found"
        if not refused and mail["template_id"] != TEMPLATE:
            refused = 400, "Template not found"
        if not refused and not self.notify.forgets:
            self.notify.taken.append(mail)
        if not self.notify.before_answer:
            self.answer(*(refused or (201, "")))
        elif self.notify.before_answer == "hang":
            self.notify.stopped.wait(30)

    def do_GET(self) -> None:  # noqa: N802
        self.notify.calls.append(("GET", urlsplit(self.path).path))
        if refused := self.refusal() or self.notify.lookup:
            return self.answer(*refused)
        (reference,) = parse_qs(urlsplit(self.path).query)["reference"]
        found = [
            {"reference": reference, "status": "delivered"} for one in self.notify.references() if one == reference
        ]
        return self.answer(200, "", {"notifications": found, "links": {}})

    def answer(self, status: int, message: str, facts: dict[str, Any] | None = None) -> None:
        if self.notify.raw:
            self.wfile.write(self.notify.raw)
            return
        errors = {"status_code": status, "errors": [{"error": "BadRequestError", "message": message}]}
        body = json.dumps(facts or (errors if message else {"id": "740e5834-3a29-46b4-9a6f-16142fde533a"})).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    notify: NotifyStandIn


@contextmanager
def notify_stand_in() -> Iterator[NotifyStandIn]:
    """One that listens until the end of the block."""
    server = Server(("127.0.0.1", 0), Handler)
    server.notify = NotifyStandIn(port=server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server.notify
    server.notify.stopped.set()
    server.shutdown()
    server.server_close()
