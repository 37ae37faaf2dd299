"""Guards of actions that say in a sentence why not; `can_…` answers for buttons, `check_…` for services and views."""

from django.core.exceptions import PermissionDenied

from actions.models import Action
from people.models import User
from people.permissions import Verb, can, check
from plans.models import Plan


def check_can_update(user: User, action: Action) -> None:
    """Raises PermissionDenied with the reason."""
    check(user, Verb.POST_UPDATE, action)
    check_is_running(action)


def check_is_running(action: Action) -> None:
    """Raises PermissionDenied for an action of a closed plan, and for one that has been dropped."""
    if action.plan.status == Plan.Status.CLOSED:
        raise PermissionDenied("This plan is closed, so nothing more can be posted on its actions.")
    if action.dropped_on:
        raise PermissionDenied("This action has been dropped. A plan manager can take it up again.")


def is_running(action: Action) -> bool:
    return action.plan.status != Plan.Status.CLOSED and action.dropped_on is None


def can_update(user: User, action: Action) -> bool:
    return is_running(action) and can(user, Verb.POST_UPDATE, action)


def can_comment(user: User, action: Action) -> bool:
    return action.plan.status != Plan.Status.CLOSED and can(user, Verb.COMMENT, action)


def can_ask(user: User, action: Action) -> bool:
    return is_running(action) and can(user, Verb.ASK, action)
