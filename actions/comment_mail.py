"""The e-mail to whoever a comment mentions, and who may be mentioned."""

from __future__ import annotations

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse

from actions.emails import rendered
from actions.models import Action, ActionComment
from actions.question_mail import NO_LONGER
from people import outbox
from people.models import Officer, OutgoingMail


def who_may_be_mentioned(action: Action) -> QuerySet[Officer]:
    """Officers of the plan's own and partner councils who sign in there: nobody else's name is found by typing it."""
    there = Officer.objects.filter(organisation__in=action.plan.council_ids, user__is_active=True).exclude(email="")
    return there.filter(user__memberships__organisation=F("organisation")).select_related("user").distinct()


def queue_mentioned(comment: ActionComment, officer: Officer) -> None:
    """Tell an officer that a comment mentions them, and what it says."""
    link = f"{settings.SITE_URL}{reverse('actions:action', kwargs={'pk': comment.action_id})}#updates"
    context = {"comment": comment, "action": comment.action, "link": link}
    outbox.queue(
        key=f"mentioned:{comment.pk}:{officer.pk}",
        kind="mentioned",
        to=officer.email,
        organisation=comment.action.plan.organisation,
        **rendered("mentioned", context),
    )


def check_mentioned(mail: OutgoingMail) -> str | None:
    """Why it is withheld, if the officer may not read the action any more, or has another address."""
    _, pk, officer = mail.key.split(":")
    comment = ActionComment.objects.select_related("action__plan").filter(pk=pk).first()
    if comment is None:
        return "What it was about has been deleted."
    there = who_may_be_mentioned(comment.action).filter(pk=officer, email__iexact=mail.to_address)
    return None if there.exists() else NO_LONGER


CHECKS = {"mentioned": check_mentioned}
