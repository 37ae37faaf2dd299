"""Taking actions out of the register that should never have been in it. What somebody has worked on stays: it is
dropped, in the open, and not removed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from actions.models import (
    Action,
    ActionComment,
    ActionDeclaration,
    ActionFile,
    ActionQuestion,
    DateChange,
    DateRequest,
    Occurrence,
    ProgressUpdate,
    Reminder,
    UpdateLink,
)
from actions.services.occurrences import lay_out_occurrences
from people import audit
from people.models import AuditEvent, User
from people.models.mail import MailState
from people.permissions import Verb, check
from plans.models import Plan
from plans.services import check_open
from plans.services.kept import kept_whole, made_whole

TOLD = Q(mail__state__in=(MailState.SENT, MailState.CLAIMED, MailState.UNCERTAIN))
REMOVED = "removed"
NAMED = 5  # of how many actions a refusal names


@transaction.atomic
def remove_action(*, action: Action, by: User, version: int) -> AuditEvent:
    """Remove an action. The event can be undone.

    Raises:
        StaleVersionError: somebody saved it meanwhile.
        PermissionDenied, ValidationError: as for `remove_actions`.
    """
    check(by, Verb.MANAGE_PLAN, action)
    action.save_from(version)
    whole = kept_whole(action, but=(Reminder,))
    pk = action.pk
    remove_actions(actions=[action], by=by, undo={pk: {"plan": action.plan_id, "whole": whole}})
    return AuditEvent.objects.filter(kind="action", object_id=pk, verb=REMOVED).latest("pk")


@transaction.atomic
def undo_removal(*, event: AuditEvent, by: User, plan: Plan) -> Action:
    """Put a removed action back, with everything that was its own.

    Raises:
        ValidationError: it is back already, or its row has been imported again.
    """
    check(by, Verb.MANAGE_PLAN, plan)
    check_open(plan)
    columns = event.undo["whole"][0][1]
    there = Action.objects.filter(plan=plan)
    imported = columns["source_key"] and there.filter(source_key=columns["source_key"]).exists()
    if imported or there.filter(pk=columns["id"]).exists():
        raise ValidationError(f"“{event.label}” is in the plan again already.")
    try:
        with transaction.atomic():
            made_whole(event.undo["whole"])
    except IntegrityError:
        raise ValidationError(f"“{event.label}” cannot be put back, as somebody who did it is no more.") from None
    action = Action.objects.get(pk=columns["id"])
    # What hangs on meetings that were moved meanwhile goes by where they are now.
    lay_out_occurrences(action=action)
    audit.record(f"undid: {REMOVED}", action, by=by, organisation=plan.organisation, after=event.before)
    return action


@transaction.atomic
def remove_actions(*, actions: Collection[Action], by: User, undo: Mapping[int, dict[str, Any]] | None = None) -> int:
    """Remove actions with everything that is theirs: due dates, owners, what a paper said of their progress, reminders
    that have not been sent. Returns how many there were. `undo`: {id: what it takes to put that one back}.

    Raises:
        PermissionDenied: the person may not manage their plan.
        ValidationError: the plan is closed, or work hangs on some of them; a sentence names each and says what. Nothing is removed.
    """
    for plan in {action.plan_id: action.plan for action in actions}.values():
        check(by, Verb.MANAGE_PLAN, plan)
        check_open(plan)
    pks = [action.pk for action in actions]
    # Locked, so that nobody posts on what is going while it goes.
    stand = list(Action.objects.select_for_update().filter(pk__in=pks).select_related(None).order_by("pk"))
    if worked := work_on(pks):
        raise ValidationError(refusal(stand, worked))
    organisations = {action.pk: action.plan.organisation for action in actions}
    for action in stand:
        before = {"title": action.title, "date": action.timing.as_written}
        kept = (undo or {}).get(action.pk)
        audit.record(REMOVED, action, by=by, organisation=organisations[action.pk], before=before, undo=kept)
    Reminder.objects.filter(action__in=pks).delete()
    Action.objects.filter(pk__in=pks).delete()
    return len(stand)


def work_on(pks: Collection[int]) -> dict[int, str]:
    """{id of an action: what hangs on it, in words}, of those of these actions on which somebody has worked."""
    found: dict[int, str] = {}
    for words, query in kinds_of_work(pks):
        for pk in query:
            found.setdefault(pk, words)
    return found


def kinds_of_work(pks: Collection[int]) -> Iterator[tuple[str, Any]]:
    ended = Q(delivered_on__isnull=False) | Q(missed_on__isnull=False)
    by_people = ProgressUpdate.objects.exclude(source=ProgressUpdate.Source.IMPORT)
    yield "progress has been posted", theirs(by_people, pks)
    yield "a due date has been delivered or missed", theirs(Occurrence.objects.filter(ended), pks)
    yield "its date has been moved", theirs(DateChange.objects.all(), pks)
    yield "another date has been asked for", theirs(DateRequest.objects.all(), pks)
    yield "a director has declared its colour", theirs(ActionDeclaration.objects.all(), pks)
    yield "a director has asked about it", theirs(ActionQuestion.objects.all(), pks)
    yield "somebody has commented on it", theirs(ActionComment.objects.all(), pks)
    yield "a file was added to it", theirs(ActionFile.objects.all(), pks)
    yield "somebody has been reminded of it", theirs(Reminder.objects.filter(TOLD), pks)
    yield "a link from an e-mail has been used on it", theirs(UpdateLink.objects.exclude(used_at=None), pks)
    yield "an exemption before an election is recorded for it", cleared(pks)
    under = Action.objects.filter(parent__in=pks).exclude(pk__in=pks)
    yield "other actions stand under it", under.order_by().values_list("parent_id", flat=True)


def cleared(pks: Collection[int]) -> Any:
    """Those of which something was let out in a pre-election period: what records it is kept by an app above."""
    found = Action.objects.filter(pk__in=pks, clearances__isnull=False)
    return found.order_by().values_list("pk", flat=True)


def theirs(rows: Any, pks: Collection[int]) -> Any:
    return rows.filter(action__in=pks).order_by().values_list("action_id", flat=True)


def refusal(actions: list[Action], worked: dict[int, str]) -> str:
    """The sentence that names what stays."""
    named = [f"“{action.title[:80]}” ({worked[action.pk]})" for action in actions if action.pk in worked]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    how = "it cannot be removed" if len(actions) == 1 else "they cannot be removed"
    return (
        f"Somebody has worked on {', '.join(named[:NAMED])}{more}, so {how}. An action that is not pursued is dropped."
    )
