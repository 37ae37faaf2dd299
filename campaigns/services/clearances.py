"""Letting publicity out in a pre-election period all the same: exempted, or with a spokesperson who is no Member."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Action
from actions.rated import rated_action
from campaigns.guard import Publicity, Way
from campaigns.holds import Thing, coming, things_of
from campaigns.models import Clearance, TakenBack
from people import audit
from people.models import User
from people.permissions import Verb, check
from plans.models import Election
from plans.services import check_open

FULL_NAME = 2  # words, each with a letter: first and last name
SENTENCE = 10  # letters and signs; less gives no reason


@transaction.atomic
def exempt(
    *, action: Action, election: Election, things: Collection[str], officer: str, reason: str, by: User, on: date
) -> list[Clearance]:
    """Record that the Monitoring Officer (`officer`, by name) has exempted things of an action, named by their keys.

    Each holds for the days the thing is set for now: moved to others, it is held again.

    Raises:
        PermissionDenied: the person may not record it.
        ValidationError: it lacks the full name or the reason, or what was chosen is not held any more, or was let out meanwhile.
    """
    check(by, Verb.EXEMPT, action)
    officer, reason = " ".join(officer.split()), " ".join(reason.split())
    lacking = {}
    if len([word for word in officer.split() if any(letter.isalpha() for letter in word)]) < FULL_NAME:
        lacking["who"] = "Give the Monitoring Officer’s full name."
    if len(reason) < SENTENCE:
        lacking["reason"] = "Give the reason in a sentence."
    if lacking:
        raise ValidationError(lacking)
    held = chosen(action, election, things, on)
    return cleared(held, Way.EXEMPTION, by=by, on=on, who=officer, reason=reason)


@transaction.atomic
def name_spokesperson(
    *,
    action: Action,
    election: Election,
    things: Collection[str],
    name: str,
    post: str,
    reason: str,
    by: User,
    on: date,
) -> list[Clearance]:
    """Record that somebody who is no Member speaks in what quoted one. It clears nothing that is held for another reason.

    Raises:
        PermissionDenied, ValidationError: as for `exempt`.
    """
    check(by, Verb.RUN_CAMPAIGNS, action)
    said = {"who": name.strip(), "post": post.strip(), "reason": reason.strip()}
    if not all(said.values()):
        raise ValidationError("Give the spokesperson’s name and post, and the reason.")
    held = chosen(action, election, things, on)
    if any(thing.publicity != Publicity.QUOTES_MEMBER for thing in held):
        raise ValidationError(
            "A spokesperson clears only what quotes or pictures a Member. What is held for another reason is moved or exempted."
        )
    return cleared(held, Way.SPOKESPERSON, by=by, on=on, **said)


def chosen(action: Action, election: Election, keys: Collection[str], on: date) -> list[Thing]:
    """The things of those keys, which are held as things now stand."""
    check_open(action.plan)
    if not keys:
        raise ValidationError({"things": "Choose at least one."})
    locked(action)
    found = {thing.key: thing for thing in before(action, election, on=on)}
    if let_out := [found[key] for key in keys if key in found and found[key].judgement.clearance]:
        raise ValidationError({"things": f"What you chose has been let out already. {let_out[0].judgement.reason}"})
    if any(key not in found or not found[key].is_held for key in keys):
        raise ValidationError({"things": "What you chose is not held any more: its date or its class was changed."})
    return [found[key] for key in keys]


def locked(action: Action) -> None:
    """Nobody else lets out anything of the action meanwhile: of two at once the second finds what the first has let out."""
    Action.objects.select_for_update().get(pk=action.pk)


def held_of(action: Action, election: Election, *, on: date) -> list[Thing]:
    """What of an action an election holds."""
    return [thing for thing in before(action, election, on=on) if thing.is_held]


def before(action: Action, election: Election, *, on: date) -> list[Thing]:
    """What of an action falls in the period of an election to come."""
    elections = [one for one in coming(action.plan, on=on) if one == election]
    return things_of([rated_action(action, on=on)], elections)


def cleared(held: list[Thing], way: Way, *, by: User, on: date, **said: str) -> list[Clearance]:
    made = []
    for thing in held:
        span = thing.judgement.span
        made.append(
            Clearance.objects.create(
                action=thing.action, election=thing.election, way=way, publicity=thing.publicity, earliest=span.earliest,
                latest=span.latest, label=span.label, by_name=by.name, on=on, **said,
            )
        )  # fmt: skip
        after = {"election": str(thing.election), "goes out": thing.goes_out, **said}
        verb = "exempted" if way == Way.EXEMPTION else "named a spokesperson for"
        audit.record(verb, thing.action, by=by, organisation=thing.action.plan.organisation, after=after)
    return made


@transaction.atomic
def take_back(*, action: Action, clearance: int, reason: str, by: User, on: date) -> TakenBack:
    """Take an exemption or a spokesperson of an action back, with the reason: what it cleared is held again.

    Raises:
        PermissionDenied: the person may not.
        ValidationError: it gives no reason, or it was taken back already.
    """
    check(by, Verb.EXEMPT, action)
    if not reason.strip():
        raise ValidationError("Say why it is taken back.")
    # Locked, so that of two who take it back at once the second is told so.
    found = Clearance.objects.select_for_update().filter(action=action, pk=clearance).first()
    if found is None or TakenBack.objects.filter(clearance=found).exists():
        raise ValidationError("It has been taken back already.")
    taken = TakenBack.objects.create(clearance=found, reason=reason.strip(), by_name=by.name, on=on)
    after = {"election": str(found.election), "reason": taken.reason}
    audit.record("took back an exemption of", action, by=by, organisation=action.plan.organisation, after=after)
    return taken
