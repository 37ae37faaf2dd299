"""Naming what makes way for urgent work, and putting it back once the urgent work is approved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import get_text_list

from actions.models import Action, Occurrence
from actions.recipients import Recipients
from actions.services.displacing import put_back
from campaigns.brief_mail import queue_put_back
from campaigns.flow import APPROVING, Kind, State
from campaigns.models import Brief, Displacement
from campaigns.permissions import this_round
from people import audit
from people.models import Officer, StaleVersionError, User
from people.permissions import Verb, check
from plans.models import Plan

MOVED = (
    "“{}” has been moved, dropped or saved meanwhile, or the day it was to go back to has passed. Send the brief back with a "
    "question, so that what makes way is named anew."
)
YEAR = timedelta(days=365)  # the delivery plan looks twelve months ahead


def planned_ahead(brief: Brief, *, on: date) -> QuerySet[Occurrence]:
    """What the council has planned for the next twelve months and has still to deliver, soonest first."""
    running = {"action__plan__organisation": brief.organisation_id, "action__dropped_on": None}
    found = Occurrence.objects.open().filter(due__gte=on, due__lte=on + YEAR, is_milestone=False, **running)
    found = found.exclude(action__plan__status=Plan.Status.CLOSED)
    return found.select_related("action__plan__organisation", "action__priority").in_order()


@transaction.atomic
def name_displaced(
    *, brief: Brief, by: User, version: int, occurrence: Occurrence, due: date, reason: str, on: date
) -> Displacement:
    """Say that a planned date makes way for an urgent brief, to when and why. Nothing moves before that is approved.

    Raises:
        PermissionDenied: the person does not head communications, or the brief is not waiting to be assessed.
        StaleVersionError: somebody has taken the brief on meanwhile.
        ValidationError: no reason, no later day, it is of another council, or it is named already.
    """
    check_may_name(brief, by)
    if not reason.strip():
        raise ValidationError({"reason": "Say why this makes way. Its officers are sent your reason."})
    if not planned_ahead(brief, on=on).filter(pk=occurrence.pk).exists():
        raise ValidationError("That is not among the work planned for the next twelve months.")
    if due <= occurrence.due:
        raise ValidationError({"due": "Give a later day than the one it is due now."})
    if brief.displacements.filter(action=occurrence.action, was_due=occurrence.due).exists():
        raise ValidationError(f"“{occurrence}” is named already.")
    claim(brief, version)
    named = Displacement.objects.create(
        brief=brief,
        action=occurrence.action,
        occurrence=occurrence,
        was_due=occurrence.due,
        due=due,
        reason=reason.strip(),
        by=by,
        by_name=by.name,
        on=on,
    )
    after = {"was due": named.was_due, "due": due, "reason": named.reason, "makes way for": brief.title}
    audit.record("named to make way", named, by=by, organisation=brief.plan.organisation, after=after)
    return named


@transaction.atomic
def unname_displaced(*, displacement: Displacement, by: User, version: int) -> None:
    """Let it stay where it is after all."""
    check_may_name(displacement.brief, by)
    claim(displacement.brief, version)
    where = displacement.brief.plan.organisation
    audit.record("let stay", displacement, by=by, organisation=where, before={"due": displacement.due})
    displacement.delete()


def claim(brief: Brief, version: int) -> None:
    if not Brief.claim_version(brief.pk, version):
        raise StaleVersionError(Brief.objects.get(pk=brief.pk))
    brief.version = version + 1


def check_may_name(brief: Brief, by: User) -> None:
    check(by, Verb.ASSESS_BRIEF, brief)
    if brief.kind != Kind.URGENT or brief.state != State.SUBMITTED:
        raise PermissionDenied("What makes way is named while an urgent brief waits to be assessed.")


def check_names_something(brief: Brief) -> None:
    """Raises ValidationError where urgent work names nothing to make way, though there is something planned."""
    if not brief.displacements.exists() and planned_ahead(brief, on=brief.state_on).exists():
        raise ValidationError("Urgent work displaces other work. Name what is put back, to when and why.")


def carry_out(brief: Brief, *, approver: User, on: date) -> None:
    """Put back what was named, within the approval's transaction; the officers concerned are told.

    Raises:
        ValidationError: one of them has been delivered or moved meanwhile, so that something else must make way.
    """
    rows = brief.displacements.filter(done_on=None).select_related("action__plan__organisation", "occurrence")
    actions: dict[int, Action] = {}  # two due dates of one action move one after the other, from the same row
    approvers = [step.by_name for step in this_round(brief) if step.step in APPROVING]
    if brief.kind == Kind.URGENT:
        check_names_something(brief)  # what was named may have been removed since
    for made in rows.order_by("pk"):
        due = made.occurrence
        made.action = actions.setdefault(made.action_id, made.action)
        if due is None or due.due != made.was_due or made.due < on:
            raise ValidationError(MOVED.format(made.action))
        due.action = made.action
        words = f"Makes way for urgent work: {made.reason}"  # partners read it too, who see none of the brief
        who: dict[str, Any] = {"by": made.by, "by_name": made.by_name, "approver": approver, "on": on}
        try:
            put_back(occurrence=due, day=made.due, reason=words, **who)
        except (PermissionDenied, StaleVersionError) as refusal:  # dropped, its plan closed, or saved just now
            raise ValidationError(MOVED.format(made.action)) from refusal
        made.approved_by, made.done_on = "; ".join(approvers), on
        names = queue_put_back(made, owners_of(made, on=on))
        made.told = get_text_list(names, "and")
        made.save(update_fields=["approved_by", "done_on", "told"])
        after = {"made way for": brief.title, "due": made.due.isoformat()}
        audit.record("put back", made.action, by=approver, organisation=brief.plan.organisation, after=after)


def owners_of(made: Displacement, *, on: date) -> list[Officer]:
    found = Recipients.of([made.action], on=on).owners[made.action_id]
    return sorted(found, key=lambda officer: officer.name)
