"""The outbox every app writes its e-mail to: `queue` and `ring` for the writers, `drain` and `sweep` for the workers.

Promise: no mail is lost; without a crash none is repeated; after a crash or a dropped line at most the mail that was on
the wire is repeated, with the same Message-ID; and every mail ends in a state a person can see.
"""

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from people.addresses import check_address
from people.doorbell import ring
from people.letter import compose
from people.models import Organisation
from people.models.mail import MAX_ATTEMPTS, MailState, MailTransport, OutgoingMail, message_id_for
from people.smtp import Fault, FaultKind, Line, diagnose, words_of

__all__ = ["DrainResult", "NotNow", "SweepResult", "drain", "queue", "register_check", "ring", "sweep"]

Check = Callable[[OutgoingMail], str | None]

BACK_OFF_MINUTES = (1, 5, 10, 20, 30)  # after the first, second, … try; then always the last
JITTER = 0.2  # a wait is up to a fifth longer, so that a queue that failed together does not come back together
AFTER_A_HANG = timedelta(minutes=5)
AFTER_A_LOST_LINE = timedelta(seconds=1)
RUN_SECONDS = 120.0  # a drain takes no further mail after this; the tasks' time limit is above it
CANDIDATES = 50

KEY_LENGTH = 200
SUBJECT_LENGTH = 250
# PostgreSQL refuses NUL, no mail can carry a lone surrogate, and no mail needs the other control characters.
UNSENDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

logger = logging.getLogger(__name__)
checks: dict[str, Check] = {}
_random = SystemRandom()


class NotNow(Exception):  # noqa: N818  it is no error
    """Raised by a check: the mail is right, but is to wait until `until`. The try is not counted."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(reason)
        self.until, self.reason = until, reason


def register_check(kind: str, check: Check) -> None:
    """Have `check(mail)` asked just before a mail of this kind is sent: None if it still is right, or why it is not."""
    checks[kind] = check


def queue(
    *,
    key: str,
    kind: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    organisation: Organisation | None = None,
    expires_at: datetime | None = None,
    unsubscribe_url: str = "",
) -> OutgoingMail | None:
    """Put one mail to one person in the outbox; None, and nothing changed, if one with this key was there before.

    To be called in the transaction of what causes the mail, so that both are saved or neither (RuntimeError otherwise).
    ValueError, with a sentence, for an address that is not exactly one mailbox and for a key that is blank or too long.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A mail is queued in the transaction of its cause; open one with transaction.atomic().")
    if not 0 < len(key) <= KEY_LENGTH:
        raise ValueError(f"The key of a mail has 1 to {KEY_LENGTH} characters; this one has {len(key)}.")
    mail = OutgoingMail(
        key=key,
        kind=kind,
        organisation=organisation,
        to_address=check_address(to),
        subject=_one_line(subject),
        text_body=UNSENDABLE.sub("", text),
        html_body=UNSENDABLE.sub("", html),
        message_id=message_id_for(key, urlsplit(settings.SITE_URL).hostname or "localhost"),
        expires_at=expires_at,
        unsubscribe_url=unsubscribe_url,
        created_at=timezone.now(),
    )
    already = OutgoingMail.objects.filter(key=key)
    if already.exists():
        return None
    try:
        with transaction.atomic():  # a savepoint: losing a race for the key must not spoil the caller's transaction
            mail.save(force_insert=True)
    except IntegrityError:
        if already.exists():
            return None
        raise
    return mail


