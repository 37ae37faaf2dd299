"""Posting by the link in an e-mail, and withdrawing such links."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from actions.links import refusal
from actions.models import Action, ProgressUpdate, UpdateLink
from actions.services.updates import Author, Progress, append, last_declared, no_change
from people import audit
from people.models import User
from people.permissions import Verb, check


@transaction.atomic
def post_by_link(
    *, link: UpdateLink, version: int, progress: Progress | None, on: date, **ticked: Any
) -> ProgressUpdate:
    """Post one update by a link, which is spent by it. `progress` None: nothing has changed. `ticked`: what is
    `delivered` and what it `answers`, by their ids.

    Raises:
        PermissionDenied: the link is spent, expired or withdrawn, or the action no longer this officer's.
        StaleVersionError, ValidationError: as for anybody who posts; the link is not spent.
    """
    if why_not := refusal(link, on=on):
        raise PermissionDenied(why_not)
    # One update a link, however often and at however many places it is sent at once.
    if not UpdateLink.objects.live(on).filter(pk=link.pk).update(used_at=timezone.now()):
        raise PermissionDenied("This link has been used.")
    said = progress or no_change(last_declared(link.action), on=on)
    author = Author.by_link(link.officer)
    return append(action=link.action, author=author, version=version, progress=said, on=on, **ticked)


@transaction.atomic
def revoke_links(*, action: Action, by: User, on: date) -> int:
    """Withdraw every link to an action that is still out; how many there were."""
    check(by, Verb.POST_UPDATE, action)
    out = list(UpdateLink.objects.live(on).filter(action=action).select_related("officer"))
    if not out:
        raise ValidationError("No link to this action is out any more.")
    UpdateLink.objects.filter(pk__in=[link.pk for link in out]).update(revoked_on=on, revoked_by=by.name)
    names = sorted({link.officer.name for link in out})
    audit.record(
        "withdrew the e-mail links of", action, by=by, organisation=action.plan.organisation, after={"officers": names}
    )
    return len(out)
