"""What directors and plan managers do to an action over its officers' heads: in the open, with a reason, and told."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import emails
from actions.models import Action, ActionDeclaration
from actions.permissions import check_is_running
from actions.recipients import Recipients
from people import audit, outbox
from people.models import User
from people.permissions import Verb, check

LONGEST_QUIET = timedelta(days=92)


@transaction.atomic
def declare_action(*, action: Action, by: User, rag: str, reason: str, on: date) -> ActionDeclaration:
    """Declare a colour over the officer's (`rag` blank: take it back, so that theirs counts again), and tell them.

    Raises:
        PermissionDenied: the person is no director of the plan's councils.
        ValidationError: nothing to take back.
    """
    check(by, Verb.DECLARE, action)
    check_is_running(action)
    last = ActionDeclaration.objects.filter(action=action).order_by("on", "pk").last()
    if not rag and (last is None or not last.rag):
        raise ValidationError("No colour is declared over the officer’s, so there is none to take back.")
    made = ActionDeclaration.objects.create(action=action, rag=rag, reason=reason, by=by, by_name=by.name, on=on)
    verb = "declared" if rag else "took back the colour of"
    audit.record(verb, action, by=by, organisation=action.plan.organisation, after={"rag": rag, "reason": reason})
    emails.queue_declared(made, Recipients.of([action], on=on).owners[action.pk])
    outbox.ring()
    return made


@transaction.atomic
def quieten_action(*, action: Action, by: User, version: int, until: date | None, reason: str, on: date) -> Action:
    """Have nobody reminded of an action up to and including a day; None: remind again. Its colour is as it was.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        ValidationError: no reason, a day that has passed, or one too far off.
    """
    check(by, Verb.MANAGE_PLAN, action)
    if until and until < on:
        raise ValidationError({"until": "Give a day that is still to come."})
    if until and until - on > LONGEST_QUIET:
        raise ValidationError({"until": "At most three months. Nothing is to be forgotten for good."})
    if until and not reason.strip():
        raise ValidationError({"reason": "Say why nobody is to be reminded."})
    before = {"quiet_until": action.quiet_until}
    action.save_from(version, quiet_until=until, quiet_because=reason if until else "")
    verb = "quietened" if until else "woke"
    after = {"quiet_until": until, "reason": reason}
    audit.record(verb, action, by=by, organisation=action.plan.organisation, before=before, after=after)
    return action
