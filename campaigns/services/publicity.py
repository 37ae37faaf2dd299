"""Saying what an action is: internal, a statutory notice, or which kind of publicity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Action
from campaigns.models import Activity
from people import audit
from people.models import StaleVersionError, User
from people.permissions import Verb, check
from plans.models import Plan
from plans.services import check_open


class Said(NamedTuple):
    """What somebody says of an action, and the version of what stood there."""

    publicity: str
    version: int


@transaction.atomic
def class_action(*, action: Action, publicity: str, by: User, version: int) -> Activity:
    """Say what an action is; not said any more, its audience tells again.

    Raises:
        StaleVersionError: somebody said it meanwhile.
        ValidationError: the plan is closed, or it is no class there is.
    """
    check(by, Verb.RUN_CAMPAIGNS, action)
    check_open(action.plan)
    if publicity not in Activity.Publicity.values:
        raise ValidationError({"publicity": "Choose one of the classes."})
    activity, _ = Activity.objects.get_or_create(action=action)
    before = activity.get_publicity_display()
    activity.save_from(version, publicity=publicity)
    after = {"publicity": activity.get_publicity_display()}
    council = action.plan.organisation
    audit.record("classed", action, by=by, organisation=council, before={"publicity": before}, after=after)
    return activity


@transaction.atomic
def class_plan(*, plan: Plan, said: Mapping[int, Said], by: User) -> int:
    """Say it of several actions of a plan at once, all or nothing. Returns how many now are something else.

    Raises:
        ValidationError: by field (`publicity_7` for action 7), what somebody else has said meanwhile.
    """
    check(by, Verb.RUN_CAMPAIGNS, plan)
    actions = Action.objects.filter(plan=plan).select_related("plan__organisation").in_bulk(list(said))
    refused: dict[str, str] = {}
    for pk, one in said.items():
        if pk not in actions:
            raise ValidationError("One of the actions has been removed meanwhile. The others are as you left them.")
        try:
            class_action(action=actions[pk], publicity=one.publicity, by=by, version=one.version)
        except StaleVersionError as stale:
            words = stale.current.get_publicity_display()
            refused[f"publicity_{pk}"] = (
                f"“{actions[pk]}” was classed by somebody else meanwhile: {words}. Choose once more, and save."
            )
    if refused:
        raise ValidationError(refused)
    return len(said)
