"""Comments on actions, and telling those they mention."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import get_text_list

from actions import comment_mail
from actions.mentions import folded, mentioned
from actions.models import Action, ActionComment
from people import audit, outbox
from people.models import Officer, User, one_for_each_person
from people.permissions import Verb, check
from plans.services import check_open


@transaction.atomic
def comment_on(*, action: Action, by: User, text: str, on: date) -> ActionComment:
    """Add a comment, and write to each officer it mentions.

    Raises:
        PermissionDenied: the person has no role in the plan's councils.
        ValidationError: no words, or the plan is closed.
    """
    check(by, Verb.COMMENT, action)
    check_open(action.plan)
    if not text.strip():
        raise ValidationError({"text": "Write your comment."})
    told = told_by(text, action, by)
    names = get_text_list([officer.name for officer in told], "and")
    comment = ActionComment.objects.create(action=action, text=text, told=names, by=by, by_name=by.name, on=on)
    organisation = action.plan.organisation
    audit.record("commented on", action, by=by, organisation=organisation, after={"comment": comment.pk})
    for officer in told:
        comment_mail.queue_mentioned(comment, officer)
    outbox.ring()
    return comment


def told_by(text: str, action: Action, by: User) -> list[Officer]:
    """The officers a text mentions, each person once, in the order of their mention; never whoever wrote it."""
    if "@" not in text:
        return []
    there = [one for one in comment_mail.who_may_be_mentioned(action).order_by("pk") if one.user_id != by.pk]
    named = mentioned(text, {one.name for one in there})
    found = [one for name in named for one in there if folded(one.name) == folded(name)]
    return [*dict.fromkeys(one_for_each_person(found)[one.pk] for one in found)]
