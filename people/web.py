"""One call to a web service, with one deadline for all of it, and the knowledge of how far a broken call had got.

A call that never reached the server and a call whose answer was lost are one error to most libraries. For an e-mail
the first means "not sent" and the second "may have arrived". Redirects are not followed: what we ask is asked once,
of the server that was named.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

CONNECT_SECONDS = 5.0  # for each address of the host
LONGEST_BODY = 200_000
AGENT = "commsplan"


class UnreachedError(OSError):
    """There is no line, or it broke before the whole request was out: the server has accepted nothing."""


class UnansweredError(OSError):
    """The request is out and no answer came that can be read."""


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes


class Deadline:
    """So many seconds from now."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds, and never none: a socket takes 0 for "do not wait at all"."""
        return max(0.05, self.at - time.monotonic())


class Incoming(io.RawIOBase):
    """What a socket receives, each piece by the one deadline: a server that dribbles gains no time."""

    def __init__(self, line: socket.socket, deadline: Deadline) -> None:
        self.line, self.deadline = line, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.deadline.at < time.monotonic():
            raise TimeoutError("timed out")
        self.line.settimeout(self.deadline.left)
        return self.line.recv_into(buffer)

    def makefile(self, mode: str) -> io.BufferedReader:
        """As http.client asks of a socket."""
        return io.BufferedReader(self)


def call(
    method: str, url: str, *, seconds: float, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Reply:
    """Ask once and wait for at most so many seconds (finding the address of the host is the system's own affair).

    Raises:
        UnreachedError, UnansweredError: with what went wrong as the cause.
    """
    deadline, where = Deadline(seconds), urlsplit(url)
    path = f"{where.path or '/'}{f'?{where.query}' if where.query else ''}"
    line: socket.socket | None = None
    try:
        try:
            line = connected(where.scheme, where.hostname or "", where.port, deadline)
            line.settimeout(deadline.left)
            asking = connection_to(where.scheme, where.hostname or "", where.port)
            asking.sock = line
            asking.request(method, path, body, {"User-Agent": AGENT, "Connection": "close", **(headers or {})})
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise UnreachedError(in_words(error)) from error
        try:
            answer = http.client.HTTPResponse(Incoming(line, deadline), method=method)  # type: ignore[arg-type]
            answer.begin()
            return Reply(answer.status, answer.read(LONGEST_BODY))
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise UnansweredError(in_words(error)) from error
    finally:
        if line is not None:
            line.close()


def connected(scheme: str, host: str, port: int | None, deadline: Deadline) -> socket.socket:
    """A line to the first address of the host that takes one."""
    fault: OSError = OSError("the host has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port or (443 if scheme == "https" else 80), type=socket.SOCK_STREAM
    ):
        line = socket.socket(family, kind, protocol)
        try:
            line.settimeout(min(CONNECT_SECONDS, deadline.left))
            line.connect(address)
            return trusted().wrap_socket(line, server_hostname=host) if scheme == "https" else line
        except OSError as error:
            line.close()
            fault = error
    raise fault


def connection_to(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    """What writes the request; it is given its line ready made."""
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, context=trusted())
    return http.client.HTTPConnection(host, port)


@cache
def trusted() -> ssl.SSLContext:
    """The certificates this machine trusts; reading them takes longer than most calls."""
    return ssl.create_default_context()


def in_words(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
