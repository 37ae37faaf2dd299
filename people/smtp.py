"""The line to the mail server: Django's SMTP backend, watched so that we know how far a broken dialogue had got.

RFC 1047: when the line drops between the final dot and the server's answer, nobody can know whether the mail was
taken. smtplib reports that exactly as it reports a line dropped before the dot, when nothing can have been delivered;
the outbox must tell them apart, because only the first can lead to a repeat.
"""

import contextlib
import enum
import functools
import smtplib
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as DjangoEmailBackend

TRY_SECONDS = 15.0  # the longest one try may take, connecting included
CONNECT_SECONDS = 5.0  # for each address of the host: a name with an IPv6 and an IPv4 address is tried twice
STEP_SECONDS = 10.0  # the longest wait for one answer, whatever EMAIL_TIMEOUT says
FAREWELL_SECONDS = 2.0
AUTHENTICATION_CODES = frozenset({530, 534, 535, 538})  # RFC 4954, section 6
TOO_LARGE = 552
UNREADABLE = -1  # smtplib's code for an answer without a number


class Watched:
    """Mixed into smtplib's classes: keeps one deadline for the whole try, and remembers whether the dot is out."""

    sock: Any
    past_dot = False

    def __init__(self, *args: Any, deadline: float, **kwargs: Any) -> None:
        self.deadline = deadline
        super().__init__(*args, **kwargs)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return super()._get_socket(host, port, min(timeout, CONNECT_SECONDS))  # type: ignore[misc]

    def _wait_no_longer_than_the_deadline(self) -> None:
        if self.sock is not None:
            self.sock.settimeout(min(STEP_SECONDS, max(0.05, self.deadline - time.monotonic())))

    def send(self, s: Any) -> None:
        self._wait_no_longer_than_the_deadline()
        super().send(s)  # type: ignore[misc]
        # Commands are text; bytes are a message with its dot. Had the last of them not been taken, send would have
        # raised, and a server that has not seen the dot has not accepted the message.
        if isinstance(s, bytes):
            self.past_dot = True

    def getreply(self) -> tuple[int, bytes]:
        self._wait_no_longer_than_the_deadline()
        reply = super().getreply()  # type: ignore[misc]
        self.past_dot = False
        return reply


class WatchedSMTP(Watched, smtplib.SMTP):
    pass


class WatchedSMTPOverTLS(Watched, smtplib.SMTP_SSL):
    pass


class EmailBackend(DjangoEmailBackend):
    """Django's SMTP backend with a bound on each try and with `past_dot`."""

    connection: Any
    _partial_connection: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.timeout = min(self.timeout or STEP_SECONDS, STEP_SECONDS)
        self._deadline = time.monotonic() + TRY_SECONDS

    @property
    def connection_class(self) -> Callable[..., smtplib.SMTP]:  # type: ignore[override]
        return functools.partial(WatchedSMTPOverTLS if self.use_ssl else WatchedSMTP, deadline=self._deadline)

    def begin_try(self) -> None:
        self._deadline = time.monotonic() + TRY_SECONDS
        if self.connection is not None:
            self.connection.deadline = self._deadline

    def open(self) -> bool | None:
        """Connect and greet as well, so that a server that will not talk is a fault of the line, not of a mail."""
        opened = super().open()
        if opened:
            self.connection.ehlo_or_helo_if_needed()
        return opened

    def _close_connection(self, connection: Any) -> None:
        """Say goodbye, but do not wait long for the answer: everything that matters has been answered already."""
        connection.deadline = time.monotonic() + FAREWELL_SECONDS
        try:
            connection.quit()
        except (OSError, smtplib.SMTPException):
            connection.close()

    @property
    def past_dot(self) -> bool:
        return self.connection is not None and self.connection.past_dot

    @property
    def is_lost(self) -> bool:
        return self.connection is None or self.connection.sock is None

    def abandon(self) -> None:
        """Drop a broken connection without a word."""
        for connection in (self.connection, self._partial_connection):
            if connection is not None:
                connection.close()
        self.connection = self._partial_connection = None


