"""Posting progress: the one way by which an officer's word enters the register."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import emails
from actions.models import Action, Occurrence, ProgressUpdate
from actions.permissions import check_can_update
from actions.rated import RatedAction, rated_action, settled
from actions.services.files import Upload, keep
from actions.services.questions import answer_by_update
from people import audit, outbox
from people.models import Officer, StaleVersionError, User
from plans.rag import MEANINGS, NEEDS_EXPLANATION, Rag, is_better

POSTED = "posted progress on"
STOOD = re.compile(r"\s*No change (?:as of|since) \d{1,2} [A-Z][a-z]+ \d{4}\.\Z")
MARKS = ("delivered_on", "delivered_by", "missed_on", "missed_by", "missed_because")


@dataclass(frozen=True)
class Author:
    """Whose word it is: somebody signed in, or an officer (who may have no sign-in) by the link in an e-mail."""

    name: str
    user: User | None
    source: str = ProgressUpdate.Source.PAGE

    @classmethod
    def signed_in(cls, user: User) -> Author:
        return cls(user.name, user)

    @classmethod
    def by_link(cls, officer: Officer) -> Author:
        return cls(officer.name, officer.user, ProgressUpdate.Source.LINK)

    @property
    def in_the_trail(self) -> str:
        return f"{self.name}, by e-mail link" if self.source == ProgressUpdate.Source.LINK else self.name


@dataclass(frozen=True)
class Progress:
    """What an officer says: the colour (a `Rag` word), what was done, and what explains the colour."""

    rag: str
    done: str = ""
    next_steps: str = ""
    explanation: str = ""
    recovery: str = ""
    recovery_by: str = ""
    better_because: str = ""
    forecast: str = ""
    exempt: str = ""
    evidence: str = ""


@transaction.atomic
def post_progress_update(
    *,
    action: Action,
    by: User,
    version: int,
    progress: Progress,
    on: date,
    delivered: Collection[int] = (),
    answers: Collection[int] = (),
    upload: Upload | None = None,
    row: RatedAction | None = None,
) -> ProgressUpdate:
    """Append an update, tick off the occurrences whose ids are in `delivered`, answer the questions whose ids are in
    `answers`, keep a file with it, and tell directors of a new red. `row`: the action as it was rated for the form, if it
    was; of the version that is claimed it need not be rated again.

    Raises:
        PermissionDenied: the person may not, or the plan is closed.
        StaleVersionError: somebody posted or edited since; nothing is saved.
        ValidationError: the colour lacks what it needs, field by field, an answer has no words, or the file is none that
            can be kept.
    """
    check_can_update(by, action)
    said: dict[str, Any] = {"version": version, "progress": progress, "delivered": delivered, "answers": answers}
    return append(action=action, author=Author.signed_in(by), on=on, upload=upload, row=row, **said)


def append(
    *,
    action: Action,
    author: Author,
    version: int,
    progress: Progress,
    on: date,
    delivered: Collection[int] = (),
    answers: Collection[int] = (),
    upload: Upload | None = None,
    row: RatedAction | None = None,
) -> ProgressUpdate:
    """What every way of posting does, once it is known that the author may."""
    if not Action.claim_version(action.pk, version):
        raise StaleVersionError(Action.objects.get(pk=action.pk))
    open_ones = list(Occurrence.objects.filter(action=action, pk__in=delivered).open())
    deliver(open_ones, action=action, author=author, on=on)
    if row is None or row.action.version != version or open_ones:
        row = rated_action(action, on=on)
    action, before = row.action, row.rating  # with its plan and council
    waiting = sum(not settled(one, on) for one in row.occurrences)
    check_progress(progress, before.proposed_once_heard, waiting=waiting)
    update = ProgressUpdate.objects.create(
        action=action, by=author.user, by_name=author.name, on=on, source=author.source, **vars(progress)
    )
    audit.record(
        POSTED,
        action,
        by=author.user,
        name=author.in_the_trail,
        organisation=action.plan.organisation,
        before={"rag": before.declared},
        after={"rag": progress.rag, "update": update.pk},
    )
    Occurrence.objects.filter(pk__in=[one.pk for one in open_ones]).update(delivered_with=update)
    answer_by_update(update, answers, name=author.in_the_trail)
    if progress.rag == Rag.RED and before.declared != Rag.RED:
        emails.queue_newly_red(update)
    if upload:  # last, as a file once written does not go back with the transaction
        keep(upload, action=action, by=author.user, by_name=author.name, on=on, update=update)
    outbox.ring()
    return update


def deliver(occurrences: list[Occurrence], *, action: Action, author: Author, on: date) -> None:
    """Tick off due dates, before the new word is weighed: a delivery needs no excuse."""
    for occurrence in occurrences:
        mark(occurrence, delivered_on=on, delivered_by=author.name)
        audit.record(
            "delivered",
            occurrence,
            by=author.user,
            name=author.in_the_trail,
            organisation=action.plan.organisation,
            after={"delivered_on": on},
        )


def check_progress(progress: Progress, proposed: str | None, *, waiting: int) -> None:
    """Amber and red are explained; a colour better than the one proposed says why, and so does a complete one of
    which due dates (`waiting` of them) are still to be delivered.

    Raises:
        ValidationError: {field: sentence}.
    """
    faults = {}
    label = MEANINGS[progress.rag].label.lower()
    if progress.rag in NEEDS_EXPLANATION and not progress.explanation.strip():
        faults["explanation"] = f"Say why it is {label}."
    excused = bool(progress.better_because.strip())
    if progress.rag == Rag.COMPLETE and waiting and not excused:
        dates = "1 due date is" if waiting == 1 else f"{waiting} due dates are"
        faults["better_because"] = f"{dates} not delivered. Tick what is, or say why it is complete all the same."
    if progress.rag != Rag.COMPLETE and is_better(progress.rag, proposed) and not excused:
        faults["better_because"] = f"The dates propose {proposed}. Say why it is {label} all the same."
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def post_no_change(*, action: Action, by: User, version: int, on: date) -> ProgressUpdate | None:
    """Repeat the last declared colour, with its words, in one press. None where the person has posted on it that day:
    nothing is added.

    Raises:
        ValidationError: there is no colour to repeat, or it now takes a sentence that was never given.
    """
    last = last_declared(action)
    if last.on == on and last.by_id == by.pk:
        return None
    return post_progress_update(action=action, by=by, version=version, progress=no_change(last, on=on), on=on)


def last_declared(action: Action) -> ProgressUpdate:
    """The update whose colour stands.

    Raises:
        ValidationError: there is none.
    """
    last = ProgressUpdate.objects.filter(action=action).exclude(rag="").order_by("on", "pk").last()
    if last is None:
        raise ValidationError({"rag": "No colour has been declared yet, so choose one."})
    return last


def no_change(last: ProgressUpdate, *, on: date) -> Progress:
    """What somebody says who says that nothing has changed: what was said stands, as of another day."""
    said = the_same_again(last)
    day = f"No change as of {on.day} {on:%B %Y}."
    return replace(said, done=f"{said.done}\n{day}" if said.done else day)


def the_same_again(last: ProgressUpdate) -> Progress:
    """What was said last, word for word, but not as of which day it stood before."""
    return Progress(
        rag=last.rag,
        done=STOOD.sub("", last.done),
        next_steps=last.next_steps,
        explanation=last.explanation,
        recovery=last.recovery,
        recovery_by=last.recovery_by,
        better_because=last.better_because,
        forecast=last.forecast,
        exempt=last.exempt,
    )


@transaction.atomic
def deliver_occurrence(
    *, action: Action, occurrence: int, by: User, version: int, on: date, is_delivered: bool = True
) -> Occurrence:
    """Tick off one due date of an action, by its id, or take back that it was delivered or missed. Doing it twice
    changes nothing.

    Raises:
        PermissionDenied: the person may not, or the plan is closed.
        StaleVersionError: somebody saved the action meanwhile.
    """
    found = occurrence_to_mark(action, occurrence, by, version)
    is_open = found.delivered_on is None and found.missed_on is None
    if is_delivered and is_open:
        deliver([found], action=action, author=Author.signed_in(by), on=on)
    elif not is_delivered and not is_open:
        before = {name: getattr(found, name) for name in MARKS}
        mark(
            found,
            delivered_on=None,
            delivered_by="",
            delivered_with=None,
            missed_on=None,
            missed_by="",
            missed_because="",
        )
        audit.record("took back", found, by=by, organisation=action.plan.organisation, before=before)
    return found


@transaction.atomic
def miss_occurrence(*, action: Action, occurrence: int, by: User, version: int, reason: str, on: date) -> Occurrence:
    """Say that one due date was missed and will not be delivered: it is chased no more, and stays to be seen.

    Raises:
        PermissionDenied, StaleVersionError: as for `deliver_occurrence`.
        ValidationError: no reason, or it is delivered.
    """
    found = occurrence_to_mark(action, occurrence, by, version)
    if not reason.strip():
        raise ValidationError({"reason": "Say why it was missed. The reason is shown with it."})
    if found.delivered_on:
        raise ValidationError("It has been delivered. Take that back first.")
    mark(found, missed_on=on, missed_by=by.name, missed_because=reason)
    audit.record("missed", found, by=by, organisation=action.plan.organisation, after={"reason": reason})
    return found


def occurrence_to_mark(action: Action, occurrence: int, by: User, version: int) -> Occurrence:
    check_can_update(by, action)
    if not Action.claim_version(action.pk, version):
        raise StaleVersionError(Action.objects.get(pk=action.pk))
    return Occurrence.objects.get(action=action, pk=occurrence)


def mark(occurrence: Occurrence, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(occurrence, name, value)
    occurrence.save(update_fields=[*columns])
