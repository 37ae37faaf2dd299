"""Logging what the media ask, giving it to an officer, agreeing the lines to take, and logging the answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from campaigns import media_mail
from campaigns.approving import writers_of
from campaigns.models import Enquiry, EnquiryStep, PressOffice
from campaigns.press import deadline_of, is_same_minute
from people import audit, outbox
from people.models import Officer, Organisation, User
from people.permissions import Verb, can, check

Step = EnquiryStep.Step
FACTS = ("outlet", "journalist", "kind", "topic", "question", "received_at", "due_at", "owner", "team", "hours")
SETTLED = (
    "The enquiry has been answered, and whether in time is counted from this. Ask the Head of Communications or a plan "
    "manager to correct it."
)


@transaction.atomic
def add_enquiry(
    *, organisation: Organisation, by: User, now: datetime, received_at: datetime, due_at: datetime | None = None,
    owner: Officer | None = None, **facts: Any,
) -> Enquiry:  # fmt: skip
    """Log an enquiry; its owner is told. Without `due_at` it has the hours that the council gives.

    Raises:
        ValidationError: by field: it came in the future, is due before it came, or its owner is another council's.
    """
    check(by, Verb.RUN_CAMPAIGNS, organisation)
    due = due_at or deadline_of(received_at, PressOffice.of(organisation).hours)
    check_moments(received_at, due, None, now)
    check_owner(owner, organisation)
    enquiry = Enquiry.objects.create(
        organisation=organisation, received_at=received_at, due_at=due, owner=owner, **facts
    )
    take_step(enquiry, Step.LOGGED, by, now)
    audit.record("logged", enquiry, by=by, organisation=organisation)
    give(enquiry, by, now)
    return enquiry


@transaction.atomic
def edit_enquiry(*, enquiry: Enquiry, by: User, version: int, now: datetime, **facts: Any) -> Enquiry:
    """Save an enquiry. A new owner is told. Without `due_at` the deadline is reckoned anew. Once it has been answered,
    when it came and was due is corrected by whoever runs the press office, and the trail says by whom, from what to what.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: as for a new one; or a time is not the person's to correct.
    """
    check(by, Verb.ANSWER_MEDIA, enquiry)
    received, owner = kept_to_the_minute(enquiry.received_at, facts["received_at"]), facts["owner"]
    due = facts["due_at"] or deadline_of(received, PressOffice.of(enquiry.organisation).hours)
    facts |= {"received_at": received, "due_at": kept_to_the_minute(enquiry.due_at, due)}
    check_corrections(enquiry, by, facts)
    check_moments(received, facts["due_at"], None, now)
    check_owner(owner, enquiry.organisation)
    before = {name: getattr(enquiry, name) for name in FACTS}
    enquiry.save_from(version, **facts)
    record("edited", enquiry, by, before=before, after=facts)
    if received != before["received_at"]:
        take_step(enquiry, Step.CAME, by, now, corrected(before["received_at"], received))
    if enquiry.due_at != before["due_at"]:
        take_step(enquiry, Step.DUE, by, now, f"{clock(enquiry.due_at)} instead of {clock(before['due_at'])}")
    if owner != before["owner"]:
        give(enquiry, by, now)
    return enquiry


@transaction.atomic
def write_lines(*, enquiry: Enquiry, by: User, version: int, now: datetime, lines: str) -> tuple[Enquiry, list[str]]:
    """Write the lines to take, which are then to be approved; new words lose the approval that the old had. Whoever may
    approve them is told: with their names, of which there are none where nobody may or nothing is to be approved.

    Raises:
        StaleVersionError: somebody saved the enquiry meanwhile.
        ValidationError: no words, or the enquiry has been answered.
    """
    check(by, Verb.ANSWER_MEDIA, enquiry)
    check_is_open(enquiry)
    if not lines.strip():
        raise ValidationError({"lines": "Write what is to be said."})
    if lines == enquiry.lines and version == enquiry.version:
        return enquiry, [] if enquiry.approved_at else ask_approval(enquiry.steps.filter(step=Step.LINES).latest("pk"))
    written = {"lines": lines, "lines_by": by, "lines_by_name": by.name}
    enquiry.save_from(version, approved_by=None, approved_by_name="", approved_at=None, **written)
    step = take_step(enquiry, Step.LINES, by, now, lines)
    record("wrote lines to take for", enquiry, by)
    return enquiry, ask_approval(step)


@transaction.atomic
def approve_lines(*, enquiry: Enquiry, by: User, version: int, now: datetime) -> Enquiry:
    """Approve the lines as they stand: that version and no other.

    Raises:
        PermissionDenied: the person is neither Head of Communications nor a director.
        StaleVersionError: somebody saved the enquiry meanwhile.
        ValidationError: there are none to approve, or the person has had a hand in them.
    """
    check(by, Verb.APPROVE_LINES, enquiry)
    check_is_open(enquiry)
    if not enquiry.lines or enquiry.approved_at:
        raise ValidationError("There are no lines to take that wait for approval.")
    if by.pk in writers_of(enquiry):
        raise ValidationError("Nobody approves lines they have written themselves. Ask somebody else.")
    enquiry.save_from(version, approved_by=by, approved_by_name=by.name, approved_at=now)
    take_step(enquiry, Step.APPROVED, by, now, enquiry.lines)
    record("approved the lines to take for", enquiry, by)
    return enquiry


@transaction.atomic
def answer_enquiry(
    *, enquiry: Enquiry, by: User, version: int, now: datetime, answer: str, answered_at: datetime,
    needs_no_lines: bool = False,
) -> Enquiry:  # fmt: skip
    """Log what was answered, or correct it. It takes approved lines, or somebody who says that none are needed. What a
    correction makes of the time stands in the trail, and so does an answer from before its lines were approved.

    Raises:
        StaleVersionError: somebody saved the enquiry meanwhile.
        ValidationError: by field: no words, a time in the future or before it came, or no approved lines.
    """
    check(by, Verb.ANSWER_MEDIA, enquiry)
    if not answer.strip():
        raise ValidationError({"answer": "Write what was answered."})
    before = enquiry.answered_at
    answered_at = kept_to_the_minute(before, answered_at)
    if before is not None and answered_at != before and not can(by, Verb.RUN_CAMPAIGNS, enquiry):
        raise ValidationError({"answered_at": SETTLED})
    check_moments(enquiry.received_at, enquiry.due_at, answered_at, now)
    if not needs_no_lines and not enquiry.approved_at:
        why = "The lines to take wait for approval" if enquiry.lines else "There are no lines to take yet"
        wanted = {"needs_no_lines": f"{why}. Have them approved first, or say that none are needed."}
        raise ValidationError(wanted)
    step = Step.ANSWERED if before is None else Step.CORRECTED
    facts = {"answer": answer, "answered_at": answered_at, "needs_no_lines": needs_no_lines}
    enquiry.save_from(version, answered_by_name=enquiry.answered_by_name or by.name, **facts)
    take_step(enquiry, step, by, now, answer)
    if before is not None and answered_at != before:
        take_step(enquiry, Step.WENT, by, now, corrected(before, answered_at))
    early = early_in_words(enquiry)
    if early and not enquiry.steps.filter(step=Step.EARLY, words=early).exists():
        take_step(enquiry, Step.EARLY, by, now, early)
    record(step.label.lower(), enquiry, by)
    return enquiry


def early_in_words(enquiry: Enquiry) -> str:
    """That it was answered before its lines were approved, in a sentence; nothing where it was not, or they were not needed.

    Forms show minutes, so what falls in the minute of the approval was not before it.
    """
    answered, approved = enquiry.answered_at, enquiry.approved_at
    if answered is None or approved is None or enquiry.needs_no_lines:
        return ""
    if answered > approved or is_same_minute(answered, approved):
        return ""
    is_one_day = timezone.localdate(answered) == timezone.localdate(approved)
    said = (lambda moment: f"{timezone.localtime(moment):%H:%M}") if is_one_day else clock
    return f"Answered at {said(answered)}, before its lines were approved at {said(approved)}."


@transaction.atomic
def remove_enquiry(*, enquiry: Enquiry, by: User, version: int) -> None:
    """Take away what was logged by mistake; the trail keeps what it said.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
    """
    check(by, Verb.RUN_CAMPAIGNS, enquiry)
    enquiry.save_from(version)
    record("removed", enquiry, by, before={name: getattr(enquiry, name) for name in (*FACTS, "lines", "answer")})
    enquiry.delete()


def check_moments(received: datetime, due: datetime, answered: datetime | None, now: datetime) -> None:
    if received > now:
        raise ValidationError({"received_at": "It cannot have come in the future. Give the time it came."})
    if due < received:
        raise ValidationError({"due_at": "The deadline is after the enquiry came. Give a later one."})
    if answered is not None and answered > now:
        raise ValidationError({"answered_at": "It cannot have been answered in the future."})
    if answered is not None and answered < received:
        raise ValidationError({"answered_at": "It was answered after it came, so give a later time."})


def check_owner(owner: Officer | None, organisation: Organisation) -> None:
    if owner is not None and owner.organisation_id != organisation.pk:
        raise ValidationError({"owner": f"{owner} is no officer of {organisation}. Choose one who is."})


def check_is_open(enquiry: Enquiry) -> None:
    if not enquiry.is_open:
        raise ValidationError("It has been answered, so its lines to take stay as they were.")


def kept_to_the_minute(before: datetime | None, given: datetime) -> datetime:
    """What is kept of a time: forms show minutes, so what is the same to the minute was not changed."""
    return before if before is not None and is_same_minute(before, given) else given


def check_corrections(enquiry: Enquiry, by: User, facts: dict[str, Any]) -> None:
    """Of an enquiry that has been answered: the times its figure rests on, by whom, and before it was answered."""
    if enquiry.answered_at is None:
        return
    changed = [name for name in ("received_at", "due_at") if facts[name] != getattr(enquiry, name)]
    if changed and not can(by, Verb.RUN_CAMPAIGNS, enquiry):
        raise ValidationError(dict.fromkeys(changed, SETTLED))
    if facts["received_at"] > enquiry.answered_at:
        was = f"It was answered at {clock(enquiry.answered_at)}, so it came before. Give an earlier time."
        raise ValidationError({"received_at": was})


def clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M on %d/%m/%Y}"


def corrected(before: datetime, after: datetime) -> str:
    return f"corrected from {clock(before)} to {clock(after)}"


def ask_approval(written: EnquiryStep) -> list[str]:
    """Tell whoever may approve these lines, each once; with their names."""
    told = media_mail.queue_lines(written)
    outbox.ring()
    return told


def give(enquiry: Enquiry, by: User, now: datetime) -> None:
    """Tell the owner that it is theirs."""
    if enquiry.owner is not None:
        media_mail.queue_given(take_step(enquiry, Step.GIVEN, by, now, enquiry.owner.name))
        outbox.ring()


def take_step(enquiry: Enquiry, step: str, by: User, now: datetime, words: str = "") -> EnquiryStep:
    return EnquiryStep.objects.create(enquiry=enquiry, step=step, words=words, by=by, by_name=by.name, at=now)


def record(verb: str, enquiry: Enquiry, by: User, **what: Any) -> None:
    audit.record(verb, enquiry, by=by, organisation=enquiry.organisation, **what)
