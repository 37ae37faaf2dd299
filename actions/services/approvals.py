"""Dates beyond a plan's allowance: asked for, approved or refused by a director, or taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from actions import emails
from actions.models import Action, DateRequest
from actions.permissions import check_can_update
from actions.services.ledger import keep_change, shift_editions
from actions.timing import Timing
from people import audit, outbox
from people.models import User
from people.permissions import Verb, check
from plans.models import Plan


def ask_for_date(
    *, action: Action, by: User, version: int, timing: Timing, reason: str, on: date, **edition: Any
) -> DateRequest:
    """Lay a date before the directors. What stands, stands until one of them has said yes."""
    if DateRequest.objects.waiting().filter(action=action).exists():
        raise ValidationError("A later date is waiting for approval already. Nothing is moved before that is decided.")
    action.save_from(version)
    asked = DateRequest.objects.create(
        action=action, timing=timing, reason=reason, by=by, by_name=by.name, on=on, **edition
    )
    audit.record(
        "asked to move", action, by=by, organisation=action.plan.organisation, after={"date": timing.as_written}
    )
    emails.queue_date_asked(asked)
    outbox.ring()
    return asked


@transaction.atomic
def decide_date(
    *, request: DateRequest, by: User, version: int, is_approved: bool, answer: str, on: date
) -> DateRequest:
    """Approve a date that was asked for, or not. Nobody decides what they have asked for themselves.

    Raises:
        PermissionDenied: the person may not, or has asked for it.
        StaleVersionError: somebody decided it meanwhile.
        ValidationError: refused without a word, or the plan is closed or the action dropped.
    """
    action = request.action
    check(by, Verb.APPROVE_DATES, action)
    if request.by_id == by.pk:
        raise PermissionDenied("You asked for this date, so somebody else decides it.")
    if request.decided_on:
        raise ValidationError("This has been decided already.")
    if not is_approved and not answer.strip():
        raise ValidationError({"answer": "Say why not. It is sent to whoever asked."})
    if is_approved and (why_not := out_of_date(request, on=on)):
        raise ValidationError(why_not)
    decision = {"decided_on": on, "decided_by": by.name, "is_approved": is_approved, "answer": answer}
    request.save_from(version, **decision)
    if is_approved:
        carry_out(request, on=on, approver=by)
    verb = "approved a date of" if is_approved else "refused a date of"
    audit.record(verb, action, by=by, organisation=action.plan.organisation, after={"date": request.timing.as_written})
    emails.queue_date_decided(request)
    outbox.ring()
    return request


def out_of_date(request: DateRequest, *, on: date) -> str:
    """Why a date can be approved no more, for what has happened since it was asked for; empty where it can."""
    action, due = request.action, request.occurrence
    if action.plan.status == Plan.Status.CLOSED or action.dropped_on:
        return "The plan is closed, or the action dropped, so its date cannot be moved any more."
    if request.timing.latest and request.timing.latest < on:
        return f"{request.timing.as_written} has passed by now. Say no, so that another date can be asked for."
    own = action.occurrences.filter(is_milestone=False)
    if due and (due.delivered_on or due.missed_on):
        return f"{due.label} has been delivered or missed meanwhile. Say no: it needs no other date."
    if not due and own.exists() and not own.open().exists() and not own.filter(missed_on__isnull=False).exists():
        return "It has been delivered meanwhile. Say no: it needs no other date."
    return ""


@transaction.atomic
def withdraw_date(*, request: DateRequest, by: User, version: int, on: date) -> DateRequest:
    """Take back a date that was asked for.

    Raises:
        PermissionDenied: the person may not post on the action.
        StaleVersionError, ValidationError: it was decided meanwhile.
    """
    check_can_update(by, request.action)
    if request.decided_on:
        raise ValidationError("This has been decided already.")
    request.save_from(version, decided_on=on, decided_by=by.name, answer="Withdrawn.")
    audit.record("withdrew a date of", request.action, by=by, organisation=request.action.plan.organisation)
    return request


def carry_out(request: DateRequest, *, on: date, approver: User) -> None:
    """Move what was asked for, in the name of who asked, with who approved it."""
    action, after = request.action, request.timing
    who: dict[str, Any] = {
        "by": request.by,
        "by_name": request.by_name,
        "reason": request.reason,
        "approved_by": request.decided_by,
    }
    if request.occurrence and after.latest:
        action.save_from(action.version)
        later = request.and_later
        shift_editions(request.occurrence, day=after.latest, and_later=later, on=on, approver=approver, **who)
        return
    before = action.timing
    action.save_from(action.version, timing=after)
    days = (after.latest - before.latest).days if after.latest and before.latest else None
    keep_change(action, before=before, after=after, days=days, on=on, approver=approver, **who)