@runtime_checkable
class Asking(Protocol):
    """A backend whose server remembers what it has taken."""

    def has_taken(self, message: EmailMessage) -> bool: ...


class Line:
    """One connection of whatever backend is set, opened when it is needed and again after it was lost.

    Backends that are not SMTP (console, file, an HTTP service) have no dot: an error from one means "not sent", unless
    it says by a FaultError what it means.
    """

    def __init__(self) -> None:
        backend = get_connection()
        # Django's own SMTP backend cannot tell how far it got, so ours stands in for it.
        self.backend: BaseEmailBackend = EmailBackend() if type(backend) is DjangoEmailBackend else backend
        self.is_open = False

    def begin_try(self) -> None:
        if isinstance(self.backend, EmailBackend):
            self.backend.begin_try()

    def open(self) -> None:
        """Raises OSError or SMTPException when the server cannot be reached or will not let us in."""
        try:
            self.backend.open()
        except BaseException:
            self.abandon()
            raise
        self.is_open = True

    def send(self, message: EmailMessage, *, again: bool = False) -> None:
        """`again`: it has been tried before. A backend that can ask whether it was taken then asks, and sends it if not."""
        if again and isinstance(self.backend, Asking) and self.backend.has_taken(message):
            return
        if not self.backend.send_messages([message]):
            raise OSError("The mail backend did not send the message and gave no reason.")

    @property
    def past_dot(self) -> bool:
        return isinstance(self.backend, EmailBackend) and self.backend.past_dot

    def drop_if_lost(self) -> bool:
        """After a fault: True when the server has dropped the line; a backend that cannot tell is opened afresh."""
        if isinstance(self.backend, EmailBackend) and not (self.backend.is_lost or self.backend.past_dot):
            return False
        self.abandon()
        return isinstance(self.backend, EmailBackend)

    def abandon(self) -> None:
        if isinstance(self.backend, EmailBackend):
            self.backend.abandon()
        else:
            with contextlib.suppress(Exception):
                self.backend.close()
        self.is_open = False

    def close(self) -> None:
        if self.is_open:
            self.backend.close()
        self.is_open = False


class FaultKind(enum.Enum):
    TEMPORARY = "try this mail again later"
    REFUSED = "this mail will never be taken"
    UNCERTAIN = "this mail may have been taken"
    TRANSPORT = "no mail can be sent"


@dataclass(frozen=True)
class Fault:
    kind: FaultKind
    words: str
    hung: bool = False


class FaultError(OSError):
    """Raised by a backend that knows itself what its error means."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.words)
        self.fault = fault


def diagnose(error: Exception, *, past_dot: bool) -> Fault:
    """What an error while sending one mail means for that mail (reply codes: RFC 5321, section 4.2)."""
    if isinstance(error, FaultError):
        return error.fault
    words = words_of(error)
    hung = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
    code = _code_of(error)
    if past_dot or (isinstance(error, smtplib.SMTPDataError) and code == UNREADABLE):
        return Fault(FaultKind.UNCERTAIN, words, hung)
    if code in AUTHENTICATION_CODES:
        return Fault(FaultKind.TRANSPORT, words)
    if isinstance(error, smtplib.SMTPSenderRefused) and code >= 500 and code != TOO_LARGE:
        # The recipient has not been named yet: it is our sender address the server will not have.
        return Fault(FaultKind.TRANSPORT, words)
    if code >= 500 or isinstance(error, smtplib.SMTPNotSupportedError | ValueError):
        return Fault(FaultKind.REFUSED, words)
    return Fault(FaultKind.TEMPORARY, words, hung)


def words_of(error: Exception) -> str:
    """The server's words on one line, at most 500 characters; for a broken line, the system's."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said: bytes | str
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return " ".join(f"{type(error).__name__}: {error}".split())[:500]
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(f"{code} {text}".replace("\x00", "").split())[:500]


def _code_of(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