def _one_line(subject: str) -> str:
    line = " ".join(UNSENDABLE.sub(" ", subject).split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"


@dataclass(frozen=True)
class DrainResult:
    """How many mails of one run came to which end; `stopped`: why the run ended early; `more`: call again."""

    sent: int = 0
    retry: int = 0
    uncertain: int = 0
    failed: int = 0
    withheld: int = 0
    stopped: str = ""
    more: bool = False


def _never() -> bool:
    return False


def drain(*, now: datetime | None = None, limit: int = 500, stopping: Callable[[], bool] = _never) -> DrainResult:
    """Send what is due, one mail at a time over one connection, at most `limit`; any number of drains may run at once.

    `now` fixes the clock; without it each mail is claimed and settled by the time it really is. `stopping` is asked
    between two mails. Not to be called inside a transaction: each outcome is committed before the next mail.
    """
    run = _Run(now)
    try:
        run.send_due(limit, stopping)
    finally:
        run.line.close()
    more = not run.stopped and OutgoingMail.objects.due(run.clock()).while_sending_is_allowed().exists()
    return DrainResult(**{state.value: number for state, number in run.ends.items()}, stopped=run.stopped, more=more)


class _Run:
    """One drain: its clock, its line, its count."""

    def __init__(self, now: datetime | None) -> None:
        self.frozen_at = now
        self.line = Line()
        self.transport = MailTransport.objects.the_one()
        self.is_probe = False
        self.ends: Counter[MailState] = Counter()
        self.stopped = self.transport.hold_reason

    def clock(self) -> datetime:
        return self.frozen_at or timezone.now()

    def send_due(self, limit: int, stopping: Callable[[], bool]) -> None:
        end_by = time.monotonic() + RUN_SECONDS
        for mail in self._due_mails():
            if self.ends.total() >= limit or stopping() or time.monotonic() > end_by or not self._line_is_ready():
                return
            before = MailState(mail.state)
            if OutgoingMail.objects.claim(mail, now=self.clock()):
                self._deal_with(mail, before)
            if self.stopped:
                return

    def _due_mails(self) -> Iterator[OutgoingMail]:
        """Oldest first. Whatever has been dealt with, by us or by a rival, is not due when the next lot is read."""
        while lot := list(
            OutgoingMail.objects.due(self.clock()).while_sending_is_allowed().order_by("id")[:CANDIDATES]
        ):
            yield from lot

    def _line_is_ready(self) -> bool:
        """Have an open line, before a mail is claimed: a server that is down then costs no mail a try."""
        self.line.begin_try()
        if self.line.is_open:
            return True
        self.transport.refresh_from_db()
        if not self.transport.may_open(self.clock()):
            self.stopped = self.transport.reason
            return False
        self.is_probe = self.transport.failures > 0
        try:
            self.line.open()
        except (OSError, ValueError) as error:  # every SMTPException is an OSError; ValueError: no such host name
            self._pause(MailTransport.PROBE_EVERY, words_of(error))
            return False
        return True

    def _line_has_worked(self) -> None:
        if self.is_probe:
            self.transport.resume()
            self.is_probe = False

    def _deal_with(self, mail: OutgoingMail, before: MailState) -> None:
        try:
            why_not = checks[mail.kind](mail) if mail.kind in checks else None
        except NotNow as wait:
            self._settle(mail, MailState.RETRY, retry_at=wait.until, reason=wait.reason, attempts=mail.attempts - 1)
            return
        except Exception as error:
            logger.exception("the check of outbox mail %s failed", mail.pk)
            fault = Fault(FaultKind.TEMPORARY, f"The check before sending failed: {type(error).__name__}.")
            self._postpone(mail, fault)
            return
        if why_not:
            self._settle(mail, MailState.WITHHELD, reason=why_not)
            return
        try:
            self.line.send(compose(mail), again=mail.attempts > 1)
        except Exception as error:
            self._after_fault(mail, before, diagnose(error, past_dot=self.line.past_dot))
        else:
            self._settle(mail, MailState.SENT, sent_at=self.clock(), reason="")
            self._line_has_worked()

    def _after_fault(self, mail: OutgoingMail, before: MailState, fault: Fault) -> None:
        lost = self.line.drop_if_lost()
        if fault.kind is FaultKind.REFUSED:
            self._settle(mail, MailState.FAILED, reason=fault.words)
        elif fault.kind is FaultKind.UNCERTAIN and before is MailState.UNCERTAIN:
            self._settle(mail, MailState.FAILED, reason=f"It may have arrived; twice no answer came: {fault.words}")
        elif fault.kind is FaultKind.UNCERTAIN:
            self._settle(mail, MailState.UNCERTAIN, retry_at=self._later(mail), reason=fault.words)
        elif fault.kind is FaultKind.TRANSPORT or fault.hung:
            self._give_back(mail, before, fault)
        else:
            self._postpone(mail, fault)
        if fault.kind is FaultKind.TRANSPORT or fault.hung:
            self._pause(MailTransport.PROBE_EVERY, fault.words)
        elif lost:
            self._pause_for_a_second(fault.words)
        else:
            self._line_has_worked()

    def _postpone(self, mail: OutgoingMail, fault: Fault) -> None:
        if mail.attempts >= MAX_ATTEMPTS:
            self._settle(mail, MailState.FAILED, reason=f"Given up after {mail.attempts} tries: {fault.words}")
        else:
            self._settle(mail, MailState.RETRY, retry_at=self._later(mail), reason=fault.words)

    def _give_back(self, mail: OutgoingMail, before: MailState, fault: Fault) -> None:
        """The try does not count: the server failed, not the mail. After a hang another mail goes first next time."""
        state = MailState.UNCERTAIN if before is MailState.UNCERTAIN else MailState.RETRY
        wait = AFTER_A_HANG if fault.hung else MailTransport.PROBE_EVERY
        self._settle(mail, state, retry_at=self.clock() + wait, reason=fault.words, attempts=mail.attempts - 1)

    def _later(self, mail: OutgoingMail) -> datetime:
        minutes = BACK_OFF_MINUTES[min(mail.attempts, len(BACK_OFF_MINUTES)) - 1]
        return self.clock() + timedelta(minutes=minutes * _random.uniform(1, 1 + JITTER))

    def _settle(self, mail: OutgoingMail, state: MailState, **columns: object) -> None:
        if OutgoingMail.objects.settle(mail, state, **columns):
            self.ends[state] += 1
        else:
            logger.warning("outbox mail %s became %s after its lease had passed on", mail.pk, state)

    def _pause(self, length: timedelta, reason: str) -> None:
        self.transport.pause(self.clock() + length, reason=reason)
        self.stopped = reason

    def _pause_for_a_second(self, reason: str) -> None:
        """While lines are being dropped nobody opens more than one a second."""
        self.transport.pause(self.clock() + AFTER_A_LOST_LINE, reason=reason)
        if self.frozen_at is None:
            time.sleep(AFTER_A_LOST_LINE.total_seconds())


@dataclass(frozen=True)
class SweepResult:
    freed: int
    expired: int
    failed: int
    due: int


def sweep(now: datetime | None = None) -> SweepResult:
    """Free what a dead sender held and close what is too late to send; `due` counts what a drain would now find."""
    now = now or timezone.now()
    MailTransport.objects.the_one().tick(now)
    freed, failed = OutgoingMail.objects.free_lapsed(now)
    expired = OutgoingMail.objects.expire(now)
    return SweepResult(freed, expired, failed, OutgoingMail.objects.due(now).count())
