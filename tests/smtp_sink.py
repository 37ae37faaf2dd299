"""A real SMTP server on the loopback address that keeps what it is sent, and misbehaves when told to."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.servers import free_port


@dataclass(frozen=True)
class Delivery:
    """One accepted DATA: the envelope, and the message inside it."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


@dataclass
class SmtpSink:
    """What was delivered, and how the server answers. Change an attribute at any time; `behave()` clears them.

    replies: what RCPT of an address answers, as {"a@b.example": "550 5.1.1 No such person"}.
    refuse: what every MAIL answers, as "421 4.3.2 Closing".
    hang: seconds that every MAIL waits before its answer.
    slow: seconds between taking a message and saying so: who is killed then has sent it and does not know.
    drop_after_data: take the message, then cut the line instead of answering (the window of RFC 1047).

    Nobody can sign in: who tries is answered 535.
    """

    host: str = "127.0.0.1"
    port: int = 0
    deliveries: list[Delivery] = field(default_factory=list)
    connections: int = 0
    attempts: list[str] = field(default_factory=list)  # the address of every RCPT, in order
    replies: dict[str, str] = field(default_factory=dict)
    refuse: str = ""
    hang: float = 0.0
    slow: float = 0.0
    drop_after_data: bool = False

    def behave(self) -> None:
        """From now on accept everything at once."""
        self.replies, self.refuse, self.hang, self.slow, self.drop_after_data = {}, "", 0.0, 0.0, False

    def environment(self) -> dict[str, str]:
        """What makes a process of ours send here."""
        return {"EMAIL_HOST": self.host, "EMAIL_PORT": str(self.port), "EMAIL_USE_TLS": "", "EMAIL_HOST_USER": ""}

    def wait_for(self, count: int, *, seconds: float = 20.0) -> list[Delivery]:
        """The deliveries, once there are as many.

        Raises:
            TimeoutError: there are still fewer.
        """
        wait_until(lambda: len(self.deliveries) >= count, f"{count} deliveries", seconds=seconds)
        return self.deliveries

    async def handle_EHLO(  # noqa: N802  aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.hang:
            await asyncio.sleep(self.hang)
        if self.refuse:
            return self.refuse
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts.append(address)
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        # aiosmtpd hands DATA over as bytes unless told to decode it.
        message = message_from_bytes(cast(bytes, envelope.content), policy=policy.default)
        self.deliveries.append(Delivery(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
        if self.drop_after_data:
            cast(asyncio.Transport, server.transport).abort()
        if self.slow:
            await asyncio.sleep(self.slow)
        return "250 OK"


def wait_until(condition: Callable[[], bool], what: str, *, seconds: float = 20.0) -> None:
    """Look every twentieth of a second until it is so.

    Raises:
        TimeoutError: it is not so within that time; names what.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"no {what} within {seconds:g} s")
        time.sleep(0.05)


def start_sink() -> tuple[SmtpSink, Controller]:
    """A sink that listens; stop its controller when done."""
    sink = SmtpSink(port=free_port())
    controller = Controller(
        sink,
        hostname=sink.host,
        port=sink.port,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
        auth_require_tls=False,
    )
    controller.start()
    return sink, controller
